#include "policy/tool/coverage_command.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/engine/atom_text.h"
#include "policy/engine/coverage.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

std::vector<std::string> MissingOf(const RuleCoverage& coverage,
                                   const Vocabulary& vocabulary,
                                   Language language) {
  const auto say = [&](const char* en, const char* es) {
    return std::string(language == Language::kEnglish ? en : es);
  };
  std::vector<std::string> missing;
  if (coverage.shown == 0) {
    missing.push_back(
        say("no case in which it applies", "ningún caso en que se aplique"));
  }
  if (coverage.spared == 0 && !coverage.always) {
    missing.push_back(say("no case in which it does not apply",
                          "ningún caso en que no se aplique"));
  }
  for (const ElementClause* clause : coverage.unseen) {
    missing.push_back(absl::StrCat(
        say("no case that drops one of '", "ningún caso que suprima uno de '"),
        clause->action.path, "' ", ElementText(*clause, vocabulary, language)));
  }
  for (const Atom* atom : coverage.idle) {
    missing.push_back(absl::StrCat(
        say("no case that turns on '", "ningún caso que dependa de '"),
        AtomText(*atom, vocabulary, language), "'"));
  }
  return missing;
}

}  // namespace

int CoverBooks(const std::vector<std::string>& directories, Language language,
               std::ostream& out, std::ostream& err) {
  return ForEachBook(
      directories, err, [&](const std::string& directory, const Book& book) {
        size_t whole = 0;
        const std::vector<RuleCoverage> all = CoverageOf(book);
        for (const RuleCoverage& each : all) {
          if (each.whole()) {
            ++whole;
            continue;
          }
          out << each.rule->at.file << ":" << each.rule->at.line << ": "
              << each.rule->id << ": "
              << absl::StrJoin(MissingOf(each, book.vocabulary(), language),
                               "; ")
              << "\n";
        }
        out << directory << ": "
            << (language == Language::kEnglish
                    ? absl::StrCat(whole, " of ", all.size(), " rules shown")
                    : absl::StrCat(whole, " de ", all.size(),
                                   " reglas mostradas"))
            << "\n";
        return whole == all.size();
      });
}

}  // namespace enlace::policy
