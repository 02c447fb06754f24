// The shell's preparation without its cryptography: real facts, the real
// engine's decision, opaque payload bytes, ids and blinds from the seed.

#ifndef ENLACE_TESTS_SIMULATION_PREPARATION_H_
#define ENLACE_TESTS_SIMULATION_PREPARATION_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "policy/engine/book.h"
#include "policy/facts/extract.h"
#include "server/core/input.h"
#include "server/core/state_facts.h"

namespace enlace::simulation {

// A record as its sender makes it; `facts` has no transfer id.
struct SimRecord {
  core::RecordFacts facts;
  std::string body;
  bool warns = false;  // of a danger, which a notice may tell alone
};

// A record as it crosses.
struct SimRelayItem {
  core::RecordFacts facts;
  std::string body;
  uint64_t link_sequence = 0;
};

// SHA-256 over everything that the originator would sign.
std::string RecordIdOf(const SimRecord& record);

// The purpose that every record states.
inline constexpr char kPurpose[] = "PURPOSE_CODE_CRIM_INVESTIGATION";

// A term of the register that no rule looks for, in a fact that rules test:
// what goes to its holder rests on it.
inline constexpr char kKeptTerm[] = "kept";

// What a rule may test of a record of which the node knows this.
policy::RecordFacts RuleFacts(const core::RecordFacts& record,
                              policy::Direction direction,
                              const core::StateFacts& known);

core::EntryDraft MakeDraft(Random& random);
// Of an entry that concerns no record.
core::EntryDraft MakeNoteDraft(Random& random);

// Digest of the link file of `trust_domain`, the `serial`th.
std::string LinkFileDigest(absl::string_view trust_domain, uint64_t serial = 1);
// The first files of both, which never expire.
core::LinkFiles FirstLinkFiles(absl::string_view own, absl::string_view peer);

// Both with the first link files.  `link` is "" where the recipient is of the
// own nation.
core::PreparedSubmission PrepareSubmission(const SimRecord& record,
                                           absl::string_view link,
                                           const core::State& snapshot,
                                           const policy::Book& book,
                                           absl::Time now, Random& random);

core::PreparedRelay PrepareRelay(const SimRelayItem& item,
                                 absl::string_view link,
                                 const core::State& snapshot,
                                 const policy::Book& book, absl::Time now,
                                 Random& random);

// What `book` now says of `held`, with the approvals that `snapshot` has.
core::PreparedRelease PrepareRelease(const core::Transfer& held,
                                     absl::string_view body,
                                     const core::State& snapshot,
                                     const policy::Book& book, absl::Time now,
                                     Random& random);

// "us.enlace.example" of any identity in it.
std::string TrustDomainOf(absl::string_view identity);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_PREPARATION_H_
