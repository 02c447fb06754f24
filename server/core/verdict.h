// A decision in the words of the journal, and as the world is told.  Pure.

#ifndef ENLACE_SERVER_CORE_VERDICT_H_
#define ENLACE_SERVER_CORE_VERDICT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/receipt.pb.h"
#include "policy/engine/book.h"
#include "policy/engine/decision.h"
#include "policy/engine/rule.h"
#include "server/core/input.h"
#include "server/core/thread.h"

namespace enlace::core {

struct Verdict {
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_DENY;
  std::string reason;
  std::string public_reason;
  std::vector<std::string> rule_ids;
  std::vector<std::string> citations;
  std::vector<std::string> caveats;
  std::vector<std::string> counts_against;  // rules, of a permit

  // The rule book came to it, and nothing else did.
  bool by_book = false;
};

Verdict VerdictOf(policy::Decision decision);

// What is past its time is denied whatever the book says.
Verdict OutOfTime();

// What a reviewer of `rule` rejected for `reason`.
Verdict Rejected(const policy::Rule& rule, const std::string& reason);

// What may not stand in its thread is denied whatever the book says; where the
// book denies too, its reason stands.
Verdict InThread(Verdict verdict, const std::optional<ThreadFault>& fault);

v1::ReceiptLevel ToProto(policy::ReceiptLevel level);

// Only what passes asks for an answer.
void KeepAnswerTime(const Verdict& verdict, RecordFacts& record);

// Writes the verdict into the national opening.  What does not pass has no
// measures, what no rule decided has no redactions, and what the book did not
// decide no line for a replay.
void Describe(const Verdict& verdict, const policy::Book& book,
              EntryDraft& draft);

// What the sender of `record` is told, all but the place in the log; removals
// and notice as `prepared` has them.
v1::Outcome OutcomeOf(const RecordFacts& record, const Verdict& verdict,
                      const v1::Outcome& prepared, const policy::Book& book);

// What a record waits for by `verdict`, until `deadline`.
journal::v1::Hold HoldOf(const Verdict& verdict, absl::Time deadline,
                         bool repeated);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_VERDICT_H_
