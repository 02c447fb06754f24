// "release", "generalise" and "drop" with the fields they name: what rules and
// cases have in common.

#ifndef ENLACE_POLICY_ENGINE_FIELD_CLAUSE_H_
#define ENLACE_POLICY_ENGINE_FIELD_CLAUSE_H_

#include "policy/engine/keyword.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_rule.h"

namespace enlace::policy {

// Reads what follows `verb`: kRelease, kGeneralise or kDrop.  False after a
// mistake, which has been reported.
bool ParseFields(Keyword verb, LineReader& reader, ParsedFields& fields);

// Reads what follows "drop each", up to its condition.  False after a mistake,
// which has been reported.
bool ParseElements(LineReader& reader, ParsedElements& elements);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_FIELD_CLAUSE_H_
