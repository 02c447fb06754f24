#include "client/cli/short_form.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "certs/identity.h"

namespace enlace::client {
namespace {

constexpr size_t kShortIdSize = 6;  // bytes

}  // namespace

std::string ShortId(absl::string_view bytes) {
  return HexEncode(bytes.substr(0, kShortIdSize));
}

std::string ShortParty(absl::string_view uri) {
  const auto identity = certs::ParseIdentity(uri);
  if (!identity.ok()) return std::string(uri);
  // A node's id alone, "1", would say nothing.
  return identity->kind == certs::Identity::Kind::kNode
             ? absl::StrCat("node ", identity->trust_domain, "/", identity->id)
             : identity->id;
}

bool IdMatches(absl::string_view id, absl::string_view typed) {
  return typed.size() >= kIdPrefixMin &&
         absl::StartsWith(HexEncode(id), absl::AsciiStrToLower(typed));
}

}  // namespace enlace::client
