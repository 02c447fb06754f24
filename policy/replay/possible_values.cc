#include "policy/replay/possible_values.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "policy/engine/limit.h"
#include "policy/facts/date_text.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

using Possible = std::optional<std::vector<PossibleValue>>;

// Of a set with others, each choice among so many more texts is tried.
constexpr size_t kMoreTextsMax = 6;

void AddKnown(const Value& value, std::vector<PossibleValue>& values) {
  PossibleValue& known = values.emplace_back();
  known.state = FactState::kKnown;
  known.value = value;
}

// A text that none of `sets` has.
std::string OtherText(std::initializer_list<const StringSet*> sets) {
  std::string text = "other";
  const auto taken = [&] {
    for (const StringSet* set : sets) {
      if (set->contains(text)) return true;
    }
    return false;
  };
  while (taken()) text += '-';
  return text;
}

// The first of an interval, and of each part that begins in it.
template <typename T>
std::vector<T> FirstOfParts(const T& from, const std::optional<T>& through,
                            const std::set<T>& limits) {
  std::vector<T> firsts = {from};
  for (auto at = limits.upper_bound(from); at != limits.end(); ++at) {
    if (through.has_value() && *at > *through) break;
    firsts.push_back(*at);
  }
  return firsts;
}

class Lister {
 public:
  Lister(const FactQuestion& question, const DecisionDays& days)
      : question_(question), days_(days) {}

  Possible operator()(const NoFact& /*none*/) const {
    return std::vector<PossibleValue>(1);
  }

  Possible operator()(const UnreadableFact& /*error*/) const {
    std::vector<PossibleValue> error(1);
    error.front().state = FactState::kError;
    return error;
  }

  Possible operator()(const CoarseTruth& truth) const {
    if (truth.value.has_value()) return One(Value(*truth.value));
    if (!question_.truth) return One(Value(false));
    std::vector<PossibleValue> possible;
    for (const bool value : {false, true}) AddKnown(Value(value), possible);
    return possible;
  }

  Possible operator()(const CoarseNumber& number) const {
    constexpr auto kLeast = std::numeric_limits<int64_t>::min();
    std::vector<PossibleValue> possible;
    for (const int64_t first : FirstOfParts(
             number.from.value_or(kLeast), number.through, question_.numbers)) {
      AddKnown(Value(first), possible);
    }
    return possible;
  }

  Possible operator()(const CoarseDay& day) const {
    std::vector<PossibleValue> possible;
    for (const absl::CivilDay first :
         FirstOfParts(day.from.value_or(absl::CivilDay(1, 1, 1)), day.through,
                      question_.DaysOn(days_.asked))) {
      AddKnown(Value(ToDate(first)), possible);
    }
    return possible;
  }

  Possible operator()(const PartialDate& /*partial*/) const {
    return One(Value(Date{2000, 1, 0}));
  }

  Possible operator()(const CoarseText& text) const {
    if (text.text.has_value()) return One(Value(*text.text));
    std::vector<PossibleValue> possible;
    AddKnown(Value(OtherText({&text.none_of, &question_.texts})), possible);
    for (const std::string& named : question_.texts) {
      if (!text.none_of.contains(named)) AddKnown(Value(named), possible);
    }
    return possible;
  }

  Possible operator()(const CoarseSet& set) const {
    if (!set.others) return One(Value(set.has));
    StringSet more;
    for (const std::string& named : question_.texts) {
      if (!set.has.contains(named) && !set.none_of.contains(named)) {
        more.insert(named);
      }
    }
    if (question_.past || question_.future) return SetsOfDays(set, more);
    if (more.size() > kMoreTextsMax) return std::nullopt;
    std::vector<PossibleValue> possible;
    const std::vector<std::string> texts(more.begin(), more.end());
    for (size_t choice = 0; choice < size_t{1} << texts.size(); ++choice) {
      StringSet has = set.has;
      for (size_t i = 0; i < texts.size(); ++i) {
        if ((choice >> i & 1) != 0) has.insert(texts[i]);
      }
      if (choice != 0) AddKnown(Value(has), possible);
      has.insert(OtherText({&set.none_of, &question_.texts}));
      AddKnown(Value(std::move(has)), possible);
    }
    return possible;
  }

