// The facts of one decision, as coarse as the book that made it.
//
// Told are the facts that the book's rules ask about, those of them that were
// absent too; of another fact nothing is told, not even whether it is there.
// Parties, channel, urgency, what is known of the parent and the like are told
// whole whether asked or not: they are on the envelope and in the audit log,
// and say nothing that the record says.  Pure.

#ifndef ENLACE_POLICY_REPLAY_COARSE_FACTS_H_
#define ENLACE_POLICY_REPLAY_COARSE_FACTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/facts/facts.h"
#include "policy/replay/coarse_fact.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

// By name: "context.purpose_code", "associates[2].role".
using CoarseFacts = std::map<std::string, CoarseFact>;

// Names of the facts that are always told whole.
const std::vector<absl::string_view>& WholeFacts();

// What `asked` tells apart of `facts` on the day of the decision in the zone of
// its book.
CoarseFacts Coarsened(const AskedFacts& asked, const Facts& facts,
                      absl::CivilDay today);

// The text if it is told to be just that, else "".
absl::string_view TextOrEmpty(const CoarseFacts& facts, absl::string_view name);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_COARSE_FACTS_H_
