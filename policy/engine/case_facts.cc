#include "policy/engine/case_facts.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/date_text.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// A text that is there, whatever it says.
constexpr absl::string_view kSomeText = "-";

constexpr int kNoElement = -1;

// The host of an identity: spiffe://us.enlace.example/agency/us-atf.
absl::string_view NationOf(absl::string_view identity) {
  const size_t begin = identity.find("://");
  if (begin == absl::string_view::npos) return identity;
  const absl::string_view rest = identity.substr(begin + 3);
  return rest.substr(0, rest.find('/'));
}

class FactSetter {
 public:
  FactSetter(const ParsedCase& parsed, const Date& day, const Context& context,
             Diagnostics& diagnostics)
      : parsed_(parsed),
        day_(day),
        type_(*context.schema.Find(parsed.type.text)),
        vocabulary_(context.vocabulary),
        diagnostics_(diagnostics) {}

  Facts Set() {
    SetHeader();
    SetScan();
    for (const ParsedAtom& atom : parsed_.given) SetGiven(atom);
    CountElements();
    // Whoever speaks of the parent knows it.
    if (speaks_of_parent_ && !states_parent_) {
      facts_.Set(kFactParentState, "OPEN");
    }
    return std::move(facts_);
  }

 private:
  std::string IdentityOf(const Word& agency) {
    const auto found = vocabulary_.agencies.find(agency.text);
    if (found != vocabulary_.agencies.end()) return found->second.identity;
    diagnostics_.Unknown(agency,
                         absl::StrCat("unknown agency '", agency.text, "'"),
                         Names(vocabulary_.agencies));
    return "";
  }

  // Of a node it matters only that it is one; no agency has its name.
  std::string SenderOf(const Word& sender) {
    for (const Language language : {Language::kEnglish, Language::kSpanish}) {
      if (sender.text == Phrase(Keyword::kNode, language)) {
        return "spiffe://nation.invalid/node/1";
      }
    }
    return IdentityOf(sender);
  }

  void SetHeader() {
    RecordFacts header;
    header.direction = parsed_.direction == Keyword::kOutgoing
                           ? Direction::kOutgoing
                           : Direction::kIncoming;
    header.type = parsed_.type.text;
    header.sender = SenderOf(parsed_.from);
    header.recipient = IdentityOf(parsed_.to);
    header.channel = "ADMIN";
    header.urgency = "ROUTINE";
    header.created_at = absl::FromCivil(ToCivilDay(day_), absl::UTCTimeZone());
    header.domestic = NationOf(header.sender) == NationOf(header.recipient);
    if (header.direction == Direction::kOutgoing) header.repeated = false;
    facts_ = HeaderFacts(header);
  }

  // The scan of a book that asks for one always says something.
  void SetScan() {
    for (const auto& [name, fact] : vocabulary_.facts) {
      if (fact.path == kFactPhrases || fact.path == kFactIdentifiers) {
        facts_.Set(fact.path, StringSet());
      }
    }
  }

  void SetGiven(const ParsedAtom& given) {
    // "associate-role[1]" is stated of element 1.
    std::string name = given.fact.text;
    int index = kNoElement;
    TakeIndex(name, index);
    const auto fact = vocabulary_.facts.find(name);
    if (fact == vocabulary_.facts.end()) {
      return diagnostics_.Unknown(given.fact,
                                  absl::StrCat("unknown fact '", name, "'"),
                                  Names(vocabulary_.facts));
    }
    const auto type = fact->second.types.find(parsed_.type.text);
    if (type == fact->second.types.end()) {
      return diagnostics_.Error(
          given.fact.at,
          absl::StrCat(parsed_.type.text, " has no field '", fact->second.path,
                       "', which is fact '", name, "'"));
    }
    std::string path = fact->second.path;
    if (!PlaceInElement(given.fact, index, path)) return;
    speaks_of_parent_ |= given.test != Keyword::kIsAbsent &&
                         absl::StartsWith(path, "header.parent.");
    states_parent_ |= path == kFactParentState;
    switch (given.test) {
      case Keyword::kIsAbsent:
        return facts_.Clear(path);
      case Keyword::kIsUnreadable:
        return facts_.SetError(path);
      case Keyword::kIsPresent:
        return SetPresent(given, path, type->second);
      case Keyword::kIncludes:
        return SetElements(given, path, type->second);
      default:
        return SetOne(given, path, type->second);
    }
  }

