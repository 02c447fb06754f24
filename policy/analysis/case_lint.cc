#include "absl/strings/str_cat.h"
#include "policy/analysis/lint_checks.h"
#include "policy/engine/coverage.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

void CheckCasesOfRules(const Book& book, Findings& findings) {
  for (const RuleCoverage& coverage : CoverageOf(book)) {
    const Rule& rule = *coverage.rule;
    if (coverage.shown == 0) {
      findings.push_back(
          {"no-case",
           rule.id,
           rule.at,
           {absl::StrCat("no case shows rule ", rule.id, " applying"),
            absl::StrCat("ningún caso muestra que se aplique la regla ",
                         rule.id)},
           {"write a case in which it applies",
            "escriba un caso en que se aplique"}});
    }
    if (coverage.spared == 0 && !coverage.always) {
      findings.push_back(
          {"no-counter-case",
           rule.id,
           rule.at,
           {absl::StrCat("no case of its types shows rule ", rule.id,
                         " not applying"),
            absl::StrCat("ningún caso de sus tipos muestra que no se aplique "
                         "la regla ",
                         rule.id)},
           {"write a case of a record that it spares",
            "escriba el caso de un registro al que no se aplica"}});
    }
  }
}

}  // namespace enlace::policy
