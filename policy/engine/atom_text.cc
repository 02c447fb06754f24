#include "policy/engine/atom_text.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/keyword.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

const FactName* FactAt(const Vocabulary& vocabulary, absl::string_view path) {
  for (const auto& [name, fact] : vocabulary.facts) {
    if (fact.path == path) return &fact;
  }
  return nullptr;
}

std::string FactLabel(const Vocabulary& vocabulary, absl::string_view path,
                      Language language) {
  if (path == kFactSender || path == kFactRecipient) {
    const bool sender = path == kFactSender;
    return language == Language::kEnglish
               ? (sender ? "sender" : "recipient")
               : (sender ? "remitente" : "destinatario");
  }
  const FactName* fact = FactAt(vocabulary, path);
  return fact == nullptr ? std::string(path) : fact->label.In(language);
}

bool IsSet(const Vocabulary& vocabulary, absl::string_view path) {
  const FactName* fact = FactAt(vocabulary, path);
  return fact != nullptr && !fact->types.empty() &&
         fact->types.begin()->second.set;
}

std::string ValueList(const Atom& atom, const Vocabulary& vocabulary,
                      Language language, const CodeWords& words) {
  std::vector<std::string> values;
  for (const std::string& value : atom.texts) {
    const std::string* agency = vocabulary.AgencyOf(value);
    values.push_back(agency != nullptr  ? *agency
                     : words == nullptr ? value
                                        : words(atom.fact, value));
  }
  return absl::StrJoin(values, language == Language::kEnglish ? " or " : " o ");
}

}  // namespace

std::string AtomText(const Atom& atom, const Vocabulary& vocabulary,
                     Language language, const CodeWords& code_words) {
  const auto words = [&](Keyword plain, Keyword negated) {
    return std::string(Phrase(atom.negated ? negated : plain, language));
  };
  std::string test;
  switch (atom.test) {
    case Atom::Test::kOneOf:
      test =
          absl::StrCat(IsSet(vocabulary, atom.fact)
                           ? words(Keyword::kIncludes, Keyword::kDoesNotInclude)
                           : words(Keyword::kIs, Keyword::kIsNot),
                       " ", ValueList(atom, vocabulary, language, code_words));
      break;
    case Atom::Test::kIsTrue:
      test = absl::StrCat(Phrase(Keyword::kIs, language), " ",
                          words(Keyword::kYes, Keyword::kNo));
      break;
    case Atom::Test::kPresent:
      test = words(Keyword::kIsPresent, Keyword::kIsAbsent);
      break;
    case Atom::Test::kAtMost:
    case Atom::Test::kAtLeast:
      test = absl::StrCat(
          Phrase(atom.test == Atom::Test::kAtMost ? Keyword::kIsAtMost
                                                  : Keyword::kIsAtLeast,
                 language),
          " ",
          atom.date.year == 0 ? absl::StrCat(atom.number)
                              : atom.date.ToString());
      break;
    case Atom::Test::kPast:
      test = words(Keyword::kIsPast, Keyword::kIsNotPast);
      break;
    case Atom::Test::kFuture:
      test = words(Keyword::kIsFuture, Keyword::kIsNotFuture);
      break;
    case Atom::Test::kNode:
      test = absl::StrCat(words(Keyword::kIs, Keyword::kIsNot), " ",
                          Phrase(Keyword::kNode, language));
      break;
  }
  return absl::StrCat(FactLabel(vocabulary, atom.fact, language), " ", test);
}

std::string ElementText(const ElementClause& clause,
                        const Vocabulary& vocabulary, Language language,
                        const CodeWords& words) {
  const bool english = language == Language::kEnglish;
  const std::string between = clause.condition.all ? (english ? " and " : " y ")
                                                   : (english ? " or " : " o ");
  const std::string atoms = absl::StrJoin(
      clause.condition.atoms, between, [&](std::string* out, const Atom& atom) {
        out->append(AtomText(atom, vocabulary, language, words));
      });
  return absl::StrCat(
      Phrase(clause.exception ? Keyword::kUnless : Keyword::kWhen, language),
      " ", atoms);
}

}  // namespace enlace::policy
