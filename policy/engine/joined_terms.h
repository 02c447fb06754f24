// What several rules ask for together, as a decision states it.

#ifndef ENLACE_POLICY_ENGINE_JOINED_TERMS_H_
#define ENLACE_POLICY_ENGINE_JOINED_TERMS_H_

#include <string>
#include <vector>

#include "policy/engine/decision.h"
#include "policy/engine/obligation.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"

namespace enlace::policy {

struct JoinedTerms {
  FieldActions fields;
  std::vector<ElementClause> elements;  // sorted, each once
  std::vector<std::string> caveats;     // sorted
  Retention retention;
  AnswerTime answer;
  ReceiptLevel receipt = ReceiptLevel::kNone;
};

// What `rules` ask for of a record of `type`; without any, every leaf is
// dropped.  Their order does not matter.  REQUIRES: permits and requires of
// this type.
JoinedTerms JoinTerms(const RecordType& type,
                      const std::vector<const Rule*>& rules);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_JOINED_TERMS_H_
