#include "policy/analysis/fact_values.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "policy/facts/date_text.h"

namespace enlace::policy {
namespace {

bool IsDayTest(const Atom& atom) {
  return atom.test == Atom::Test::kPast || atom.test == Atom::Test::kFuture;
}

class Values {
 public:
  Values(const FactType& type, const std::vector<const Atom*>& atoms,
         absl::CivilDay today)
      : type_(type), atoms_(atoms), today_(today) {}

  std::vector<FactValue> Make() {
    switch (type_.kind) {
      case FactKind::kBool:
        Add(true);
        Add(false);
        break;
      case FactKind::kNumber:
        AddNumbers();
        break;
      case FactKind::kDate:
        type_.set ? AddSetsOfDays() : AddDates();
        break;
      default:
        type_.set ? AddSetsOfTexts() : AddTexts();
    }
    values_.push_back({FactState::kAbsent, {}});
    values_.push_back({FactState::kError, {}});
    return std::move(values_);
  }

 private:
  void Add(Value value) {
    values_.push_back({FactState::kKnown, std::move(value)});
  }

  void AddNumbers() {
    std::set<int64_t> numbers = {1};
    for (const Atom* atom : atoms_) {
      const bool limit = atom->test == Atom::Test::kAtMost ||
                         atom->test == Atom::Test::kAtLeast;
      for (int64_t step = -1; limit && step <= 1; ++step) {
        if (atom->number + step >= 0) numbers.insert(atom->number + step);
      }
    }
    for (const int64_t number : numbers) Add(number);
  }

  void AddDates() {
    std::set<absl::CivilDay> days = {today_};
    for (const Atom* atom : atoms_) {
      const bool limit = !IsDayTest(*atom) && IsFullDate(atom->date);
      const absl::CivilDay day = limit ? ToCivilDay(atom->date) : today_;
      for (int step = -1; step <= 1; ++step) days.insert(day + step);
    }
    for (const absl::CivilDay day : days) Add(ToDate(day));
  }

  void AddSetsOfDays() {
    const std::string before = ToDate(today_ - 1).ToString();
    const std::string now = ToDate(today_).ToString();
    const std::string after = ToDate(today_ + 1).ToString();
    for (const StringSet& days : {StringSet{now}, StringSet{before},
                                  StringSet{after}, StringSet{before, after}}) {
      Add(days);
    }
  }

  // What atoms name; `negated` holds what a negated one does.
  StringSet Named(StringSet& negated) const {
    StringSet named;
    for (const Atom* atom : atoms_) {
      named.insert(atom->texts.begin(), atom->texts.end());
      if (atom->negated) {
        negated.insert(atom->texts.begin(), atom->texts.end());
      }
      if (atom->test == Atom::Test::kNode) named.emplace(kSomeNode);
    }
    return named;
  }

  // A value that no atom names; none if they name all that there are.
  std::string Other(const StringSet& named) const {
    if (type_.kind == FactKind::kAgency) return std::string(kOtherAgency);
    if (type_.kind != FactKind::kEnum) return "-";
    for (const std::string& value : type_.values) {
      if (named.count(value) == 0) return value;
    }
    return "";
  }

  void AddTexts() {
    StringSet negated;
    const StringSet named = Named(negated);
    for (const std::string& text : named) Add(text);
    if (std::string other = Other(named); !other.empty()) {
      Add(std::move(other));
    }
  }

  void AddSetsOfTexts() {
    StringSet negated;
    const StringSet named = Named(negated);
    std::set<StringSet> sets;
    for (const std::string& text : named) sets.insert({text});
    StringSet rest;
    std::set_difference(named.begin(), named.end(), negated.begin(),
                        negated.end(), std::inserter(rest, rest.end()));
    sets.insert(rest);
    sets.insert(named);
    if (const std::string other = Other(named); !other.empty()) {
      sets.insert({other});
    }
    sets.insert(StringSet());
    for (const StringSet& set : sets) Add(set);
  }

  const FactType& type_;
  const std::vector<const Atom*>& atoms_;
  const absl::CivilDay today_;
  std::vector<FactValue> values_;
};

}  // namespace

void FactValue::SetIn(Facts& facts, absl::string_view name) const {
  switch (state) {
    case FactState::kAbsent:
      return facts.Clear(name);
    case FactState::kError:
      return facts.SetError(name);
    case FactState::kKnown:
      return facts.Set(name, value);
  }
}

std::vector<FactValue> TellingValues(const FactType& type,
                                     const std::vector<const Atom*>& atoms,
                                     absl::CivilDay today) {
  return Values(type, atoms, today).Make();
}

}  // namespace enlace::policy
