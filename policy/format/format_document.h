// A document of a book with its blocks in canonical layout.

#ifndef ENLACE_POLICY_FORMAT_FORMAT_DOCUMENT_H_
#define ENLACE_POLICY_FORMAT_FORMAT_DOCUMENT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/language.h"

namespace enlace::policy {

// `text`, the content of `file`, with each rule, table, case and vocabulary
// block laid out (policy/format/block_layout.h), and in `language` if that is
// given; every byte outside those blocks stays as it is.  Doing it twice
// changes nothing more.  Mistakes go to `diagnostics`; `text` is then returned
// as it was.
std::string FormatDocument(absl::string_view file, absl::string_view text,
                           std::optional<Language> language,
                           Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FORMAT_FORMAT_DOCUMENT_H_
