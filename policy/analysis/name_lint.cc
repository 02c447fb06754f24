#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

// A name or a code is the same in both languages; so many words are a text.
constexpr size_t kTextWords = 3;

class NameLint {
 public:
  NameLint(const Book& book, Findings& findings)
      : book_(book), vocabulary_(book.vocabulary()), findings_(findings) {}

  void Check() {
    CheckAgencies();
    CheckBases();
    CheckLabels(vocabulary_.agencies);
    CheckLabels(vocabulary_.groups);
    CheckLabels(vocabulary_.values);
    CheckLabels(vocabulary_.bases);
    CheckLabels(vocabulary_.facts);
    CheckLabels(vocabulary_.caveats);
    CheckLabels(vocabulary_.roles);
    CheckLabels(vocabulary_.phrases);
    for (const Rule& rule : book_.rules()) {
      CheckText(rule.id, rule.at, rule.because);
    }
  }

 private:
  void CheckAgencies() {
    std::set<std::string> grouped;
    for (const auto& [name, group] : vocabulary_.groups) {
      for (const Word& member : group.members) grouped.insert(member.text);
    }
    for (const auto& [name, agency] : vocabulary_.agencies) {
      if (grouped.count(name) > 0 || IsNamed(agency.identity)) continue;
      findings_.push_back(
          {"ungrouped",
           name,
           agency.at,
           {absl::StrCat("agency '", name,
                         "' is in no group and no rule names it"),
            absl::StrCat("la autoridad '", name,
                         "' no está en ningún grupo y ninguna regla la "
                         "nombra")},
           {"add it to the group of those that it is like, or take it out",
            "agréguela al grupo de sus semejantes, o quítela"}});
    }
  }

  bool IsNamed(const std::string& identity) const {
    return std::any_of(
        book_.rules().begin(), book_.rules().end(), [&](const Rule& rule) {
          return std::any_of(
              rule.parties.atoms.begin(), rule.parties.atoms.end(),
              [&](const Atom& atom) { return atom.texts.count(identity) > 0; });
        });
  }

  void CheckBases() {
    for (const auto& [name, basis] : vocabulary_.bases) {
      const std::string& id = name;
      const bool used = std::any_of(
          book_.rules().begin(), book_.rules().end(), [&](const Rule& rule) {
            return std::binary_search(rule.basis.begin(), rule.basis.end(), id);
          });
      if (used) continue;
      findings_.push_back(
          {"unclaimed-basis",
           name,
           basis.at,
           {absl::StrCat("no permit rests on basis '", name, "'"),
            absl::StrCat("ningún permiso descansa en el "
                         "fundamento '",
                         name, "'")},
           {"write the permit, or take the basis out",
            "escriba el permiso, o quite el fundamento"}});
    }
  }

  template <typename T>
  void CheckLabels(const std::map<std::string, T>& names) {
    for (const auto& [name, named] : names) {
      CheckText(name, named.at, named.label);
    }
  }

  void CheckText(const std::string& subject, const Location& at,
                 const Bilingual& text) {
    const std::vector<std::string> words =
        absl::StrSplit(text.en, ' ', absl::SkipEmpty());
    if (text.en != text.es || words.size() < kTextWords) return;
    findings_.push_back({"untranslated",
                         subject,
                         at,
                         {absl::StrCat("the text of '", subject,
                                       "' is the same in both languages"),
                          absl::StrCat("el texto de '", subject,
                                       "' es el mismo en ambos idiomas")},
                         {"translate it", "tradúzcalo"}});
  }

  const Book& book_;
  const Vocabulary& vocabulary_;
  Findings& findings_;
};

}  // namespace

void CheckNames(const Book& book, Findings& findings) {
  NameLint(book, findings).Check();
}

}  // namespace enlace::policy
