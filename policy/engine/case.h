// A case: facts, and what the book must say of them.  Lawyers write cases
// beside the rules that they are about; `rulebook test` runs them.
//
//   ```case TRACE-NAMES-NOBODY
//   outgoing FirearmTraceResult
//     from     us-atf
//     to       mx-fgr
//     on       2026-03-02
//     given
//       - purpose is CRIM_INVESTIGATION
//       - claimed-basis includes US-TRACE
//     then     permit by US-TRACE-1, US-TRACE-4
//     drop     purchaser.national_id
//   ```
//
// A fact that no case states is absent, but for those that every record has:
// docs/policy-language.md, "Cases".  Plain data; the functions are pure.

#ifndef ENLACE_POLICY_ENGINE_CASE_H_
#define ENLACE_POLICY_ENGINE_CASE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/decision.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/language.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

class Book;

// What must become of one leaf.
struct ExpectedLeaf {
  std::string path;
  FieldAction::Kind kind = FieldAction::kDrop;
  std::string level;   // of kGeneralise
  std::string reason;  // code; "": not stated, hence not compared
};

struct Case {
  std::string id;
  Location at;
  Language language = Language::kEnglish;
  Facts facts;
  absl::Time instant;

  Outcome outcome = Outcome::kDeny;
  std::vector<std::string> rule_ids;  // sorted: these and no others
  std::string reason;                 // "": not stated, hence not compared
  std::vector<ExpectedLeaf> leaves;   // those that are stated
  // Sorted; these and no others, if any are stated.
  std::vector<std::string> caveats;
};

// What the book says of the case instead, one line a difference; empty if it
// says what is expected.
std::vector<std::string> Differences(const Case& a_case, const Book& book,
                                     Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_CASE_H_
