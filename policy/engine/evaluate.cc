#include "policy/engine/evaluate.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {
namespace {

using Truth = std::optional<bool>;

Truth OneOf(const Atom& atom, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return atom.texts.count(*text) > 0;
  }
  if (const auto* set = std::get_if<StringSet>(&value)) {
    return std::any_of(set->begin(), set->end(), [&](const std::string& text) {
      return atom.texts.count(text) > 0;
    });
  }
  return std::nullopt;
}

Truth IsTrue(const Value& value) {
  const auto* truth = std::get_if<bool>(&value);
  return truth == nullptr ? Truth() : Truth(*truth);
}

Truth IsNode(const Value& value) {
  const auto* identity = std::get_if<std::string>(&value);
  if (identity == nullptr) return std::nullopt;
  return absl::StrContains(*identity, "/node/");
}

// A date that lacks its day is not before or after any other for certain.
Truth Compare(const Atom& atom, const Value& value) {
  const bool at_most = atom.test == Atom::Test::kAtMost;
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return at_most ? *number <= atom.number : *number >= atom.number;
  }
  const auto* date = std::get_if<Date>(&value);
  if (date == nullptr || !IsFullDate(*date)) return std::nullopt;
  return at_most ? *date <= atom.date : *date >= atom.date;
}

Truth DayTest(const Atom& atom, const Date& date, absl::CivilDay today) {
  if (!IsFullDate(date)) return std::nullopt;
  return atom.test == Atom::Test::kPast ? ToCivilDay(date) < today
                                        : ToCivilDay(date) > today;
}

// Of several days: true if it is true of one, unknown if one is unknown.
Truth AnyDay(const Atom& atom, const Value& value, absl::CivilDay today) {
  if (const auto* date = std::get_if<Date>(&value)) {
    return DayTest(atom, *date, today);
  }
  const auto* set = std::get_if<StringSet>(&value);
  if (set == nullptr) return std::nullopt;
  Truth any = false;
  for (const std::string& text : *set) {
    Date date;
    if (!ParseDate(text, date)) return std::nullopt;
    const Truth one = DayTest(atom, date, today);
    if (!one.has_value()) return std::nullopt;
    any = *any || *one;
  }
  return any;
}

Truth Test(const Atom& atom, const Value& value, absl::CivilDay today) {
  switch (atom.test) {
    case Atom::Test::kOneOf:
      return OneOf(atom, value);
    case Atom::Test::kIsTrue:
      return IsTrue(value);
    case Atom::Test::kPresent:
      return true;
    case Atom::Test::kAtMost:
    case Atom::Test::kAtLeast:
      return Compare(atom, value);
    case Atom::Test::kPast:
    case Atom::Test::kFuture:
      return AnyDay(atom, value, today);
    case Atom::Test::kNode:
      return IsNode(value);
  }
  return std::nullopt;
}

bool IsAtLeast(int count, const std::string& fact, const Facts& facts) {
  const Value* value = facts.Find(fact);
  const auto* number = value == nullptr ? nullptr : std::get_if<int64_t>(value);
  return number != nullptr && *number >= count;
}

bool IsOverridden(const Rule& hold, const Facts& facts) {
  return hold.urgent_override.has_value() &&
         facts.StringOrEmpty(kFactUrgency) == kUrgent &&
         IsAtLeast(hold.urgent_override->count,
                   OverrideFact(hold.id, hold.urgent_override->role), facts);
}

}  // namespace

bool Holds(const Atom& atom, const Occasion& occasion, bool unknown) {
  Truth truth;
  switch (occasion.facts.state(atom.fact)) {
    case FactState::kError:
      break;
    case FactState::kAbsent:
      if (atom.test == Atom::Test::kPresent) truth = false;
      break;
    case FactState::kKnown:
      truth = Test(atom, *occasion.facts.Find(atom.fact), occasion.today);
      break;
  }
  return truth.has_value() ? *truth != atom.negated : unknown;
}

bool Holds(const Condition& condition, const Occasion& occasion, bool unknown) {
  const auto holds = [&](const Atom& atom) {
    return Holds(atom, occasion, unknown);
  };
  const auto& atoms = condition.atoms;
  if (condition.all) return std::all_of(atoms.begin(), atoms.end(), holds);
  return std::any_of(atoms.begin(), atoms.end(), holds);
}

Facts FactsOfElement(const Facts& facts, const Condition& condition,
                     int index) {
  Facts own;
  for (const Atom& atom : condition.atoms) {
    const std::string name = ElementFact(atom.fact, index);
    if (facts.state(name) == FactState::kError) own.SetError(atom.fact);
    if (const Value* value = facts.Find(name)) own.Set(atom.fact, *value);
  }
  return own;
}

bool UnknownCountsAs(const Rule& rule) {
  return rule.effect != Effect::kPermit && rule.effect != Effect::kExcept;
}

bool InForce(const Rule& rule, const Occasion& occasion) {
  return rule.in_force_from <= occasion.instant &&
         occasion.instant < rule.in_force_until;
}

bool PartiesMatch(const Rule& rule, const Occasion& occasion) {
  return Holds(rule.parties, occasion, UnknownCountsAs(rule));
}

bool ConditionsMatch(const Rule& rule, const Occasion& occasion) {
  const bool unknown = UnknownCountsAs(rule);
  return std::all_of(rule.when.begin(), rule.when.end(),
                     [&](const Condition& condition) {
                       return Holds(condition, occasion, unknown);
                     }) &&
         std::none_of(rule.unless.begin(), rule.unless.end(),
                      [&](const Condition& condition) {
                        return Holds(condition, occasion, !unknown);
                      });
}

bool Matches(const Rule& rule, const Occasion& occasion) {
  return InForce(rule, occasion) && PartiesMatch(rule, occasion) &&
         ConditionsMatch(rule, occasion);
}

bool IsWithinLimit(const Rule& rule, const Facts& facts) {
  if (!rule.limit.has_value()) return false;
  const Value* value = facts.Find(LimitFact(rule.id));
  const auto* used_up = value == nullptr ? nullptr : std::get_if<bool>(value);
  return used_up != nullptr && !*used_up;
}

bool IsApproved(const Rule& hold, const Facts& facts) {
  return IsOverridden(hold, facts) ||
         std::all_of(hold.reviews.begin(), hold.reviews.end(),
                     [&](const Review& review) {
                       return IsAtLeast(review.count,
                                        ApprovalFact(hold.id, review.role),
                                        facts);
                     });
}

}  // namespace enlace::policy
