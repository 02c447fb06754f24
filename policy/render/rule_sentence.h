// A rule in the words of its reader: what it does, to whom, when, and what it
// asks for.
//
// The words come from the checked rule, not from how it is written, so that
// what is read is what is executed.

#ifndef ENLACE_POLICY_RENDER_RULE_SENTENCE_H_
#define ENLACE_POLICY_RENDER_RULE_SENTENCE_H_

#include <string>
#include <vector>

#include "policy/engine/book.h"
#include "policy/engine/language.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// "To" and "Attorney General's Office of Mexico".
struct RuleLine {
  std::string label;
  std::string text;
};

struct RuleSentence {
  std::string head;             // "Permits, outgoing: Firearm trace result"
  std::vector<RuleLine> lines;  // in the order of reading
};

RuleSentence SentenceOf(const Rule& rule, const Book& book, Language language);

// Who is meant by the sender or recipient (`fact`) of `rule`, by their labels,
// after that of their group; "" if the rule does not say.
std::string PartiesText(const Rule& rule, absl::string_view fact,
                        const Book& book, Language language);

// The conditions of `rule`: what must hold, and what must not.
std::string WhenText(const Rule& rule, const Book& book, Language language);
std::string UnlessText(const Rule& rule, const Book& book, Language language);

// Which elements of a list `clause` of `rule` drops: "when role is Witness;
// what is not known of one counts against it".
std::string EachText(const ElementClause& clause, const Rule& rule,
                     const Book& book, Language language);

// Who decides about what the rule holds, and how soon; "" of another rule.
std::string ReviewersText(const Rule& rule, const Book& book,
                          Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_RULE_SENTENCE_H_
