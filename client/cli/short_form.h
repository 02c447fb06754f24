// Ids and parties as tables show them, and ids as people type them.

#ifndef ENLACE_CLIENT_CLI_SHORT_FORM_H_
#define ENLACE_CLIENT_CLI_SHORT_FORM_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

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

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SHORT_FORM_H_
