// Looks for records on which two books decide otherwise.
//
// Where the facts that the rules of a partition name have few enough telling
// values, every combination is tried.  Else the search starts from the cases of
// both books and from what satisfies each permit, satisfies each changed rule
// on top, and turns one fact at a time: bounded, and not exhaustive.  Pure and
// deterministic.

#ifndef ENLACE_POLICY_ANALYSIS_RECORD_SEARCH_H_
#define ENLACE_POLICY_ANALYSIS_RECORD_SEARCH_H_

#include <cstddef>
#include <vector>

#include "absl/time/civil_time.h"
#include "policy/analysis/decision_change.h"
#include "policy/analysis/rule_change.h"
#include "policy/analysis/situation.h"
#include "policy/engine/book.h"

namespace enlace::policy {

// A record, and all that differs between what both books say of it.
struct FoundRecord {
  Situation record;
  std::vector<DecisionChange> changes;  // never empty
};

struct SearchResult {
  // Each change at least once; records say no more than it takes.
  std::vector<FoundRecord> found;
  size_t tried = 0;
  bool exhaustive = false;
};

// In `partition`, in which `changes` differ, with `day` as the day where no
// rule asks for another, and with at most `tries` records tried.
SearchResult SearchRecords(const Book& before, const Book& after,
                           const Partition& partition,
                           const RuleChanges& changes, absl::CivilDay day,
                           size_t tries);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_RECORD_SEARCH_H_
