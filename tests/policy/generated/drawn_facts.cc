#include "tests/policy/generated/drawn_facts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "policy/engine/evaluate.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {

FactDrawer::FactDrawer(const Book& book, uint32_t seed)
    : book_(book), random_(seed) {
  const Vocabulary& vocabulary = book.vocabulary();
  const auto claims = vocabulary.facts.find(vocabulary.claims);
  if (claims != vocabulary.facts.end()) claims_ = claims->second.path;
  std::map<std::pair<std::string, Direction>, Subject> subjects;
  for (const Rule& rule : book.rules()) {
    for (const std::string& type : rule.types) {
      Subject& subject = subjects[{type, rule.direction}];
      subject.type = type;
      subject.direction = rule.direction;
      subject.rules.push_back(&rule);
      for (const Atom& atom : rule.parties.atoms) Look(subject, atom, type);
      for (const auto* conditions : {&rule.when, &rule.unless}) {
        for (const Condition& condition : *conditions) {
          for (const Atom& atom : condition.atoms) Look(subject, atom, type);
        }
      }
      const auto asked = rule.obligations.find(type);
      if (asked == rule.obligations.end()) continue;
      for (const ElementClause& clause : asked->second.elements) {
        Look(subject, clause, type);
      }
    }
  }
  for (auto& [key, subject] : subjects) {
    subjects_.push_back(std::move(subject));
  }
}

void FactDrawer::Look(Subject& subject, const Atom& atom,
                      const std::string& type) {
  FactUse& use = subject.facts[atom.fact];
  use.atoms.push_back(&atom);
  for (const auto& [name, fact] : book_.vocabulary().facts) {
    const auto found = fact.types.find(type);
    if (fact.path == atom.fact && found != fact.types.end()) {
      use.set = found->second.set;
    }
  }
}

void FactDrawer::Look(Subject& subject, const ElementClause& clause,
                      const std::string& type) {
  for (const Atom& atom : clause.condition.atoms) {
    Subject each;
    Look(each, atom, type);
    FactUse& use = subject.lists[clause.action.path][atom.fact];
    use.set = each.facts[atom.fact].set;
    use.atoms.push_back(&atom);
  }
}

int FactDrawer::Below(int n) {
  return static_cast<int>(random_() % static_cast<uint32_t>(n));
}

FactDrawer::Drawn FactDrawer::Draw() {
  const Subject& subject = OneOf(subjects_);
  const absl::TimeZone zone = book_.vocabulary().zone;
  Drawn drawn{Facts(), Instant(subject)};
  // Instants without end have a day beyond which no other can be counted.
  today_ = std::clamp(absl::ToCivilDay(drawn.instant, zone),
                      absl::CivilDay(1, 1, 3), absl::CivilDay(9999, 12, 28));
  drawn.facts.Set(kFactDirection, DirectionName(subject.direction));
  drawn.facts.Set(kFactType, subject.type);
  if (!OneIn(4)) drawn.facts.Set(kFactParentState, "OPEN");
  for (const auto& [fact, use] : subject.facts) {
    DrawFact(fact, use, drawn.facts);
  }
  DrawElements(subject, drawn.facts);
  if (!claims_.empty()) {
    StringSet claimed;
    for (const auto& [basis, named] : book_.vocabulary().bases) {
      if (OneIn(2)) claimed.insert(basis);
    }
    if (!OneIn(5)) drawn.facts.Set(claims_, Value(claimed));
    if (OneIn(40)) drawn.facts.Set(claims_, AnyValue());
    if (OneIn(40)) drawn.facts.SetError(claims_);
  }
  if (OneIn(2)) Aim(subject, drawn.facts);
  if (OneIn(3)) Approve(subject, drawn.facts);
  Count(subject, drawn.facts);
  if (OneIn(1000)) drawn.facts.Set(kFactDirection, "sideways");
  if (OneIn(1000)) drawn.facts.SetError(kFactType);
  return drawn;
}

