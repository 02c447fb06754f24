// A decision as a line of text, to be taken up again under another book.
//
//   {"replay":"v1","at":"2026-02-05T12:00:00Z","day":"2026-02-05",
//    "book":"9f...","outcome":"deny","rules":["F-7"],"facts":{
//    "context.purpose_code":{"none-of":["CRIM_INVESTIGATION"]}, ...}}
//
// One line holds all that is told of one decision: neither the record nor its
// identifier, and of its facts what policy/replay/coarse_facts.h says.  The
// form is specified in docs/replay.md.  A decision is written in one way only,
// and a line that is written otherwise is refused.  Pure.

#ifndef ENLACE_POLICY_REPLAY_DECISION_LINE_H_
#define ENLACE_POLICY_REPLAY_DECISION_LINE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "policy/engine/decision.h"
#include "policy/facts/facts.h"
#include "policy/replay/coarse_facts.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

// No decision takes more.
inline constexpr size_t kDecisionLineMax = size_t{1} << 20;

struct DecisionLine {
  absl::Time at;
  absl::CivilDay day;       // of `at` in the zone of the book
  std::string book_digest;  // 32 bytes
  Outcome outcome = Outcome::kDeny;
  std::vector<std::string> rule_ids = {};  // sorted
  CoarseFacts facts = {};

  bool operator==(const DecisionLine&) const = default;
};

// What may be told of `decision`, which the book of `asked` made on `facts` at
// `instant`.
DecisionLine LineOf(const AskedFacts& asked, const Facts& facts,
                    absl::Time instant, const Decision& decision);

// Without a line feed.  REQUIRES: an instant and a day of the years 2 to 9998.
std::string ToLine(const DecisionLine& decision);

// Fails with kInvalidArgument on anything that ToLine() does not write.  The
// message says what is wrong and quotes nothing of the line.
absl::StatusOr<DecisionLine> ParseDecisionLine(absl::string_view line);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_DECISION_LINE_H_
