// From the rules that apply to a record to the decision about it.

#ifndef ENLACE_POLICY_ENGINE_APPLIED_RULES_H_
#define ENLACE_POLICY_ENGINE_APPLIED_RULES_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/decision.h"
#include "policy/engine/joined_terms.h"
#include "policy/engine/rule.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct Vocabulary;

// How far a permit got.  The order says how near it was to applying.
enum class Stage { kNotInForce, kOtherParties, kConditions, kBasis, kApplies };

// What counts of a book's rules, each list in any order.
struct AppliedRules {
  std::vector<const Rule*> permits, forbids, requires_;
  std::vector<const Rule*> holds;       // that lack approvals
  std::vector<const Rule*> exceptions;  // without which others would count
  std::vector<const Rule*> limits;      // that the record counts against

  // Without a permit: the reasons of those that came nearest, or the one for
  // which there is none.
  std::vector<std::string> missing;

  // A forbid or hold without `disclose` applies, also an approved hold.
  bool silent = false;
};

// The bases that the record claims, or null if it says none.
const StringSet* ClaimedBases(const Vocabulary& vocabulary, const Facts& facts);

// The reason for which no permit has its basis.  `claimed` may be null.
std::string NoBasisReason(const StringSet* claimed);

// Why `permit` does not apply that got to `stage`, which is not the last.
std::string ReasonAt(const Rule& permit, Stage stage, const StringSet* claimed);

Outcome OutcomeOf(const AppliedRules& applied);

// The permits and requires: whose obligations are joined, unless it is a
// denial.
std::vector<const Rule*> Asking(const AppliedRules& applied);

// The whole decision but for `stable_until` and `book_digest`.  `terms` are
// those of Asking(), or those without any rule for a denial.
Decision Justify(const AppliedRules& applied, const JoinedTerms& terms,
                 absl::Time instant);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_APPLIED_RULES_H_