void FactDrawer::DrawFact(const std::string& name, const FactUse& use,
                          Facts& facts) {
  const int state = Below(20);
  if (state < 3) return;
  if (state == 3) {
    facts.SetError(name);
  } else if (state == 4) {
    facts.Set(name, AnyValue());
  } else {
    facts.Set(name, Fitting(use, *OneOf(use.atoms)));
  }
}

// Up to three elements of each list, or more or fewer than are spoken of.
void FactDrawer::DrawElements(const Subject& subject, Facts& facts) {
  for (const auto& [list, uses] : subject.lists) {
    const int count = Below(4);
    for (int i = 0; i < count; ++i) {
      for (const auto& [fact, use] : uses) {
        DrawFact(ElementFact(fact, i), use, facts);
      }
    }
    const int state = Below(20);
    if (state == 0) facts.SetError(list);
    if (state == 1) facts.Set(list, AnyValue());
    if (state == 2) facts.Set(list, Value(int64_t{Below(40)}));
    if (state > 3) facts.Set(list, Value(int64_t{count}));
  }
}

absl::Time FactDrawer::Instant(const Subject& subject) {
  const absl::TimeZone zone = book_.vocabulary().zone;
  const Rule& rule = *OneOf(subject.rules);
  const absl::Duration shift = absl::Nanoseconds(Below(3) - 1);
  switch (Below(40)) {
    case 0:
      return absl::InfiniteFuture();
    case 1:
    case 2:
      if (rule.in_force_from != absl::InfinitePast()) {
        return rule.in_force_from + shift;
      }
      break;
    case 3:
    case 4:
      if (rule.in_force_until != absl::InfiniteFuture()) {
        return rule.in_force_until + shift;
      }
      break;
    default:
      break;
  }
  const absl::CivilDay day = absl::CivilDay(2025, 1, 1) + Below(800);
  const absl::Time start = absl::FromCivil(day, zone);
  return OneIn(3) ? start + shift : start + absl::Minutes(Below(24 * 60));
}

std::string FactDrawer::Text(const FactUse& use) {
  const Atom& atom = *OneOf(use.atoms);
  if (atom.texts.empty() || OneIn(4)) return "other";
  auto text = atom.texts.begin();
  std::advance(text, Below(static_cast<int>(atom.texts.size())));
  return *text;
}

// A value of the kind that `atom` is for, near to what it names.
Value FactDrawer::Fitting(const FactUse& use, const Atom& atom) {
  switch (atom.test) {
    case Atom::Test::kOneOf: {
      if (!use.set) return Value(Text(use));
      StringSet texts;
      for (int i = Below(4); i > 0; --i) texts.insert(Text(use));
      return Value(std::move(texts));
    }
    case Atom::Test::kIsTrue:
      return Value(OneIn(2));
    case Atom::Test::kPresent:
      return use.set ? Value(StringSet{Text(use)}) : Value(Text(use));
    case Atom::Test::kAtMost:
    case Atom::Test::kAtLeast: {
      if (!IsFullDate(atom.date)) return Value(atom.number + Below(3) - 1);
      if (OneIn(10)) return Value(Date{atom.date.year, atom.date.month, 0});
      return Value(ToDate(ToCivilDay(atom.date) + (Below(3) - 1)));
    }
    case Atom::Test::kPast:
    case Atom::Test::kFuture: {
      const auto day = [&] { return ToDate(today_ + (Below(5) - 2)); };
      if (!use.set) return Value(OneIn(10) ? Date{2026, 0, 0} : day());
      StringSet days;
      for (int i = Below(3); i > 0; --i) days.insert(day().ToString());
      if (OneIn(10)) days.insert("2026-02");
      return Value(std::move(days));
    }
    case Atom::Test::kNode:
      return Value(std::string(OneIn(2) ? "spiffe://a.example/node/1"
                                        : "spiffe://a.example/agency/a1"));
  }
  return Value(true);
}

