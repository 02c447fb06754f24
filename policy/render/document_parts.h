// A document of a sound book, cut where prose, law and blocks meet.

#ifndef ENLACE_POLICY_RENDER_DOCUMENT_PARTS_H_
#define ENLACE_POLICY_RENDER_DOCUMENT_PARTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

struct DocumentPart {
  enum class Kind { kProse, kQuote, kRule, kTable, kCase, kVocabulary, kText };
  Kind kind = Kind::kProse;
  int first_line = 0;  // from 1
  int last_line = 0;
  std::string id;    // of a rule, a table or a case
  std::string text;  // prose and quotes whole, of a block what is inside
};

// REQUIRES: text that ParseDocument() found no mistake in.
std::vector<DocumentPart> PartsOf(absl::string_view text);

// The first heading, or "".
std::string TitleOf(absl::string_view text);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_DOCUMENT_PARTS_H_
