// The clauses of a rule that are one line of words, names and numbers; those
// that open a list of conditions are the rule parser's.

#ifndef ENLACE_POLICY_ENGINE_PLAIN_CLAUSE_H_
#define ENLACE_POLICY_ENGINE_PLAIN_CLAUSE_H_

#include "policy/engine/keyword.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_rule.h"

namespace enlace::policy {

// Reads what follows the first word of `clause` into `rule`.  Mistakes go to
// the reader's diagnostics; what stands at the end of the line is left there.
void ParsePlainClause(Keyword clause, LineReader& reader, ParsedRule& rule);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_PLAIN_CLAUSE_H_