Value FactDrawer::AnyValue() {
  switch (Below(7)) {
    case 0:
      return Value(OneIn(2));
    case 1:
      return Value(int64_t{Below(20)});
    case 2:
      return Value(std::string(OneIn(2) ? "" : "other"));
    case 3:
      return Value(StringSet());
    case 4:
      return Value(StringSet{"v0", "other"});
    case 5:
      return Value(Date{2026, Below(13), Below(29)});
    default:
      return Value(StringSet{"2026-02-30", "2026-03-01"});
  }
}

// What a rule asks for, most of it.
void FactDrawer::Aim(const Subject& subject, Facts& facts) {
  const Rule& rule = *OneOf(subject.rules);
  const auto aim = [&](const Atom& atom) {
    if (OneIn(10)) return;
    if (atom.test == Atom::Test::kOneOf && !atom.negated &&
        !atom.texts.empty()) {
      const FactUse& use = subject.facts.at(atom.fact);
      const std::string& text = *atom.texts.begin();
      facts.Set(atom.fact, use.set ? Value(StringSet{text}) : Value(text));
    } else if (atom.test == Atom::Test::kPresent && atom.negated) {
      facts.Clear(atom.fact);
    } else {
      facts.Set(atom.fact, Fitting(subject.facts.at(atom.fact), atom));
    }
  };
  for (const Atom& atom : rule.parties.atoms) aim(atom);
  for (const Condition& condition : rule.when) {
    for (const Atom& atom : condition.atoms) aim(atom);
  }
  if (!rule.basis.empty() && !claims_.empty() && !OneIn(10)) {
    facts.Set(claims_, Value(StringSet(rule.basis.begin(), rule.basis.end())));
  }
}

void FactDrawer::Count(const Subject& subject, Facts& facts) {
  for (const Rule* rule : subject.rules) {
    if (!rule->limit.has_value()) continue;
    const int state = Below(10);
    if (state == 0) facts.SetError(LimitFact(rule->id));
    if (state == 1) facts.Set(LimitFact(rule->id), AnyValue());
    if (state >= 3) facts.Set(LimitFact(rule->id), Value(state == 3));
  }
}

void FactDrawer::Approve(const Subject& subject, Facts& facts) {
  for (const Rule* rule : subject.rules) {
    for (const Review& review : rule->reviews) {
      const std::string fact = ApprovalFact(rule->id, review.role);
      const int state = Below(6);
      if (state == 0) facts.SetError(fact);
      if (state == 1) facts.Set(fact, Value(std::string("2")));
      if (state >= 2) facts.Set(fact, Value(int64_t{review.count - state / 5}));
    }
    if (rule->urgent_override) Override(*rule, facts);
  }
}

void FactDrawer::Override(const Rule& rule, Facts& facts) {
  const std::string fact = OverrideFact(rule.id, rule.urgent_override->role);
  const int state = Below(6);
  if (state == 0) facts.SetError(fact);
  if (state == 1) facts.Set(fact, Value(std::string("2")));
  if (state >= 2) {
    facts.Set(fact, Value(int64_t{rule.urgent_override->count - state / 5}));
  }
  if (OneIn(2)) facts.Set(kFactUrgency, std::string(kUrgent));
}

bool FactDrawer::Drawn::IsExcepted(const Book& book) const {
  const Occasion occasion{facts, instant,
                          absl::ToCivilDay(instant, book.vocabulary().zone)};
  const absl::string_view type = facts.StringOrEmpty(kFactType);
  return std::any_of(
      book.rules().begin(), book.rules().end(), [&](const Rule& rule) {
        return rule.effect == Effect::kExcept && rule.types.front() == type &&
               Matches(rule, occasion) &&
               std::any_of(rule.exception_to.begin(), rule.exception_to.end(),
                           [&](const std::string& id) {
                             return Matches(*book.FindRule(id), occasion);
                           });
      });
}

}  // namespace enlace::policy
