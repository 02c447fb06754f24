#include "client/cli/short_form.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
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
  return identity.ok() ? identity->id : std::string(uri);
}

bool IdMatches(absl::string_view id, absl::string_view typed) {
  return typed.size() >= kIdPrefixMin &&
         absl::StartsWith(HexEncode(id), absl::AsciiStrToLower(typed));
}

}  // namespace enlace::client
