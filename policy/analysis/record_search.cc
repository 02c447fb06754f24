#include "policy/analysis/record_search.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "policy/analysis/record_space.h"
#include "policy/engine/case.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// Literals of a clause that are taken in turn.
constexpr size_t kChoicesMax = 4;

using ChangeKey = std::tuple<std::string, std::string, std::string>;

ChangeKey KeyOf(const DecisionChange& change) {
  return {change.kind, change.path, change.what.en};
}

class Search {
 public:
  Search(const Book& before, const Book& after, const Partition& partition,
         const RuleChanges& changes, absl::CivilDay day, size_t tries)
      : before_(before),
        after_(after),
        partition_(partition),
        day_(day),
        tries_(tries),
        space_(before, after, partition, day) {
    changed_ = changes.removed;
    changed_.insert(changed_.end(), changes.added.begin(), changes.added.end());
  }

  SearchResult Run() {
    SearchResult result;
    if (space_.Size(tries_) < tries_) {
      TryAll(space_.Plain(), space_.values().begin());
      result.exhaustive = space_.complete();
    } else {
      TryFromSeeds();
    }
    result.found = Settle();
    result.tried = tried_;
    return result;
  }

 private:
  using Values = std::map<std::string, std::vector<FactValue>>;

  std::vector<DecisionChange> Compare(const Situation& record) const {
    const absl::Time instant = record.InstantFor(after_);
    return ChangesBetween(before_.Decide(record.FactsFor(before_), instant),
                          after_.Decide(record.FactsFor(after_), instant));
  }

  bool Spent() const { return tried_ >= tries_; }

  void Try(const Situation& record) {
    if (Spent()) return;
    ++tried_;
    for (DecisionChange& change : Compare(record)) {
      found_.emplace(KeyOf(change), record);
    }
  }

  // Every combination of what comes from `next` on.
  void TryAll(const Situation& record, Values::const_iterator next) {
    if (next == space_.values().end()) return TryDaysAndRoles(record);
    if (next->second.empty()) return TryAll(record, std::next(next));
    for (const FactValue& value : next->second) {
      Situation turned = record;
      RecordSpace::Set(next->first, value, turned);
      TryAll(turned, std::next(next));
    }
  }

  void TryDaysAndRoles(const Situation& record) {
    for (const absl::CivilDay day : space_.days()) {
      Situation turned = record;
      turned.day = day;
      TrySets(turned, space_.roles().begin(), space_.overriders().begin(),
              space_.limits().begin());
    }
  }

  using Names = std::set<std::string>::const_iterator;

  // With and without each role from `role` and `overrider` on, and each limit
  // from `limit` on.
  void TrySets(const Situation& record, Names role, Names overrider,
               Names limit) {
    if (role != space_.roles().end()) {
      Situation approved = record;
      approved.approved_by.insert(*role);
      TrySets(record, std::next(role), overrider, limit);
      return TrySets(approved, std::next(role), overrider, limit);
    }
    if (overrider != space_.overriders().end()) {
      Situation overridden = record;
      overridden.overridden_by.insert(*overrider);
      TrySets(record, role, std::next(overrider), limit);
      return TrySets(overridden, role, std::next(overrider), limit);
    }
    if (limit != space_.limits().end()) {
      Situation used_up = record;
      used_up.used_up.insert(*limit);
      TrySets(record, role, overrider, std::next(limit));
      return TrySets(used_up, role, overrider, std::next(limit));
    }
    Try(record);
  }

  std::vector<Situation> Seeds() const {
    std::vector<Situation> seeds;
    for (const Book* book : {&after_, &before_}) {
      for (const Rule& rule : book->rules()) {
        if (rule.effect != Effect::kPermit || !IsAbout(rule, partition_)) {
          continue;
        }
        for (size_t choice = 0; choice < kChoicesMax; ++choice) {
          if (auto seed = space_.Satisfy(space_.Plain(), rule, choice)) {
            seeds.push_back(*std::move(seed));
          }
        }
      }
      AddCases(*book, seeds);
    }
    return seeds;
  }

  void AddCases(const Book& book, std::vector<Situation>& seeds) const {
    const absl::string_view direction =
        partition_.direction == Direction::kOutgoing ? "outgoing" : "incoming";
    for (const Case& each : book.cases()) {
      if (each.facts.StringOrEmpty(kFactDirection) == direction &&
          each.facts.StringOrEmpty(kFactType) == partition_.type) {
        seeds.push_back(Situation::Of(each, book, partition_, space_.facts()));
      }
    }
  }

