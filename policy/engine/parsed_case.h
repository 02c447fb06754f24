// A case as it is written: words with their places, nothing looked up yet.

#ifndef ENLACE_POLICY_ENGINE_PARSED_CASE_H_
#define ENLACE_POLICY_ENGINE_PARSED_CASE_H_

#include <optional>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/keyword.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_rule.h"

namespace enlace::policy {

struct ParsedCase {
  Word id;
  Location at;
  Language language = Language::kEnglish;
  // Empty where `like` says it.
  Word like;
  std::optional<Keyword> direction;
  Word type;
  Word from;
  Word to;
  Word on;
  std::vector<ParsedAtom> given;
  std::vector<Word> approved;    // roles
  std::vector<Word> overridden;  // roles
  std::vector<Word> used_up;     // rules, whose limits are

  Location then;  // no line: the clause is missing
  Keyword outcome = Keyword::kDeny;
  std::vector<Word> by;
  Word reason;
  std::vector<ParsedFields> fields;
  std::vector<Word> caveats;
};

// Reads one case block.  Mistakes go to `diagnostics`; nothing is returned if
// the first line cannot be read.  Keywords are added to `found`, unless that is
// null.
std::optional<ParsedCase> ParseCase(const Block& block,
                                    Diagnostics& diagnostics,
                                    FoundKeywords* found = nullptr);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_PARSED_CASE_H_
