#include "server/http/entity_tag.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/sha256.h"

namespace enlace::http {
namespace {

constexpr size_t kTagBytes = 16;  // of the digest

}  // namespace

std::string EntityTag(absl::string_view bytes) {
  const Hash digest = Sha256(bytes);
  return absl::StrCat("\"", HexEncode(AsBytes(digest).substr(0, kTagBytes)),
                      "\"");
}

bool ListsEntityTag(absl::string_view if_none_match, absl::string_view tag) {
  if (absl::StripAsciiWhitespace(if_none_match) == "*") return true;
  // A comma within another's tag cuts it in two, neither of which is one of
  // ours.
  for (absl::string_view each : absl::StrSplit(if_none_match, ',')) {
    each = absl::StripAsciiWhitespace(each);
    absl::ConsumePrefix(&each, "W/");
    if (each == tag) return true;
  }
  return false;
}

}  // namespace enlace::http
