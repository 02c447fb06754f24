#include <re2/re2.h>

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/document.h"
#include "policy/engine/rule.h"

namespace enlace::policy {
namespace {

// Whether `text` holds a year, 1800 to 2199: sections have numbers like that,
// but few of them.
bool NamesYear(absl::string_view text) {
  static const auto* const year =
      new RE2(R"((^|[^0-9])(18|19|20|21)[0-9]{2}([^0-9]|$))");
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *year);
}

class LawLint {
 public:
  LawLint(const Book& book, Findings& findings)
      : book_(book), findings_(findings) {
    for (const Rule& rule : book.rules()) {
      for (const std::string& id : rule.implements) cited_by_[id] = &rule;
    }
    for (const Statute& statute : book.statutes()) {
      languages_[statute.id].insert(statute.language);
    }
  }

  void Check() {
    std::set<std::string> seen;
    for (const Statute& statute : book_.statutes()) {
      if (statute.verified && !NamesYear(statute.source)) AddUndated(statute);
      // The rest is said of a paragraph once, not in each language.
      if (!seen.insert(statute.id).second) continue;
      const auto rule = cited_by_.find(statute.id);
      if (rule == cited_by_.end()) {
        AddUncited(statute);
      } else if (statute.status == "sample" ||
                 statute.status == "not-in-hand") {
        AddWeak(statute, *rule->second);
      }
      if (languages_[statute.id].size() == 1) AddUntranslated(statute);
    }
  }

 private:
  void Add(const char* kind, const Statute& statute, Bilingual what,
           Bilingual help) {
    findings_.push_back(
        {kind, statute.id, statute.at, std::move(what), std::move(help)});
  }

  void AddUncited(const Statute& statute) {
    Add("uncited", statute,
        {absl::StrCat("no rule cites '", statute.id, "'"),
         absl::StrCat("ninguna regla cita '", statute.id, "'")},
        {"write the rule that implements it, or take the paragraph out",
         "escriba la regla que lo aplica, o quite el párrafo"});
  }

  void AddWeak(const Statute& statute, const Rule& rule) {
    const bool sample = statute.status == "sample";
    Add("weak-law", statute,
        {absl::StrCat(
             "rule ", rule.id, " rests on '", statute.id, "', ",
             sample ? "which is made up" : "whose text was not in hand"),
         absl::StrCat(
             "la regla ", rule.id, " descansa en '", statute.id, "', ",
             sample ? "que es inventado" : "cuyo texto no se tuvo a la vista")},
        {"cite law whose text was read, and mark the paragraph paraphrase or "
         "authentic",
         "cite ley cuyo texto se leyó, y marque el párrafo paraphrase o "
         "authentic"});
  }

  void AddUndated(const Statute& statute) {
    Add("undated-law", statute,
        {absl::StrCat("the source of '", statute.id,
                      "' does not say of which year the text is"),
         absl::StrCat("la fuente de '", statute.id,
                      "' no dice de qué año es el texto")},
        {"say in the source which version was read",
         "diga en la fuente qué versión se leyó"});
  }

  void AddUntranslated(const Statute& statute) {
    const bool english = statute.language == Language::kEnglish;
    Add("untranslated", statute,
        {absl::StrCat("'", statute.id, "' stands only in ",
                      english ? "English" : "Spanish"),
         absl::StrCat("'", statute.id, "' está solo en ",
                      english ? "inglés" : "español")},
        {"add the paragraph in the other language, with the same id",
         "agregue el párrafo en el otro idioma, con la misma clave"});
  }

  const Book& book_;
  Findings& findings_;
  std::map<std::string, const Rule*> cited_by_;  // one of those that cite it
  std::map<std::string, std::set<Language>> languages_;
};

}  // namespace

void CheckLaw(const Book& book, Findings& findings) {
  LawLint(book, findings).Check();
}

}  // namespace enlace::policy
