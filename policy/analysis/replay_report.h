// What another book would have decided otherwise, counted over the decisions of
// some time.
//
// Each decision is taken up by itself, on what was told of its facts
// (policy/replay/redecide.h).  Where that does not settle it, it is counted as
// unknown, by the facts that it lacks.  One decision can be counted under
// several kinds, as a field can be released that was not and another removed.
//
//   ReplayTally tally(asked, {&old_asked});
//   RETURN_IF_ERROR(tally.Add(line, number));
//   Tell(tally.report());

#ifndef ENLACE_POLICY_ANALYSIS_REPLAY_REPORT_H_
#define ENLACE_POLICY_ANALYSIS_REPLAY_REPORT_H_

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "policy/analysis/decision_change.h"
#include "policy/engine/decision.h"
#include "policy/replay/decision_line.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

enum class ReplayKind {
  kPermitted,  // that was not
  kHeld,
  kDenied,
  kLooser,   // a field, caveat, retention or the like
  kTighter,  // likewise
  kOther,    // likewise, neither looser nor tighter
  kUnknown,
};

// What a row is about.
struct ReplayTopic {
  // "permitted, was denied"; of an unknown the name of the fact in the new
  // book, or its path.
  std::string en = {};
  std::string es = {};
  bool no_longer = false;    // the rule counted before and does not now
  std::string rule_id = {};  // "" if no rule stands behind it
  std::string law = {};      // what the rule implements; "" if not known

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const ReplayTopic&, const ReplayTopic&) = default;
};

struct ReplayCount {
  size_t decisions = 0;
  size_t line = 0;  // of the first of them
};

struct ReplayKindReport {
  ReplayCount count;
  std::map<ReplayTopic, ReplayCount> topics;
};

struct ReplayReport {
  size_t decisions = 0;
  size_t unchanged = 0;
  // Of those that are known: made by a book that is not at hand, so that only
  // outcomes were compared.
  size_t outcomes_only = 0;
  std::map<ReplayKind, ReplayKindReport> kinds;  // none is empty
};

class ReplayTally {
 public:
  // `before` are books that may have made the decisions.  REQUIRES: they
  // outlive the object.
  ReplayTally(const AskedFacts& after, std::vector<const AskedFacts*> before)
      : after_(after), before_(std::move(before)) {}

  // Counts the decision that stands in line `number`.  Fails with
  // kDataLoss if its book is at hand and decides otherwise than the line says.
  absl::Status Add(const DecisionLine& line, size_t number);

  const ReplayReport& report() const { return report_; }

 private:
  struct Pair {
    const Decision& before;
    const Decision& after;
    const AskedFacts* old;  // null if not at hand
  };

  const AskedFacts* BookOf(const DecisionLine& line) const;
  void Count(ReplayKind kind, std::set<ReplayTopic> topics, size_t number);
  void CountUnknown(const std::vector<std::string>& facts, size_t number);
  void CountChanges(const Pair& pair, size_t number);
  std::set<ReplayTopic> TopicsOf(const DecisionChange& change,
                                 const Pair& pair) const;

  const AskedFacts& after_;
  const std::vector<const AskedFacts*> before_;
  ReplayReport report_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_REPLAY_REPORT_H_
