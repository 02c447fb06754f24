#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/checker.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

absl::string_view KindName(FactKind kind) {
  switch (kind) {
    case FactKind::kText:
      return "a text";
    case FactKind::kEnum:
      return "a code";
    case FactKind::kBool:
      return "yes or no";
    case FactKind::kNumber:
      return "a number";
    case FactKind::kDate:
      return "a date";
    case FactKind::kAgency:
      return "an agency";
  }
  return "";
}

bool IsNegated(Keyword test) {
  return test == Keyword::kIsNot || test == Keyword::kIsAbsent ||
         test == Keyword::kIsNotPast || test == Keyword::kIsNotFuture ||
         test == Keyword::kDoesNotInclude;
}

class AtomChecker {
 public:
  AtomChecker(const ParsedAtom& parsed, const std::vector<std::string>& types,
              const Context& context, absl::string_view list,
              Diagnostics& diagnostics)
      : parsed_(parsed),
        types_(types),
        context_(context),
        list_(list),
        diagnostics_(diagnostics) {}

  Atom Check() {
    const FactName* fact = FindFact();
    if (fact == nullptr) return atom_;
    atom_.fact = fact->path;
    atom_.negated = IsNegated(parsed_.test);
    switch (parsed_.test) {
      case Keyword::kIsPresent:
      case Keyword::kIsAbsent:
        atom_.test = Atom::Test::kPresent;
        break;
      case Keyword::kIsPast:
      case Keyword::kIsNotPast:
        CheckDays(Atom::Test::kPast);
        break;
      case Keyword::kIsFuture:
      case Keyword::kIsNotFuture:
        CheckDays(Atom::Test::kFuture);
        break;
      case Keyword::kIsAtMost:
        CheckLimit(Atom::Test::kAtMost);
        break;
      case Keyword::kIsAtLeast:
        CheckLimit(Atom::Test::kAtLeast);
        break;
      case Keyword::kIsUnder:
        CheckUnder();
        break;
      default:
        CheckValues();
        break;
    }
    return atom_;
  }

 private:
  const FactName* FindFact() {
    const auto& facts = context_.vocabulary.facts;
    const auto it = facts.find(parsed_.fact.text);
    if (it == facts.end()) {
      diagnostics_.Unknown(
          parsed_.fact, absl::StrCat("unknown fact '", parsed_.fact.text, "'"),
          Names(facts));
      return nullptr;
    }
    if (!IsOfTheSameThing(it->second.path)) return nullptr;
    for (const std::string& name : types_) {
      const auto type = it->second.types.find(name);
      if (type == it->second.types.end()) {
        diagnostics_.Error(
            parsed_.fact.at,
            absl::StrCat(name, " has no field '", it->second.path,
                         "', which is fact '", parsed_.fact.text, "'"));
        return nullptr;
      }
      type_.kind = type->second.kind;
      type_.set = type->second.set;
      const auto& values = type->second.values;
      type_.values.insert(type_.values.end(), values.begin(), values.end());
    }
    return types_.empty() ? nullptr : &it->second;
  }

  // A fact of each element is tested where each is meant, and nowhere else.
  bool IsOfTheSameThing(absl::string_view path) {
    const absl::string_view list = ListOf(path);
    if (list == list_) return true;
    const std::string fact =
        absl::StrCat("fact '", parsed_.fact.text, "' is about ");
    if (list.empty()) {
      diagnostics_.Error(
          parsed_.fact.at,
          absl::StrCat(fact, "the whole record, not each of '", list_, "'"),
          "put it into a condition of the rule");
    } else if (list_.empty()) {
      diagnostics_.Error(parsed_.fact.at,
                         absl::StrCat(fact, "each of '", list, "'"),
                         "test it in a clause that drops each of them");
    } else {
      diagnostics_.Error(
          parsed_.fact.at,
          absl::StrCat(fact, "each of '", list, "', not of '", list_, "'"));
    }
    return false;
  }

  void WrongTest(absl::string_view help) {
    diagnostics_.Error(
        parsed_.fact.at,
        absl::StrCat("fact '", parsed_.fact.text, "' is ",
                     type_.set ? "a set: each " : "", KindName(type_.kind),
                     "; it cannot be tested like this"),
        help);
  }

  void CheckDays(Atom::Test test) {
    atom_.test = test;
    if (type_.kind != FactKind::kDate) WrongTest("this test is for dates");
  }

  void CheckLimit(Atom::Test test) {
    atom_.test = test;
    const Word& operand = parsed_.operands.front();
    if (type_.set) return WrongTest("this test is for one number or date");
    if (type_.kind == FactKind::kNumber) {
      if (!absl::SimpleAtoi(operand.text, &atom_.number)) {
        diagnostics_.Error(operand.at, "expected a whole number");
      }
    } else if (type_.kind == FactKind::kDate) {
      if (!ParseDate(operand.text, atom_.date)) {
        diagnostics_.Error(operand.at, "expected a date such as 2026-03-08");
      }
    } else {
      WrongTest("this test is for numbers and dates");
    }
  }

