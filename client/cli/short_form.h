// Ids and parties as tables show them and as people type them.

#ifndef ENLACE_CLIENT_CLI_SHORT_FORM_H_
#define ENLACE_CLIENT_CLI_SHORT_FORM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"

namespace enlace::client {

// Fewest hex digits of an id that a person may type in its place.
inline constexpr size_t kIdPrefixMin = 6;

// The first 12 hex digits.
std::string ShortId(absl::string_view bytes);

// The last part of an identity's URI ("us-atf"), or all of what is not one.
std::string ShortParty(absl::string_view uri);

// Whether `typed` is the hex of `id`, or begins it with at least kIdPrefixMin
// digits.
bool IdMatches(absl::string_view id, absl::string_view typed);

// The agency that `typed` names: a URI, or an id such as "us-atf", whose nation
// is the one of `trust_domains` that begins with the letters before the first
// hyphen ("us.enlace.example").  Fails with kInvalidArgument if none or more
// than one does.
absl::StatusOr<certs::Identity> AgencyOf(
    absl::string_view typed, const std::vector<std::string>& trust_domains);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SHORT_FORM_H_
