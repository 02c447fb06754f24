// The reference: a decision straight from the rules as they are written.
//
// Goes through every rule and every condition, section by section of
// docs/policy-language.md, "Decision", and keeps nothing between two calls.  It
// is what the compiled rules (policy/engine/rule_index.h) are compared with,
// and what decides the few facts that they cannot code.

#ifndef ENLACE_POLICY_ENGINE_INTERPRETER_H_
#define ENLACE_POLICY_ENGINE_INTERPRETER_H_

#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "policy/engine/decision.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// What Book::Decide() returns, by the long way.  Thread-safe.
Decision Interpret(const Book& book, const Facts& facts, absl::Time instant);

// Whether the book has a name for all that the sender's nation asks of whoever
// keeps the record.  What it has no name for nobody here promises: the record
// is denied, T01, whatever the rules say.
bool NamesEveryCaveat(const Facts& facts, const Vocabulary& vocabulary);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_INTERPRETER_H_
