// The Markdown front end: what of a document is law, what is rule, what prose.
//
// A block quote holds statute paragraphs, each introduced by a mark
// {#ID LANGUAGE STATUS VERIFICATION}; a fenced block whose fence says `rule ID`
// (`regla ID`), `table ID` (`tabla ID`) or `vocabulary` (`vocabulario`) is
// executed, one that says `case ID` (`caso ID`) is tested; everything else is
// for the reader.  What a reader would not see as a rule is not one, and what
// is one cannot hide: unknown fences, unclosed fences, HTML comments, invisible
// and direction-changing characters are errors.

#ifndef ENLACE_POLICY_ENGINE_DOCUMENT_H_
#define ENLACE_POLICY_ENGINE_DOCUMENT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/language.h"

namespace enlace::policy {

// A paragraph of law, as the book states it.
struct Statute {
  std::string id;  // "US-TRACE/923-g-7"
  Language language = Language::kEnglish;
  // "authentic", "translation", "paraphrase", "not-in-hand", or "sample": made
  // up for an example, no law at all.
  std::string status;
  // True if checked against the law's text, false if from memory.
  bool verified = false;
  std::string title;
  std::string text;
  std::string source;  // the line after "Source:" or "Fuente:"
  Location at;
};

// A fenced block that the engine reads.
struct Block {
  enum class Kind { kRule, kTable, kVocabulary, kCase };
  Kind kind = Kind::kRule;
  Language language = Language::kEnglish;
  Word id;  // of a rule, a table or a case
  Location at;
  std::vector<std::string> lines;  // the first stands at line at.line + 1
};

struct Document {
  std::vector<Statute> statutes;
  std::vector<Block> blocks;
};

// Reads `text`, the content of `file`.  Mistakes go to `diagnostics`; what
// could be read is returned all the same.
Document ParseDocument(absl::string_view file, absl::string_view text,
                       Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_DOCUMENT_H_
