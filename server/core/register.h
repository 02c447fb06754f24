// The register as decisions see it: which entries stand for a record, and which
// of them its permit rests on.  docs/register.md.  Pure.

#ifndef ENLACE_SERVER_CORE_REGISTER_H_
#define ENLACE_SERVER_CORE_REGISTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/book.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"
#include "server/core/state.h"

namespace enlace::core {

// So many persons write and approve an entry before it counts.
inline constexpr size_t kRegisterPersons = 2;

// Whether `entry` is for records of `type`.
bool IsForType(const v1::RegisterEntry& entry, const std::string& type);

// An entry that stands for a record: it is approved, its time runs, it is for
// records of the type, and it is about the sender, the recipient or the case.
struct Standing {
  std::string entry_id;
  std::string fact;  // "register.recipient.assurance"
  std::string term;
  int64_t until_ms = 0;

  bool operator==(const Standing&) const = default;
};

// In the order of entry ids and facts; an entry about an agency that sends to
// itself would stand twice.
std::vector<Standing> StandingFor(const State& state,
                                  const journal::v1::RecordFacts& record,
                                  int64_t instant_ms);

// Makes every fact of the register that `book` names known: the terms of the
// entries that stand, or none.
void SetRegisterFacts(absl::Span<const Standing> standing,
                      const policy::Book& book, policy::Facts& facts);

// Those of `standing` that a rule of `book` for records of this direction and
// type asks about.
std::vector<Standing> RestsOn(absl::Span<const Standing> standing,
                              const policy::Book& book,
                              policy::Direction direction,
                              const std::string& type);

// Digest of what `asked` say to rules, their facts and terms; empty if they say
// nothing.  Equal as long as no rule would see a difference.
std::string DigestOfTerms(absl::Span<const Standing> asked);

// Whether the register says something else to the rules about `held` than when
// it was last decided.
bool RegisterChangedFor(const State& state, const Transfer& held,
                        const policy::Book& book, int64_t instant_ms);

// The instant at which the first of `standing` ends; 0 if there is none.
int64_t FirstEndMs(absl::Span<const Standing> standing);

// Their names, sorted, each once.
std::vector<std::string> EntryIdsOf(absl::Span<const Standing> standing);

// So long before its end an entry is warned of.
inline constexpr int64_t kEndWarningMs = int64_t{30} * 24 * 3600 * 1000;

// Names of the entries that count at that instant and end within kEndWarningMs
// of it, what ends first first; without those that another one of the same
// kind, term, holder, case and types goes on from.
std::vector<std::string> EndingEntries(const State& state, int64_t instant_ms);

// Names of the requests of persons whose time ran out without an answer, what
// ended first first.
std::vector<std::string> OverdueRequests(const State& state,
                                         int64_t instant_ms);

// Transfer ids of at most `max` records that are under way and rest on an entry
// that was revoked.
std::vector<std::string> DueToWithdraw(const State& state, size_t max);

// How many rest on the entry `entry_id`.
size_t CountWithdrawals(const State& state, const std::string& entry_id);

// Whether `transfer` is one of them.
bool MustBeWithdrawn(const State& state, const Transfer& transfer);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_REGISTER_H_
