// Looks up every name of a parsed rule, and types every condition.

#ifndef ENLACE_POLICY_ENGINE_CHECKER_H_
#define ENLACE_POLICY_ENGINE_CHECKER_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/parsed_rule.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {

// What a rule's names are looked up in.
struct Context {
  const Schema& schema;
  const Vocabulary& vocabulary;
  const std::vector<std::string>& statutes;  // ids, sorted
};

// The rule ready to be executed.  Mistakes go to `diagnostics`; what is
// returned then is of no use.
Rule CheckRule(const ParsedRule& parsed, const Context& context,
               Diagnostics& diagnostics);

// Whether the exceptions among `rules` name rules of the book that they can
// lift.  `parsed` are the same rules as they are written, in the same order;
// rules of `unread` have mistakes that have been reported.
void CheckExceptions(const std::vector<ParsedRule>& parsed,
                     const std::vector<Rule>& rules,
                     const std::set<std::string>& unread,
                     Diagnostics& diagnostics);

// Part of CheckRule(): conditions and parties.
Condition CheckParties(const ParsedRule& parsed, const Context& context,
                       Diagnostics& diagnostics);
// `list` is the one whose elements the condition is about; "": the record.
Condition CheckCondition(const ParsedCondition& parsed,
                         const std::vector<std::string>& types,
                         const Context& context, Diagnostics& diagnostics,
                         absl::string_view list = "");

// Part of CheckObligations(): what is dropped of single elements.
std::set<ElementClause> CheckElements(const ParsedRule& parsed,
                                      const RecordType& type,
                                      const Context& context,
                                      Diagnostics& diagnostics);

// What a rule implements, as an action states it.
std::string CitationOf(const ParsedRule& parsed);

// Part of CheckRule() and of reading cases: whether there is such a reason.
void CheckReasonCode(const Word& code, Diagnostics& diagnostics);

// Part of CheckRule(): fields, caveats, retention and answer for one record
// type.
Obligations CheckObligations(const ParsedRule& parsed, const RecordType& type,
                             const Context& context, Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_CHECKER_H_
