#include "policy/engine/stability.h"

#include <algorithm>
#include <vector>

#include "absl/time/civil_time.h"
#include "policy/engine/element_actions.h"
#include "policy/facts/date_text.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// Keeps the earliest of the instants after `now`.
class Earliest {
 public:
  explicit Earliest(absl::Time now) : now_(now) {}

  void Consider(absl::Time instant) {
    if (instant > now_) next_ = std::min(next_, instant);
  }

  // Every instant at which `day` begins.  A zone that sets its clocks back over
  // midnight begins a day twice, and ends it in between.
  void ConsiderStart(absl::CivilDay day, const absl::TimeZone& zone) {
    const absl::TimeZone::TimeInfo info = zone.At(absl::CivilSecond(day));
    Consider(info.pre);
    Consider(info.trans);
    Consider(info.post);
  }

  absl::Time next() const { return next_; }

 private:
  const absl::Time now_;
  absl::Time next_ = absl::InfiniteFuture();
};

// The days that a test of days looks at.
std::vector<Date> DaysOf(const Atom& atom, const Facts& facts) {
  std::vector<Date> days;
  if (atom.test != Atom::Test::kPast && atom.test != Atom::Test::kFuture) {
    return days;
  }
  const Value* value = facts.Find(atom.fact);
  if (value == nullptr) return days;
  if (const auto* one = std::get_if<Date>(value)) {
    if (IsFullDate(*one)) days.push_back(*one);
  } else if (const auto* set = std::get_if<StringSet>(value)) {
    for (const std::string& text : *set) {
      Date date;
      if (ParseDate(text, date)) days.push_back(date);
    }
  }
  return days;
}

}  // namespace

absl::Time NextDayChange(const Atom& atom, const Facts& facts,
                         absl::Time instant, const absl::TimeZone& zone) {
  Earliest earliest(instant);
  for (const Date& date : DaysOf(atom, facts)) {
    // A day is no longer to come when it begins, and past when the next one
    // does.
    const absl::CivilDay day = ToCivilDay(date);
    earliest.ConsiderStart(atom.test == Atom::Test::kPast ? day + 1 : day,
                           zone);
  }
  return earliest.next();
}

absl::Time NextChange(const Rule& rule, const Occasion& occasion,
                      const absl::TimeZone& zone) {
  Earliest earliest(occasion.instant);
  earliest.Consider(rule.in_force_from);
  earliest.Consider(rule.in_force_until);
  // Parties never change, and a rule of others asks for no day.
  if (!PartiesMatch(rule, occasion)) return earliest.next();
  for (const auto* conditions : {&rule.when, &rule.unless}) {
    for (const Condition& condition : *conditions) {
      for (const Atom& atom : condition.atoms) {
        earliest.Consider(
            NextDayChange(atom, occasion.facts, occasion.instant, zone));
      }
    }
  }
  const auto asked =
      rule.obligations.find(occasion.facts.StringOrEmpty(kFactType));
  if (asked == rule.obligations.end()) return earliest.next();
  for (const ElementClause& clause : asked->second.elements) {
    earliest.Consider(
        NextElementChange(clause, occasion.facts, occasion.instant, zone));
  }
  return earliest.next();
}

}  // namespace enlace::policy