  // "is under 18", or "is under criminal-justice".
  void CheckUnder() {
    const Word& operand = parsed_.operands.front();
    if (type_.kind == FactKind::kNumber) {
      CheckLimit(Atom::Test::kAtMost);
      --atom_.number;
      return;
    }
    const auto& groups = context_.vocabulary.values;
    const auto group = groups.find(operand.text);
    if (group == groups.end()) {
      return diagnostics_.Unknown(
          operand, absl::StrCat("unknown group of values '", operand.text, "'"),
          Names(groups));
    }
    if (type_.set || type_.kind == FactKind::kBool ||
        type_.kind == FactKind::kDate) {
      return WrongTest("this test is for one code, text or agency");
    }
    atom_.test = Atom::Test::kOneOf;
    for (const Word& value : group->second.members) AddValue(value);
  }

  void CheckValues() {
    const bool includes = parsed_.test == Keyword::kIncludes ||
                          parsed_.test == Keyword::kDoesNotInclude;
    if (includes != type_.set) {
      return WrongTest(type_.set ? "use 'includes'" : "use 'is'");
    }
    if (type_.kind == FactKind::kBool) return CheckYesNo();
    if (type_.kind == FactKind::kNumber || type_.kind == FactKind::kDate) {
      return WrongTest("use 'is at most' and 'is at least'");
    }
    atom_.test = Atom::Test::kOneOf;
    for (const Word& value : parsed_.operands) AddValue(value);
  }

  void CheckYesNo() {
    const std::string& word = parsed_.operands.front().text;
    atom_.test = Atom::Test::kIsTrue;
    if (word == "no") {
      atom_.negated = !atom_.negated;
    } else if (word != "yes" && word != "sí") {
      diagnostics_.Error(parsed_.operands.front().at, "expected yes or no");
    }
    if (parsed_.operands.size() != 1) {
      WrongTest("a yes-no fact is one of the two");
    }
  }

  void AddValue(const Word& value) {
    if (type_.kind == FactKind::kAgency) {
      const auto& agencies = context_.vocabulary.agencies;
      const auto agency = agencies.find(value.text);
      if (agency == agencies.end()) {
        return diagnostics_.Unknown(
            value, absl::StrCat("unknown agency '", value.text, "'"),
            Names(agencies));
      }
      atom_.texts.insert(agency->second.identity);
      return;
    }
    if (type_.kind == FactKind::kEnum &&
        std::find(type_.values.begin(), type_.values.end(), value.text) ==
            type_.values.end()) {
      return diagnostics_.Unknown(
          value,
          absl::StrCat("fact '", parsed_.fact.text, "' has no value '",
                       value.text, "'"),
          type_.values);
    }
    if (parsed_.fact.text == context_.vocabulary.claims &&
        context_.vocabulary.bases.count(value.text) == 0) {
      return diagnostics_.Unknown(
          value, absl::StrCat("unknown basis '", value.text, "'"),
          Names(context_.vocabulary.bases));
    }
    atom_.texts.insert(value.text);
  }

  const ParsedAtom& parsed_;
  const std::vector<std::string>& types_;
  const Context& context_;
  const absl::string_view list_;
  Diagnostics& diagnostics_;
  FactType type_;
  Atom atom_;
};

// Agencies named by `parties`, as their identities; or any node.
Atom PartyAtom(absl::string_view fact, const std::vector<ParsedParty>& parties,
               const Context& context, Diagnostics& diagnostics) {
  const Vocabulary& vocabulary = context.vocabulary;
  Atom atom;
  atom.fact = std::string(fact);
  atom.test = Atom::Test::kOneOf;
  for (const ParsedParty& party : parties) {
    const std::string& name = party.name.text;
    if (party.node) {
      atom.test = Atom::Test::kNode;
      if (fact != kFactSender) {
        diagnostics.Error(party.name.at, "a node receives no records");
      } else if (parties.size() > 1) {
        diagnostics.Error(party.name.at,
                          "the node stands alone: no basis is asked of it",
                          "write a rule of its own for the agencies");
      }
    } else if (party.group) {
      const auto group = vocabulary.groups.find(name);
      if (group == vocabulary.groups.end()) {
        diagnostics.Unknown(party.name,
                            absl::StrCat("unknown group '", name, "'"),
                            Names(vocabulary.groups));
        continue;
      }
      for (const Word& member : group->second.members) {
        const auto agency = vocabulary.agencies.find(member.text);
        if (agency != vocabulary.agencies.end()) {
          atom.texts.insert(agency->second.identity);
        }
      }
    } else {
      const auto agency = vocabulary.agencies.find(name);
      if (agency == vocabulary.agencies.end()) {
        diagnostics.Unknown(party.name,
                            absl::StrCat("unknown agency '", name, "'"),
                            Names(vocabulary.agencies));
        continue;
      }
      atom.texts.insert(agency->second.identity);
    }
  }
  return atom;
}

}  // namespace

Condition CheckParties(const ParsedRule& parsed, const Context& context,
                       Diagnostics& diagnostics) {
  Condition condition;
  if (!parsed.from.empty()) {
    condition.atoms.push_back(
        PartyAtom(kFactSender, parsed.from, context, diagnostics));
  }
  if (!parsed.to.empty()) {
    condition.atoms.push_back(
        PartyAtom(kFactRecipient, parsed.to, context, diagnostics));
  }
  return condition;
}

Condition CheckCondition(const ParsedCondition& parsed,
                         const std::vector<std::string>& types,
                         const Context& context, Diagnostics& diagnostics,
                         absl::string_view list) {
  Condition condition;
  condition.all = parsed.all;
  for (const ParsedAtom& atom : parsed.atoms) {
    condition.atoms.push_back(
        AtomChecker(atom, types, context, list, diagnostics).Check());
  }
  return condition;
}

}  // namespace enlace::policy
