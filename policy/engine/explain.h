// A decision in words, for `enlace try`, reviewers and auditors.
//
// The text names rules, law and fields, never a value of the record.  It tells
// everything, also what is silent: show it only inside the own nation.

#ifndef ENLACE_POLICY_ENGINE_EXPLAIN_H_
#define ENLACE_POLICY_ENGINE_EXPLAIN_H_

#include <string>

#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "policy/engine/decision.h"
#include "policy/engine/language.h"

namespace enlace::policy {

struct Statute;

// How good the text of a paragraph is: "paraphrase, not verified".
std::string StandingText(const Statute& statute, Language language);

// Several lines, the last one ended.  `book` should be the one that decided; a
// rule it does not have is shown by its id alone.  `instant` is that of the
// decision: it tells when a limit counts anew.
std::string ExplainText(const Decision& decision, const Book& book,
                        absl::Time instant, Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_EXPLAIN_H_
