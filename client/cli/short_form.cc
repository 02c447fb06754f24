#include "client/cli/short_form.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace enlace::client {
namespace {

constexpr size_t kShortIdSize = 6;  // bytes

absl::Status NotAnAgency() {
  return absl::InvalidArgumentError(
      "the recipient must be spiffe://<trust domain>/agency/<id>, or an <id> "
      "that begins with a nation of the context");
}

}  // namespace

std::string ShortId(absl::string_view bytes) {
  return HexEncode(bytes.substr(0, kShortIdSize));
}

std::string ShortParty(absl::string_view uri) {
  const auto identity = certs::ParseIdentity(uri);
  return identity.ok() ? identity->id : std::string(uri);
}

bool IdMatches(absl::string_view id, absl::string_view typed) {
  return typed.size() >= kIdPrefixMin &&
         absl::StartsWith(HexEncode(id), absl::AsciiStrToLower(typed));
}

absl::StatusOr<certs::Identity> AgencyOf(
    absl::string_view typed, const std::vector<std::string>& trust_domains) {
  if (absl::StrContains(typed, ":")) {
    auto identity = certs::ParseIdentity(typed);
    if (!identity.ok() || identity->kind != certs::Identity::Kind::kAgency) {
      return NotAnAgency();
    }
    return identity;
  }
  const std::string nation =
      absl::StrCat(typed.substr(0, typed.find('-')), ".");
  const std::string* found = nullptr;
  for (const std::string& domain : trust_domains) {
    if (!absl::StartsWith(domain, nation)) continue;
    if (found != nullptr) return NotAnAgency();
    found = &domain;
  }
  if (found == nullptr) return NotAnAgency();
  const certs::Identity agency{.trust_domain = *found,
                               .kind = certs::Identity::Kind::kAgency,
                               .id = std::string(typed)};
  // The id's letters are checked where all identities are.
  const auto checked = certs::ParseIdentity(agency.Uri());
  return checked.ok() ? *checked
                      : absl::StatusOr<certs::Identity>(NotAnAgency());
}

}  // namespace enlace::client
