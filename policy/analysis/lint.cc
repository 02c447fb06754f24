#include "policy/analysis/lint.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

constexpr char kStale[] = "stale-acceptance";

// A paragraph is also accepted by its instrument, the part before the stroke.
bool IsAbout(absl::string_view accepted, absl::string_view subject) {
  return subject == accepted ||
         absl::StartsWith(subject, absl::StrCat(accepted, "/"));
}

// Takes out what `book` accepts, and adds what it accepts in vain.
class Acceptances {
 public:
  Acceptances(const Book& book, const LintSettings& settings)
      : accepted_(book.vocabulary().accepted), settings_(settings) {}

  void Settle(Findings& findings) const {
    Findings stale;
    for (const Acceptance& acceptance : accepted_) {
      for (const Word& subject : acceptance.subjects) {
        if (!Accepts(acceptance, subject, findings)) {
          AddStale(acceptance, subject, stale);
        }
      }
    }
    findings.erase(std::remove_if(findings.begin(), findings.end(),
                                  [&](const Finding& finding) {
                                    return IsAccepted(finding);
                                  }),
                   findings.end());
    findings.insert(findings.end(), stale.begin(), stale.end());
  }

 private:
  static bool Accepts(const Acceptance& acceptance, const Word& subject,
                      const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) {
                         return finding.kind == acceptance.kind.text &&
                                IsAbout(subject.text, finding.subject);
                       });
  }

  bool IsAccepted(const Finding& finding) const {
    return std::any_of(
        accepted_.begin(), accepted_.end(), [&](const Acceptance& one) {
          return one.kind.text == finding.kind &&
                 std::any_of(one.subjects.begin(), one.subjects.end(),
                             [&](const Word& subject) {
                               return IsAbout(subject.text, finding.subject);
                             });
        });
  }

  void AddStale(const Acceptance& acceptance, const Word& subject,
                Findings& stale) const {
    const std::string& kind = acceptance.kind.text;
    const auto& kinds = FindingKinds();
    if (!std::binary_search(kinds.begin(), kinds.end(), kind)) {
      const std::string near = Nearest(kind, kinds);
      const std::string known = absl::StrJoin(kinds, ", ");
      stale.push_back(
          {kStale,
           kind,
           acceptance.kind.at,
           {absl::StrCat("there is no kind of finding '", kind, "'"),
            absl::StrCat("no hay hallazgo de clase '", kind, "'")},
           near.empty()
               ? Bilingual{absl::StrCat("known: ", known),
                           absl::StrCat("se conocen: ", known)}
               : Bilingual{absl::StrCat("did you mean '", near, "'?"),
                           absl::StrCat("¿quiso decir '", near, "'?")}});
      return;
    }
    // Without the roles that are held nothing of that kind is looked for.
    if (kind == "unheld-role" && settings_.held_roles.empty()) return;
    stale.push_back(
        {kStale,
         subject.text,
         subject.at,
         {absl::StrCat("the book accepts ", kind, " of '", subject.text,
                       "', which is not found"),
          absl::StrCat("el libro acepta ", kind, " de '", subject.text,
                       "', que no se halla")},
         {"take it out of the acceptance", "quítelo de la aceptación"}});
  }

  const std::vector<Acceptance>& accepted_;
  const LintSettings& settings_;
};

}  // namespace

Findings Lint(const Book& book, const LintSettings& settings) {
  Findings findings;
  CheckLaw(book, findings);
  CheckCasesOfRules(book, findings);
  CheckTimes(book, settings, findings);
  CheckReach(book, settings, findings);
  CheckHandling(book, settings, findings);
  CheckNames(book, findings);
  Acceptances(book, settings).Settle(findings);
  const auto key = [](const Finding& f) {
    return std::tie(f.at.file, f.at.line, f.at.column, f.kind, f.subject);
  };
  std::stable_sort(
      findings.begin(), findings.end(),
      [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  return findings;
}

const std::vector<std::string>& FindingKinds() {
  static const auto* const kinds = new std::vector<std::string>{
      "expired",      "never-applies", "no-case",     "no-counter-case",
      "no-deadline",  "no-retention",  "overruled",   "shadowed",
      kStale,         "sunset-gap",    "uncited",     "unclaimed-basis",
      "undated-law",  "ungrouped",     "unheld-role", "unscanned-text",
      "untranslated", "weak-law"};
  return *kinds;
}

}  // namespace enlace::policy
