// Text as HTML.

#ifndef ENLACE_POLICY_RENDER_HTML_H_
#define ENLACE_POLICY_RENDER_HTML_H_

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// `text` with the characters escaped that mean something in HTML, for content
// and for attributes in quotation marks.
std::string Html(absl::string_view text);

// "<NAME>content</NAME>"; `content` is HTML.  `name` may carry attributes:
// "td class=\"law\"".
std::string Element(absl::string_view name, absl::string_view content);

// A link to an anchor of the same page; `text` is plain.
std::string LinkTo(absl::string_view anchor, absl::string_view text);

// An anchor from any text: letters, digits and hyphens, others as hexadecimal.
// Different texts give different anchors.
std::string Anchor(absl::string_view kind, absl::string_view text);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_HTML_H_
