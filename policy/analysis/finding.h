// What a book allows itself that its authors hardly meant.

#ifndef ENLACE_POLICY_ANALYSIS_FINDING_H_
#define ENLACE_POLICY_ANALYSIS_FINDING_H_

#include <string>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/language.h"

namespace enlace::policy {

struct Finding {
  std::string kind;     // "uncited": one of FindingKinds()
  std::string subject;  // the rule, paragraph or name that it is about
  Location at;
  Bilingual what;
  Bilingual help;
};

using Findings = std::vector<Finding>;

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_FINDING_H_
