#include "policy/analysis/record_space.h"

#include <algorithm>
#include <utility>

#include "policy/analysis/rule_logic.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

bool IsParty(const std::string& path) {
  return path == kFactSender || path == kFactRecipient;
}

// Whether all of `literals` hold of `value`, which is known, or absent where
// one of them asks for that.
bool HoldTogether(const std::vector<Literal>& literals, const FactValue& value,
                  bool unknown, const Occasion& day) {
  const std::string& fact = literals.front().atom->fact;
  const bool about_presence =
      std::any_of(literals.begin(), literals.end(), [](const Literal& each) {
        return each.atom->test == Atom::Test::kPresent;
      });
  if (value.state != FactState::kKnown &&
      !(value.state == FactState::kAbsent && about_presence)) {
    return false;
  }
  Facts facts;
  value.SetIn(facts, fact);
  const Occasion occasion{facts, day.instant, day.today};
  return std::all_of(
      literals.begin(), literals.end(), [&](const Literal& each) {
        return each.exception ? !Holds(*each.atom, occasion, !unknown)
                              : Holds(*each.atom, occasion, unknown);
      });
}

}  // namespace

RecordSpace::RecordSpace(const Book& before, const Book& after,
                         const Partition& partition, absl::CivilDay day)
    : before_(before), after_(after), partition_(partition), day_(day) {
  days_.insert(day);
  std::map<std::string, std::vector<const Atom*>> atoms;
  for (const auto party : {kFactSender, kFactRecipient}) {
    atoms[std::string(party)];
  }
  for (const Book* book : {&before_, &after_}) Add(*book, atoms);
  for (const auto& [path, tests] : atoms) {
    const FactType type = TypeOf(path);
    std::vector<FactValue>& values = values_[path];
    for (FactValue& value : TellingValues(type, tests, day)) {
      if (CanBeStated(path, type, value)) values.push_back(std::move(value));
    }
    complete_ = complete_ && (!type.set || tests.size() < 2);
    if (!IsParty(path)) continue;
    // One agency that no rule names is as good as any other.
    for (const auto& [name, agency] : after_.vocabulary().agencies) {
      const Value identity(agency.identity);
      if (std::none_of(values.begin(), values.end(), [&](const FactValue& v) {
            return v.value == identity;
          })) {
        values.push_back({FactState::kKnown, identity});
        break;
      }
    }
  }
  AddClaims();
  if (!overriders_.empty()) {
    std::vector<FactValue>& urgencies = values_[std::string(kFactUrgency)];
    for (const FactValue& each :
         {FactValue{FactState::kKnown, Value(std::string(kUrgent))},
          FactValue{FactState::kAbsent, {}}}) {
      if (std::none_of(urgencies.begin(), urgencies.end(),
                       [&](const FactValue& v) {
                         return v.state == each.state && v.value == each.value;
                       })) {
        urgencies.push_back(each);
      }
    }
  }
  if (of_parent_) {
    std::vector<FactValue>& states = values_[std::string(kFactParentState)];
    states.push_back({FactState::kKnown, Value("OPEN")});
    states.push_back({FactState::kAbsent, {}});
  }
}

void RecordSpace::Add(const Book& book,
                      std::map<std::string, std::vector<const Atom*>>& atoms) {
  for (const Rule& rule : book.rules()) {
    if (!IsAbout(rule, partition_)) continue;
    for (const Clause& clause : ClausesOf(rule)) {
      for (const Literal& literal : clause) {
        atoms[literal.atom->fact].push_back(literal.atom);
      }
    }
    // One element shows what becomes of each.
    const auto asked = rule.obligations.find(partition_.type);
    if (asked != rule.obligations.end()) {
      for (const ElementClause& clause : asked->second.elements) {
        for (const Atom& atom : clause.condition.atoms) {
          atoms[ElementFact(atom.fact, 0)].push_back(&atom);
        }
      }
    }
    for (const Review& review : rule.reviews) roles_.insert(review.role);
    if (rule.urgent_override) overriders_.insert(rule.urgent_override->role);
    if (rule.limit.has_value()) limits_.insert(rule.id);
    if (!rule.basis.empty()) {
      bases_.insert({rule.basis.begin(), rule.basis.end()});
    }
    of_parent_ |= rule.basis_of_parent;
    AddDays(rule, book);
  }
}

void RecordSpace::AddDays(const Rule& rule, const Book& book) {
  for (const absl::Time edge : {rule.in_force_from, rule.in_force_until}) {
    if (edge == absl::InfinitePast() || edge == absl::InfiniteFuture()) {
      continue;
    }
    const absl::CivilDay first = absl::ToCivilDay(edge, book.vocabulary().zone);
    days_.insert(first);
    days_.insert(first - 1);
  }
}

FactType RecordSpace::TypeOf(const std::string& path) const {
  for (const Book* book : {&after_, &before_}) {
    for (const auto& [name, fact] : book->vocabulary().facts) {
      const auto type = fact.types.find(partition_.type);
      if (IsStatedAt(fact.path, path) && type != fact.types.end())
        return type->second;
    }
  }
  return {FactKind::kAgency, false, {}};  // a party
}

