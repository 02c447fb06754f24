// The values that the rules of a partition tell apart: what a search tries.
//
// Only what a case block can state is among them, so that every record that is
// found can be written down.  Immutable.

#ifndef ENLACE_POLICY_ANALYSIS_RECORD_SPACE_H_
#define ENLACE_POLICY_ANALYSIS_RECORD_SPACE_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "policy/analysis/fact_values.h"
#include "policy/analysis/rule_change.h"
#include "policy/analysis/situation.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

class RecordSpace {
 public:
  RecordSpace(const Book& before, const Book& after, const Partition& partition,
              absl::CivilDay day);

  // By path; sender and recipient are among them.
  const std::map<std::string, std::vector<FactValue>>& values() const {
    return values_;
  }
  const std::set<absl::CivilDay>& days() const { return days_; }
  const std::set<std::string>& roles() const { return roles_; }
  // Roles that may set an urgent record's hold aside.
  const std::set<std::string>& overriders() const { return overriders_; }
  // Rules that have a limit.
  const std::set<std::string>& limits() const { return limits_; }

  // Paths without the two parties.
  std::set<std::string> facts() const;

  // Combinations of them all, `limit` if there are more.
  size_t Size(size_t limit) const;

  // Whether the values of a fact are all that tell its conditions apart, and
  // not a choice of subsets.
  bool complete() const { return complete_; }

  // A record of the first parties, that gives nothing.
  Situation Plain() const;

  // `situation` with the fact at `path`, or the party, set.
  static void Set(const std::string& path, const FactValue& value,
                  Situation& situation);

  // `situation` changed so that `rule` applies, taking literal number `choice`
  // of each clause; nothing if that does not work.
  std::optional<Situation> Satisfy(const Situation& situation, const Rule& rule,
                                   size_t choice) const;

 private:
  void Add(const Book& book, std::map<std::string, std::vector<const Atom*>>&);
  void AddDays(const Rule& rule, const Book& book);
  FactType TypeOf(const std::string& path) const;
  bool CanBeStated(const std::string& path, const FactType& type,
                   const FactValue& value) const;
  bool IsAgency(const std::string& identity) const;
  bool IsClaims(const std::string& path) const;
  void AddClaims();

  const Book& before_;
  const Book& after_;
  const Partition partition_;
  const absl::CivilDay day_;
  bool complete_ = true;
  bool of_parent_ = false;
  std::map<std::string, std::vector<FactValue>> values_;
  std::set<absl::CivilDay> days_;
  std::set<std::string> roles_;
  std::set<std::string> overriders_;
  std::set<std::string> limits_;
  std::set<StringSet> bases_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_RECORD_SPACE_H_
