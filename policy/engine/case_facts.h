// The facts of a case: what it states, and what every record has.

#ifndef ENLACE_POLICY_ENGINE_CASE_FACTS_H_
#define ENLACE_POLICY_ENGINE_CASE_FACTS_H_

#include "policy/engine/checker.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/parsed_case.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// Facts of `parsed`, which names direction, type, parties and day itself: they
// were taken over from the case that it is like.  `day` is that day.  Mistakes
// go to `diagnostics`.  REQUIRES: a type that the schema knows.
Facts FactsOfCase(const ParsedCase& parsed, const Date& day,
                  const Context& context, Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_CASE_FACTS_H_