bool RecordSpace::IsAgency(const std::string& identity) const {
  return before_.vocabulary().AgencyOf(identity) != nullptr ||
         after_.vocabulary().AgencyOf(identity) != nullptr;
}

bool RecordSpace::IsClaims(const std::string& path) const {
  for (const Book* book : {&before_, &after_}) {
    const auto& facts = book->vocabulary().facts;
    const auto claims = facts.find(book->vocabulary().claims);
    if (claims != facts.end() && claims->second.path == path) return true;
  }
  return false;
}

bool RecordSpace::CanBeStated(const std::string& path, const FactType& type,
                              const FactValue& value) const {
  if (value.state != FactState::kKnown) return !IsParty(path);
  if (const auto* number = std::get_if<int64_t>(&value.value)) {
    return *number > 0;  // a record that says 0 says nothing
  }
  const auto sayable = [&](const std::string& text) {
    if (type.kind == FactKind::kAgency) {
      return IsAgency(text) || (text == kSomeNode && path == kFactSender);
    }
    return !IsClaims(path) || (before_.vocabulary().bases.count(text) > 0 &&
                               after_.vocabulary().bases.count(text) > 0);
  };
  if (const auto* set = std::get_if<StringSet>(&value.value)) {
    return !set->empty() && std::all_of(set->begin(), set->end(), sayable);
  }
  const auto* text = std::get_if<std::string>(&value.value);
  return text == nullptr || sayable(*text);
}

void RecordSpace::AddClaims() {
  for (const Book* book : {&before_, &after_}) {
    const auto& facts = book->vocabulary().facts;
    const auto claims = facts.find(book->vocabulary().claims);
    if (claims == facts.end()) continue;
    std::vector<FactValue>& values = values_[claims->second.path];
    for (const StringSet& bases : bases_) {
      values.push_back({FactState::kKnown, bases});
    }
    values.push_back({FactState::kAbsent, {}});
    return;
  }
}

std::set<std::string> RecordSpace::facts() const {
  std::set<std::string> paths;
  for (const auto& [path, values] : values_) {
    if (!IsParty(path)) paths.insert(path);
  }
  return paths;
}

size_t RecordSpace::Size(size_t limit) const {
  size_t size = days_.size();
  const size_t choices = roles_.size() + overriders_.size() + limits_.size();
  for (size_t i = 0; i < choices && size < limit; ++i) size *= 2;
  for (const auto& [path, values] : values_) {
    if (size >= limit) return limit;
    size *= std::max<size_t>(values.size(), 1);
  }
  return std::min(size, limit);
}

Situation RecordSpace::Plain() const {
  Situation plain;
  plain.partition = partition_;
  plain.day = day_;
  for (const auto party : {kFactSender, kFactRecipient}) {
    const std::vector<FactValue>& values = values_.at(std::string(party));
    if (!values.empty()) Set(std::string(party), values.front(), plain);
  }
  return plain;
}

void RecordSpace::Set(const std::string& path, const FactValue& value,
                      Situation& situation) {
  if (path == kFactSender) {
    situation.sender = std::get<std::string>(value.value);
  } else if (path == kFactRecipient) {
    situation.recipient = std::get<std::string>(value.value);
  } else {
    situation.given[path] = value;
  }
}

std::optional<Situation> RecordSpace::Satisfy(const Situation& situation,
                                              const Rule& rule,
                                              size_t choice) const {
  Situation out = situation;
  const absl::Time noon = out.InstantFor(after_);
  const Facts nothing;
  const Occasion day{nothing, noon, out.day};
  if (!InForce(rule, day)) {
    const absl::TimeZone& zone = after_.vocabulary().zone;
    out.day = noon < rule.in_force_from
                  ? absl::ToCivilDay(rule.in_force_from, zone)
                  : absl::ToCivilDay(rule.in_force_until, zone) - 1;
  }
  std::map<std::string, std::vector<Literal>> chosen;
  for (const Clause& clause : ClausesOf(rule)) {
    const Literal& literal = clause[choice % clause.size()];
    chosen[literal.atom->fact].push_back(literal);
  }
  for (const auto& fact : chosen) {
    const std::string& path = fact.first;
    const std::vector<Literal>& literals = fact.second;
    const std::vector<FactValue>& values = values_.at(path);
    const auto value =
        std::find_if(values.begin(), values.end(), [&](const FactValue& each) {
          return HoldTogether(literals, each, UnknownCountsAs(rule), day);
        });
    if (value == values.end()) return std::nullopt;
    Set(path, *value, out);
  }
  if (rule.limit.has_value()) out.used_up.insert(rule.id);
  if (rule.basis_of_parent) {
    out.given.emplace(std::string(kFactParentState),
                      FactValue{FactState::kKnown, Value("OPEN")});
  }
  for (const auto& [path, values] : values_) {
    if (rule.basis.empty() || !IsClaims(path)) continue;
    StringSet claimed(rule.basis.begin(), rule.basis.end());
    const auto before = out.given.find(path);
    if (before != out.given.end()) {
      if (const auto* set = std::get_if<StringSet>(&before->second.value)) {
        claimed.insert(set->begin(), set->end());
      }
    }
    out.given[path] = {FactState::kKnown, std::move(claimed)};
  }
  return out;
}

}  // namespace enlace::policy
