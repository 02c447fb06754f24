#include "policy/render/html.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace enlace::policy {

std::string Html(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&", "&amp;"},
                                    {"<", "&lt;"},
                                    {">", "&gt;"},
                                    {"\"", "&quot;"},
                                    {"'", "&#39;"}});
}

std::string Element(absl::string_view name, absl::string_view content) {
  return absl::StrCat("<", name, ">", content, "</",
                      name.substr(0, name.find(' ')), ">");
}

std::string LinkTo(absl::string_view anchor, absl::string_view text) {
  return Element(absl::StrCat("a href=\"#", anchor, "\""), Html(text));
}

std::string Anchor(absl::string_view kind, absl::string_view text) {
  std::string out = absl::StrCat(kind, "-");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-') {
      out += c;
    } else {
      absl::StrAppendFormat(&out, "_%02x", byte);
    }
  }
  return out;
}

}  // namespace enlace::policy
