// Text inside a page of HTML.  Pure.

#ifndef ENLACE_CLIENT_CLI_HTML_TEXT_H_
#define ENLACE_CLIENT_CLI_HTML_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"

namespace enlace::client {

// `text` as a page may show it, in an attribute too: what steers neither the
// terminal nor the browser.
std::string EscapeHtml(absl::string_view text);

// A whole page: no scripts, no fonts, no pictures, nothing that a browser would
// fetch, and a policy in the page that forbids it to, and any style but this
// one.  `body` is HTML without styles of its own, `style` is CSS.
std::string HtmlPage(absl::string_view title, absl::string_view style,
                     absl::string_view body, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_HTML_TEXT_H_