  // Makes `path` that of the element which the fact is stated of, if any.
  bool PlaceInElement(const Word& stated, int index, std::string& path) {
    const std::string list(ListOf(path));
    if (list.empty()) {
      if (index == kNoElement) return true;
      diagnostics_.Error(stated.at, "this fact is about the whole record",
                         "leave the index out");
      return false;
    }
    if (index == kNoElement) {
      diagnostics_.Error(
          stated.at,
          absl::StrCat("'", stated.text, "' is a fact of each of '", list, "'"),
          absl::StrCat("say of which: ", stated.text, "[0]"));
      return false;
    }
    const int most = type_.FindLeaf(list)->elements_max;
    if (index >= most) {
      diagnostics_.Error(stated.at,
                         absl::StrCat(type_.name(), " has at most ", most, " '",
                                      list, "', counted from 0"));
      return false;
    }
    int& count = counts_[list];
    count = std::max(count, index + 1);
    path = ElementFact(path, index);
    return true;
  }

  // There are as many elements as the case speaks of, unless it says more.
  void CountElements() {
    for (const auto& [list, count] : counts_) {
      const Value* stated = facts_.Find(list);
      const auto* number =
          stated == nullptr ? nullptr : std::get_if<int64_t>(stated);
      const bool fewer = number != nullptr && *number < count;
      if (fewer || facts_.state(list) == FactState::kAbsent) {
        facts_.Set(list, Value(int64_t{count}));
      }
    }
  }

  void WrongForm(const ParsedAtom& given, absl::string_view help) {
    diagnostics_.Error(
        given.fact.at,
        absl::StrCat("fact '", given.fact.text, "' cannot be given like this"),
        help);
  }

  void SetPresent(const ParsedAtom& given, const std::string& path,
                  const FactType& type) {
    if (!type.set && type.kind == FactKind::kText) {
      facts_.Set(path, kSomeText);
    } else if (!type.set && type.kind == FactKind::kNumber) {
      facts_.Set(path, Value(int64_t{1}));
    } else {
      WrongForm(given, "say what it is");
    }
  }

  void SetElements(const ParsedAtom& given, const std::string& path,
                   const FactType& type) {
    if (!type.set) return WrongForm(given, "use 'is'");
    StringSet elements;
    if (const Value* before = facts_.Find(path);
        before != nullptr && std::holds_alternative<StringSet>(*before)) {
      elements = std::get<StringSet>(*before);
    }
    for (const Word& word : given.operands) {
      Date date;
      if (type.kind == FactKind::kDate && !ParseDate(word.text, date)) {
        diagnostics_.Error(word.at, "expected a date such as 2026-03-08");
      }
      if (type.kind == FactKind::kAgency) {
        elements.insert(IdentityOf(word));
      } else if (IsKnown(given, word, type)) {
        elements.insert(word.text);
      }
    }
    facts_.Set(path, Value(std::move(elements)));
  }

  bool IsKnown(const ParsedAtom& given, const Word& word,
               const FactType& type) {
    if (type.kind == FactKind::kEnum &&
        std::find(type.values.begin(), type.values.end(), word.text) ==
            type.values.end()) {
      diagnostics_.Unknown(word,
                           absl::StrCat("fact '", given.fact.text,
                                        "' has no value '", word.text, "'"),
                           type.values);
      return false;
    }
    if (given.fact.text == vocabulary_.claims &&
        vocabulary_.bases.count(word.text) == 0) {
      diagnostics_.Unknown(word,
                           absl::StrCat("unknown basis '", word.text, "'"),
                           Names(vocabulary_.bases));
      return false;
    }
    return true;
  }

  void SetOne(const ParsedAtom& given, const std::string& path,
              const FactType& type) {
    const Word& word = given.operands.front();
    if (type.set) return WrongForm(given, "use 'includes'");
    switch (type.kind) {
      case FactKind::kText:
      case FactKind::kEnum:
        if (IsKnown(given, word, type)) facts_.Set(path, word.text);
        return;
      case FactKind::kAgency:
        return facts_.Set(path, IdentityOf(word));
      case FactKind::kBool:
        if (word.text != "yes" && word.text != "sí" && word.text != "no") {
          diagnostics_.Error(word.at, "expected yes or no");
        }
        return facts_.Set(path, Value(word.text != "no"));
      case FactKind::kNumber: {
        int64_t number = 0;
        if (!absl::SimpleAtoi(word.text, &number)) {
          diagnostics_.Error(word.at, "expected a whole number");
        }
        return facts_.Set(path, Value(number));
      }
      case FactKind::kDate: {
        Date date;
        if (!ParseDate(word.text, date)) {
          diagnostics_.Error(word.at, "expected a date such as 2026-03-08");
        }
        return facts_.Set(path, Value(date));
      }
    }
  }

  const ParsedCase& parsed_;
  const Date day_;
  const RecordType& type_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  Facts facts_;
  std::map<std::string, int> counts_;  // elements spoken of, by list
  bool speaks_of_parent_ = false;
  bool states_parent_ = false;
};

}  // namespace

Facts FactsOfCase(const ParsedCase& parsed, const Date& day,
                  const Context& context, Diagnostics& diagnostics) {
  return FactSetter(parsed, day, context, diagnostics).Set();
}

}  // namespace enlace::policy
