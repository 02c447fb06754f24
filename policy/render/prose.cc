#include "policy/render/prose.h"

#include <md4c-html.h>
#include <re2/re2.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "policy/render/html.h"

namespace enlace::policy {
namespace {

void Append(const MD_CHAR* text, MD_SIZE size, void* out) {
  static_cast<std::string*>(out)->append(text, size);
}

// Where a link of a document leads on the page.
std::string TargetOf(absl::string_view link) {
  const absl::string_view path = link.substr(0, link.find('#'));
  if (absl::EndsWith(path, ".md") && !absl::StrContains(path, ":") &&
      !absl::StrContains(path, "/")) {
    return absl::StrCat("#", DocumentAnchor(path));
  }
  const bool web = absl::StartsWithIgnoreCase(link, "https://") ||
                   absl::StartsWithIgnoreCase(link, "http://") ||
                   absl::StartsWith(link, "#");
  return web ? std::string(link) : "#";
}

}  // namespace

std::string DocumentAnchor(absl::string_view file) {
  return Anchor("document", file);
}

std::string ProseHtml(absl::string_view markdown) {
  std::string html;
  const int failed =
      md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), Append,
              &html, MD_FLAG_TABLES | MD_FLAG_NOHTML, 0);
  CHECK(failed == 0) << "out of memory";
  static const auto* const link = new re2::RE2("(href|src)=\"([^\"]*)\"");
  std::string out;
  re2::StringPiece rest(html);
  re2::StringPiece before = rest;
  re2::StringPiece attribute;
  re2::StringPiece target;
  while (re2::RE2::FindAndConsume(&rest, *link, &attribute, &target)) {
    out.append(before.data(),
               static_cast<size_t>(attribute.data() - before.data()));
    absl::StrAppend(
        &out, absl::string_view(attribute.data(), attribute.size()), "=\"",
        TargetOf(absl::string_view(target.data(), target.size())), "\"");
    before = rest;
  }
  out.append(before.data(), before.size());
  return out;
}

}  // namespace enlace::policy
