// What differs between two decisions about the same record.

#ifndef ENLACE_POLICY_ANALYSIS_DECISION_CHANGE_H_
#define ENLACE_POLICY_ANALYSIS_DECISION_CHANGE_H_

#include <string>
#include <vector>

#include "policy/engine/decision.h"
#include "policy/engine/language.h"

namespace enlace::policy {

// For whoever gives the record away.
enum class Tendency { kTighter, kLooser, kNeither };

struct DecisionChange {
  // permitted, held, denied, field, caveats, retention, reviewers, answer.
  std::string kind;
  std::string path;  // of a field
  Tendency tendency = Tendency::kNeither;
  Bilingual what;

  bool operator==(const DecisionChange&) const = default;
};

// In the order of the kinds above.  Terms are compared only if neither decision
// denies.  Rules, law and reasons are not compared: they say why.
std::vector<DecisionChange> ChangesBetween(const Decision& before,
                                           const Decision& after);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_DECISION_CHANGE_H_
