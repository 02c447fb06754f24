#include "proto/validation/substance.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "proto/validation/code_list.h"

namespace enlace::validation {
namespace {

// Letters and digits alone, without accents, in capitals.
std::string Folded(absl::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const decomposer =
      icu::Normalizer2::getNFKDInstance(error);
  CHECK(U_SUCCESS(error)) << "ICU has no normalizer";
  std::string decomposed;
  decomposer
      ->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                      name.data(), static_cast<int32_t>(name.size()))),
                  error)
      .toUTF8String(decomposed);
  CHECK(U_SUCCESS(error)) << "ICU cannot normalize";
  std::string folded;
  for (const char c : decomposed) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) folded += absl::ascii_toupper(byte);
  }
  return folded;
}

}  // namespace

bool FitsSubstance(absl::string_view text, absl::string_view format,
                   absl::string_view cas_number) {
  const absl::string_view substance = SubstanceOf(cas_number);
  if (substance.empty()) return true;
  const std::vector<absl::string_view> lists = absl::StrSplit(substance, '|');
  const bool name = format != "hs6" && format != "un-number";
  const std::vector<absl::string_view> known =
      absl::StrSplit(lists[name              ? 2
                           : format == "hs6" ? 0
                                             : 1],
                     ';', absl::SkipEmpty());
  const std::string own = name ? Folded(text) : std::string(text);
  return known.empty() ||
         std::any_of(known.begin(), known.end(), [&](absl::string_view value) {
           return (name ? Folded(value) : std::string(value)) == own;
         });
}

}  // namespace enlace::validation
