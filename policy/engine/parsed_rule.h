// A rule as it is written: words with their places, nothing looked up yet.

#ifndef ENLACE_POLICY_ENGINE_PARSED_RULE_H_
#define ENLACE_POLICY_ENGINE_PARSED_RULE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/keyword.h"
#include "policy/engine/lexer.h"
#include "policy/engine/limit.h"

namespace enlace::policy {

// "purpose is in CRIM_INVESTIGATION, PROSECUTION".
struct ParsedAtom {
  Word fact;
  Keyword test = Keyword::kIs;
  std::vector<Word> operands;
};

// A list of conditions, of which all or any must hold.
struct ParsedCondition {
  bool all = true;
  std::vector<ParsedAtom> atoms;
};

// An agency, a group of agencies, or the node itself.
struct ParsedParty {
  Word name;
  bool group = false;
  bool node = false;
};

// A field, a message, or a category of fields.
struct ParsedTarget {
  Word name;
  bool category = false;
};

struct ParsedFields {
  Keyword verb = Keyword::kRelease;  // kRelease, kGeneralise or kDrop
  std::vector<ParsedTarget> targets;
  std::vector<Word> levels;  // of kGeneralise: one a target
  Word reason;               // of kDrop: a code, or empty
  bool silent = false;
};

// "drop each associates because S10 when role is WITNESS".
struct ParsedElements {
  Word list;
  Word reason;             // a code, or empty
  bool exception = false;  // `unless`
  ParsedCondition condition;
};

struct ParsedReview {
  int count = 1;
  Word role;
  int within_hours = 0;
};

struct ParsedRule {
  Word id;
  Location at;
  Language language = Language::kEnglish;
  Keyword effect = Keyword::kForbid;
  Keyword direction = Keyword::kOutgoing;
  std::vector<Word> types;
  std::vector<Word> implements;
  std::vector<Word> basis;
  bool basis_of_parent = false;
  std::vector<ParsedParty> from;
  std::vector<ParsedParty> to;
  std::vector<ParsedCondition> when;
  std::vector<ParsedCondition> unless;
  std::vector<Word> exception_to;
  std::optional<Limit> limit;
  std::vector<ParsedFields> fields;
  std::vector<ParsedElements> elements;
  std::vector<Word> caveats;
  std::vector<ParsedReview> reviews;
  std::optional<ParsedReview> urgent_override;
  Keyword retain_unit = Keyword::kDays;
  int retain_count = 0;    // 0 = not stated
  int answer_minutes = 0;  // 0 = not stated
  int extension_minutes = 0;
  Word receipt;  // "" = not stated
  Word reason;
  Bilingual because;
  Word in_force_from;
  Word in_force_through;
  bool disclose = false;

  // Where each clause stands, by its first word; the last one if repeated.
  std::map<Keyword, Location> clauses;
};

// Reads one rule block.  Mistakes go to `diagnostics`; nothing is returned if
// the first line cannot be read.  Keywords are added to `found`, unless that is
// null.
std::optional<ParsedRule> ParseRule(const Block& block,
                                    Diagnostics& diagnostics,
                                    FoundKeywords* found = nullptr);

// Likewise a rule of `lines`, which has its id, place and language from
// `block`.
std::optional<ParsedRule> ParseRuleLines(const Block& block,
                                         std::vector<Line> lines,
                                         Diagnostics& diagnostics,
                                         FoundKeywords* found = nullptr);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_PARSED_RULE_H_