 private:
  static Possible One(const Value& value) {
    std::vector<PossibleValue> one;
    AddKnown(value, one);
    return one;
  }

  // A day that no text names, from `day` on by `step`.
  std::string DayText(absl::CivilDay day, int step,
                      const CoarseSet& set) const {
    std::string text = ToDate(day).ToString();
    while (set.none_of.contains(text) || question_.texts.contains(text)) {
      day += step;
      text = ToDate(day).ToString();
    }
    return text;
  }

  // Of a set with others that are days, or are not.
  Possible SetsOfDays(const CoarseSet& set, const StringSet& more) const {
    // A day that is named is also past or to come; nobody asks for both.
    if (!more.empty()) return std::nullopt;
    std::vector<DaysInSet> all = {DaysInSet::kUnreadable, DaysInSet::kNeither,
                                  DaysInSet::kPast, DaysInSet::kFuture,
                                  DaysInSet::kBoth};
    if (set.days.has_value() && days_.told == days_.asked) all = {*set.days};
    const absl::CivilDay today = days_.asked;
    std::vector<PossibleValue> possible;
    for (const DaysInSet days : all) {
      StringSet has = set.has;
      if (days == DaysInSet::kUnreadable) {
        has.insert(OtherText({&set.none_of, &question_.texts}));
      }
      if (days == DaysInSet::kNeither) has.insert(ToDate(today).ToString());
      if (days == DaysInSet::kPast || days == DaysInSet::kBoth) {
        has.insert(DayText(today - 1, -1, set));
      }
      if (days == DaysInSet::kFuture || days == DaysInSet::kBoth) {
        has.insert(DayText(today + 1, 1, set));
      }
      AddKnown(Value(std::move(has)), possible);
    }
    return possible;
  }

  const FactQuestion& question_;
  const DecisionDays days_;
};

// Of a fact of which nothing was told.
Possible Anything(const FactQuestion& question, const Lister& lister) {
  std::vector<CoarseValue> values = {NoFact(), UnreadableFact()};
  if (question.type.set) {
    values.push_back(CoarseSet());
    values.push_back(CoarseSet{{}, {}, /*others=*/true, {}});
  } else {
    switch (question.type.kind) {
      case FactKind::kText:
      case FactKind::kEnum:
      case FactKind::kAgency:
        values.push_back(CoarseText());
        break;
      case FactKind::kBool:
        values.push_back(CoarseTruth());
        break;
      case FactKind::kNumber:
        values.push_back(CoarseNumber());
        break;
      case FactKind::kDate:
        values.push_back(CoarseDay());
        values.push_back(PartialDate());
        break;
    }
  }
  std::vector<PossibleValue> all;
  for (const CoarseValue& value : values) {
    const Possible possible = std::visit(lister, value);
    if (!possible.has_value()) return std::nullopt;
    all.insert(all.end(), possible->begin(), possible->end());
  }
  return all;
}

}  // namespace

void PossibleValue::SetIn(Facts& facts, absl::string_view name) const {
  switch (state) {
    case FactState::kAbsent:
      return facts.Clear(name);
    case FactState::kError:
      return facts.SetError(name);
    case FactState::kKnown:
      return facts.Set(name, value);
  }
}

Possible PossibleValues(absl::string_view name, const CoarseFact* fact,
                        const FactQuestion& question,
                        const DecisionDays& days) {
  const Lister lister(question, days);
  if (fact != nullptr && fact->under == question.under) {
    return std::visit(lister, fact->value);
  }
  // Nobody approved what was not the rule, and an approval of other words of it
  // does not count.
  if (absl::StartsWith(name, kApprovalPrefix)) return lister(NoFact());
  // Unread counts as used up.
  if (absl::StartsWith(name, kLimitPrefix)) return lister(CoarseTruth());
  return Anything(question, lister);
}

}  // namespace enlace::policy
