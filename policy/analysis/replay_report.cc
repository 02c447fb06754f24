#include "policy/analysis/replay_report.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/sha256.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/replay/redecide.h"

namespace enlace::policy {
namespace {

ReplayKind KindOf(const DecisionChange& change, Outcome after) {
  if (change.kind == "permitted" || change.kind == "held" ||
      change.kind == "denied") {
    if (after == Outcome::kPermit) return ReplayKind::kPermitted;
    return after == Outcome::kHold ? ReplayKind::kHeld : ReplayKind::kDenied;
  }
  if (change.tendency == Tendency::kLooser) return ReplayKind::kLooser;
  return change.tendency == Tendency::kTighter ? ReplayKind::kTighter
                                               : ReplayKind::kOther;
}

// Those of `some` that are not among `others`.
std::vector<std::string> Without(const std::vector<std::string>& some,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::back_inserter(rest));
  return rest;
}

// "associates[]" of "associates[2]": the elements of a list are told together.
std::string ListedPath(std::string path) {
  int index = 0;
  if (!TakeIndex(path, index)) return path;
  return absl::StrCat(path, "[]");
}

// How the new book's lawyers call a fact.
std::string NameOf(const std::string& path, const Vocabulary& vocabulary) {
  for (const auto& [name, fact] : vocabulary.facts) {
    if (fact.path == path) return name;
  }
  return path;
}

// Whether `again` is what the line says of its own book.
bool IsAsSaid(const DecisionLine& line, const Redecision& again) {
  return again.decision.has_value() &&
         again.decision->outcome == line.outcome &&
         again.decision->rule_ids == line.rule_ids;
}

}  // namespace

const AskedFacts* ReplayTally::BookOf(const DecisionLine& line) const {
  for (const AskedFacts* asked : before_) {
    if (ToBytes(asked->book().digest()) == line.book_digest) return asked;
  }
  return nullptr;
}

absl::Status ReplayTally::Add(const DecisionLine& line, size_t number) {
  const CoarseOccasion occasion{line.facts, line.at, line.day};
  Decision before;
  before.outcome = line.outcome;
  before.rule_ids = line.rule_ids;
  const AskedFacts* const old = BookOf(line);
  if (old != nullptr) {
    const Redecision again = Redecide(*old, occasion);
    if (!IsAsSaid(line, again)) {
      return absl::DataLossError(
          "this is not what the book decided that the line names; ask the node "
          "for the decisions again");
    }
    before = *again.decision;
  }
  ++report_.decisions;
  const Redecision again = Redecide(after_, occasion);
  if (!again.decision.has_value()) {
    CountUnknown(again.unsettled, number);
    return absl::OkStatus();
  }
  report_.outcomes_only += old == nullptr ? 1 : 0;
  CountChanges({before, *again.decision, old}, number);
  return absl::OkStatus();
}

void ReplayTally::Count(ReplayKind kind, std::set<ReplayTopic> topics,
                        size_t number) {
  const auto count = [&](ReplayCount& one) {
    if (++one.decisions == 1) one.line = number;
  };
  ReplayKindReport& report = report_.kinds[kind];
  count(report.count);
  for (const ReplayTopic& topic : topics) count(report.topics[topic]);
}

void ReplayTally::CountUnknown(const std::vector<std::string>& facts,
                               size_t number) {
  std::set<ReplayTopic> topics;
  for (const std::string& fact : facts) {
    const std::string name = NameOf(fact, after_.book().vocabulary());
    topics.insert({name, name});
  }
  Count(ReplayKind::kUnknown, std::move(topics), number);
}

void ReplayTally::CountChanges(const Pair& pair, size_t number) {
  std::vector<DecisionChange> changes = ChangesBetween(pair.before, pair.after);
  if (pair.old == nullptr) {
    // Of the terms of a decision a line says nothing.
    const bool differs = pair.before.outcome != pair.after.outcome;
    changes.resize(differs ? 1 : 0);
  }
  if (changes.empty()) ++report_.unchanged;
  std::map<ReplayKind, std::set<ReplayTopic>> kinds;
  for (const DecisionChange& change : changes) {
    kinds[KindOf(change, pair.after.outcome)].merge(TopicsOf(change, pair));
  }
  for (auto& [kind, topics] : kinds) Count(kind, std::move(topics), number);
}

std::set<ReplayTopic> ReplayTally::TopicsOf(const DecisionChange& change,
                                            const Pair& pair) const {
  const ReplayTopic what{change.what.en, change.what.es};
  if (change.kind == "field") {
    const FieldAction* action = FindAction(pair.after, change.path);
    const bool by_none = action == nullptr || action->rule_id.empty();
    if (by_none) action = FindAction(pair.before, change.path);
    const std::string path = ListedPath(change.path);
    ReplayTopic topic{absl::StrCat(path, " ", what.en),
                      absl::StrCat(path, " ", what.es)};
    if (action != nullptr && !action->rule_id.empty()) {
      topic.rule_id = action->rule_id;
      topic.law = action->citation;
      topic.no_longer = by_none;
    }
    return {topic};
  }
  // What a require asks for does not let a record through, nor stop it.
  const bool of_outcome = pair.before.outcome != pair.after.outcome;
  std::set<ReplayTopic> topics;
  const auto add = [&](const std::vector<std::string>& ids,
                       const AskedFacts* asked, bool no_longer) {
    for (const std::string& id : ids) {
      const Rule* rule =
          asked == nullptr ? nullptr : asked->book().FindRule(id);
      if (of_outcome && rule != nullptr && rule->effect == Effect::kRequire) {
        continue;
      }
      ReplayTopic topic = what;
      topic.rule_id = id;
      if (rule != nullptr) topic.law = absl::StrJoin(rule->implements, ", ");
      topic.no_longer = no_longer;
      topics.insert(std::move(topic));
    }
  };
  add(Without(pair.after.rule_ids, pair.before.rule_ids), &after_, false);
  add(Without(pair.before.rule_ids, pair.after.rule_ids), pair.old, true);
  if (topics.empty()) topics.insert(what);
  return topics;
}

}  // namespace enlace::policy