  // What satisfies changed rules first: that is where the books part.
  void TryFromSeeds() {
    const std::vector<Situation> seeds = Seeds();
    std::vector<Situation> satisfied;
    for (const Situation& seed : seeds) {
      Try(seed);
      for (const Rule* rule : changed_) {
        for (size_t choice = 0; choice < kChoicesMax; ++choice) {
          auto record = space_.Satisfy(seed, *rule, choice);
          if (!record.has_value()) continue;
          Try(*record);
          TryLifted(*record, *rule, choice, satisfied);
          satisfied.push_back(*std::move(record));
        }
      }
    }
    for (const Situation& record : satisfied) TurnEachFact(record);
    for (const Situation& seed : seeds) TurnEachFact(seed);
  }

  // An exception shows where a rule that it lifts would apply.
  void TryLifted(const Situation& record, const Rule& exception, size_t choice,
                 std::vector<Situation>& satisfied) {
    for (const std::string& id : exception.exception_to) {
      const Rule* rule = after_.FindRule(id);
      if (rule == nullptr) rule = before_.FindRule(id);
      if (rule == nullptr) continue;
      if (auto lifted = space_.Satisfy(record, *rule, choice)) {
        Try(*lifted);
        satisfied.push_back(*std::move(lifted));
      }
    }
  }

  void TurnEachFact(const Situation& record) {
    if (Spent()) return;
    for (const auto& [path, values] : space_.values()) {
      for (const FactValue& value : values) {
        Situation turned = record;
        RecordSpace::Set(path, value, turned);
        Try(turned);
      }
    }
    for (const absl::CivilDay day : space_.days()) {
      Situation turned = record;
      turned.day = day;
      Try(turned);
    }
    for (const std::string& role : space_.roles()) {
      Situation turned = record;
      turned.approved_by.insert(role);
      Try(turned);
    }
    for (const std::string& role : space_.overriders()) {
      Situation turned = record;
      turned.overridden_by.insert(role);
      RecordSpace::Set(std::string(kFactUrgency),
                       {FactState::kKnown, Value(std::string(kUrgent))},
                       turned);
      Try(turned);
    }
    for (const std::string& rule : space_.limits()) {
      Situation turned = record;
      turned.used_up.insert(rule);
      Try(turned);
    }
  }

  bool Shows(const Situation& record, const ChangeKey& key) const {
    const std::vector<DecisionChange> changes = Compare(record);
    return std::any_of(
        changes.begin(), changes.end(),
        [&](const DecisionChange& change) { return KeyOf(change) == key; });
  }

  // `record` without what the change does not need.
  Situation Shrunk(Situation record, const ChangeKey& key) const {
    const auto keep_if_shown = [&](Situation smaller) {
      if (Shows(smaller, key)) record = std::move(smaller);
    };
    for (const std::string& path : space_.facts()) {
      Situation smaller = record;
      if (smaller.given.erase(path) > 0) keep_if_shown(std::move(smaller));
    }
    for (const std::string& role : space_.roles()) {
      Situation smaller = record;
      if (smaller.approved_by.erase(role) > 0) {
        keep_if_shown(std::move(smaller));
      }
    }
    for (const std::string& role : space_.overriders()) {
      Situation smaller = record;
      if (smaller.overridden_by.erase(role) > 0) {
        keep_if_shown(std::move(smaller));
      }
    }
    for (const std::string& rule : space_.limits()) {
      Situation smaller = record;
      if (smaller.used_up.erase(rule) > 0) keep_if_shown(std::move(smaller));
    }
    Situation today = record;
    today.day = day_;
    keep_if_shown(std::move(today));
    return record;
  }

  // One record for each change, and each record with all that it shows.
  std::vector<FoundRecord> Settle() const {
    std::vector<FoundRecord> out;
    std::set<ChangeKey> told;
    for (const auto& [key, record] : found_) {
      if (told.count(key) > 0) continue;
      FoundRecord found;
      found.record = Shrunk(record, key);
      for (DecisionChange& change : Compare(found.record)) {
        if (told.insert(KeyOf(change)).second) {
          found.changes.push_back(std::move(change));
        }
      }
      out.push_back(std::move(found));
    }
    return out;
  }

  const Book& before_;
  const Book& after_;
  const Partition& partition_;
  const absl::CivilDay day_;
  const size_t tries_;
  const RecordSpace space_;
  std::vector<const Rule*> changed_;
  size_t tried_ = 0;
  std::map<ChangeKey, Situation> found_;
};

}  // namespace

SearchResult SearchRecords(const Book& before, const Book& after,
                           const Partition& partition,
                           const RuleChanges& changes, absl::CivilDay day,
                           size_t tries) {
  return Search(before, after, partition, changes, day, tries).Run();
}

}  // namespace enlace::policy
