#include "client/cli/html_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/cli/table.h"

namespace enlace::client {

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(Printable(text), {{"&", "&amp;"},
                                               {"<", "&lt;"},
                                               {">", "&gt;"},
                                               {"\"", "&quot;"},
                                               {"'", "&#39;"}});
}

std::string HtmlPage(absl::string_view title, absl::string_view style,
                     absl::string_view body, Language language) {
  return absl::StrCat(
      "<!doctype html>\n<html lang=\"", Phrase{"en", "es"}.In(language),
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; style-src 'unsafe-inline'\">\n<title>",
      EscapeHtml(title), "</title>\n<style>", style,
      "</style>\n</head>\n<body>\n", body, "</body>\n</html>\n");
}

}  // namespace enlace::client
