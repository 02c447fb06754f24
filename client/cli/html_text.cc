#include "client/cli/html_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "base/sha256.h"
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
      "'none'; style-src 'sha256-",
      Base64Encode(AsBytes(Sha256(style))),
      "'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
      EscapeHtml(title), "</title>\n<style>", style,
      "</style>\n</head>\n<body>\n", body, "</body>\n</html>\n");
}

}  // namespace enlace::client
