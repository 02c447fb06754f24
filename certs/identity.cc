#include "certs/identity.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"

namespace enlace::certs {
namespace {

constexpr absl::string_view kScheme = "spiffe://";
constexpr size_t kLabelSizeMax = 63;

bool IsLowerOrDigit(char c) {
  return absl::ascii_islower(static_cast<unsigned char>(c)) ||
         absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// Letters, digits and hyphens, with a letter or digit at either end.  Two
// hyphens in a row are refused: they mark internationalised names, whose
// look-alikes no reader of a log could tell apart.
bool IsLabel(absl::string_view text) {
  return !text.empty() && text.size() <= kLabelSizeMax &&
         IsLowerOrDigit(text.front()) && IsLowerOrDigit(text.back()) &&
         !absl::StrContains(text, "--") &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return IsLowerOrDigit(c) || c == '-'; });
}

absl::StatusOr<Identity::Kind> ParseKind(absl::string_view name) {
  for (const auto kind : {Identity::Kind::kAgency, Identity::Kind::kNode,
                          Identity::Kind::kPerson}) {
    if (name == KindName(kind)) return kind;
  }
  return absl::InvalidArgumentError(
      "identity: kind must be agency, node or person");
}

}  // namespace

absl::string_view KindName(Identity::Kind kind) {
  switch (kind) {
    case Identity::Kind::kAgency:
      return "agency";
    case Identity::Kind::kNode:
      return "node";
    case Identity::Kind::kPerson:
      return "person";
  }
  return "unknown";
}

std::string Identity::Uri() const {
  return absl::StrCat(kScheme, trust_domain, "/", KindName(kind), "/", id);
}

bool IsTrustDomain(absl::string_view name) {
  const std::vector<absl::string_view> labels = absl::StrSplit(name, '.');
  if (labels.size() < 2 || name.size() > kIdentitySizeMax) return false;
  if (!std::all_of(labels.begin(), labels.end(), IsLabel)) return false;
  // A name that ends in a number would be read as an IP address.
  return !std::all_of(labels.back().begin(), labels.back().end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

absl::StatusOr<Identity> ParseIdentity(absl::string_view uri) {
  if (uri.size() > kIdentitySizeMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("identity: longer than ", kIdentitySizeMax, " bytes"));
  }
  if (!absl::ConsumePrefix(&uri, kScheme)) {
    return absl::InvalidArgumentError(
        "identity: must start with spiffe:// in lower case");
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(uri, '/');
  if (parts.size() != 3) {
    return absl::InvalidArgumentError(
        "identity: must be spiffe://<trust-domain>/<kind>/<id>");
  }
  if (!IsTrustDomain(parts[0])) {
    return absl::InvalidArgumentError(
        "identity: trust domain must be lower-case DNS labels without port, "
        "user or internationalised names");
  }
  ASSIGN_OR_RETURN(const Identity::Kind kind, ParseKind(parts[1]));
  if (!IsLabel(parts[2])) {
    return absl::InvalidArgumentError(
        "identity: id must be lower-case letters, digits and single hyphens, "
        "at most 63");
  }
  return Identity{.trust_domain = std::string(parts[0]),
                  .kind = kind,
                  .id = std::string(parts[2])};
}

}  // namespace enlace::certs
