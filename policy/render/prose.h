// What a document says between its rules, as HTML.

#ifndef ENLACE_POLICY_RENDER_PROSE_H_
#define ENLACE_POLICY_RENDER_PROSE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// Markdown (CommonMark with tables) as HTML.  Raw HTML is shown, never passed
// on.  A link to "NAME.md" leads to that document's place on the page; one with
// another scheme than http and https leads nowhere.
std::string ProseHtml(absl::string_view markdown);

// The place of the document `file` on the page.
std::string DocumentAnchor(absl::string_view file);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_RENDER_PROSE_H_
