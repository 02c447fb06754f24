#include "policy/replay/coarse_fact.h"

#include <set>

#include "policy/facts/date_text.h"

namespace enlace::policy {
namespace {

// Between which of the `limits`, each the first of a part, `value` lies.
template <typename Interval, typename T>
Interval Between(const std::set<T>& limits, const T& value) {
  Interval interval;
  const auto after = limits.upper_bound(value);
  if (after != limits.begin()) interval.from = *std::prev(after);
  if (after != limits.end()) interval.through = *after - 1;
  return interval;
}

DaysInSet DaysOf(const StringSet& texts, absl::CivilDay today) {
  bool past = false;
  bool future = false;
  for (const std::string& text : texts) {
    Date date;
    if (!ParseDate(text, date)) return DaysInSet::kUnreadable;
    past |= ToCivilDay(date) < today;
    future |= ToCivilDay(date) > today;
  }
  if (past && future) return DaysInSet::kBoth;
  if (past) return DaysInSet::kPast;
  return future ? DaysInSet::kFuture : DaysInSet::kNeither;
}

struct Coarsener {
  const FactQuestion& question;
  absl::CivilDay today;
  bool whole;

  CoarseValue operator()(bool value) const {
    CoarseTruth truth;
    if (question.truth || whole) truth.value = value;
    return truth;
  }

  CoarseValue operator()(int64_t value) const {
    return Between<CoarseNumber>(question.numbers, value);
  }

  CoarseValue operator()(const Date& value) const {
    if (!IsFullDate(value)) return PartialDate();
    return Between<CoarseDay>(question.DaysOn(today), ToCivilDay(value));
  }

  CoarseValue operator()(const std::string& value) const {
    CoarseText text;
    if (whole || question.texts.contains(value)) {
      text.text = value;
    } else {
      text.none_of = question.texts;
    }
    return text;
  }

  CoarseValue operator()(const StringSet& value) const {
    CoarseSet set;
    for (const std::string& text : question.texts) {
      (value.contains(text) ? set.has : set.none_of).insert(text);
    }
    set.others = set.has.size() < value.size();
    if (question.past || question.future) set.days = DaysOf(value, today);
    return set;
  }
};

}  // namespace

CoarseFact CoarseOf(const Facts& facts, absl::string_view name,
                    const FactQuestion& question, absl::CivilDay today,
                    bool whole) {
  CoarseFact coarse;
  coarse.under = question.under;
  if (const Value* value = facts.Find(name)) {
    coarse.value = std::visit(Coarsener{question, today, whole}, *value);
  } else if (facts.state(name) == FactState::kError) {
    coarse.value = UnreadableFact();
  }
  return coarse;
}

}  // namespace enlace::policy
