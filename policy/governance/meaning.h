// What a rule book's words rest on beside its own files: the record types that
// it names, how its time zone counts days, and the rule language itself.
//
// If one of them changes, the same files mean something else, and reviewers
// must look again.  Pure.  docs/governance.md.

#ifndef ENLACE_POLICY_GOVERNANCE_MEANING_H_
#define ENLACE_POLICY_GOVERNANCE_MEANING_H_

#include <cstdint>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "policy/engine/book.h"

namespace enlace::policy {

// Raised when a rule that could be written before comes to mean something else.
inline constexpr uint32_t kRuleLanguageVersion = 2;

// Covers what rules see of the record types that the book's rules name: leaves,
// their categories and levels, what may be asked of them, and what answers
// what.  Texts for readers do not count.
Hash SchemaDigest(const Book& book);

// Covers the zone's name and when each day of the years 2000 to 2099 begins, as
// this machine's time zone files have it.
Hash ZoneDigest(const absl::TimeZone& zone);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_GOVERNANCE_MEANING_H_
