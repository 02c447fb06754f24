#include "proto/validation/spelling.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/check.h"

namespace enlace::validation {
namespace {

constexpr UChar32 kReplacement = 0xfffd;

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
}

const icu::Normalizer2& Normalizer(bool compatible) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const normalizer =
      compatible ? icu::Normalizer2::getNFKCInstance(error)
                 : icu::Normalizer2::getNFCInstance(error);
  CHECK(U_SUCCESS(error)) << "ICU has no normalizer";
  return *normalizer;
}

// Composed, and in capitals unless it is prose.  False if it is not UTF-8.
bool Compose(absl::string_view text, Spelling spelling, std::string& result) {
  auto unicode = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  if (unicode.indexOf(kReplacement) >= 0) return false;
  const bool prose = spelling == Spelling::kText;
  UErrorCode error = U_ZERO_ERROR;
  unicode = Normalizer(!prose).normalize(unicode, error);
  CHECK(U_SUCCESS(error)) << "ICU cannot normalize";
  if (!prose) {
    unicode.toUpper(icu::Locale::getRoot());
    for (int32_t i = 0; i < unicode.length(); ++i) {
      if (u_isUWhiteSpace(unicode[i])) unicode.setCharAt(i, u' ');
      if (u_charType(unicode[i]) == U_DASH_PUNCTUATION) {
        unicode.setCharAt(i, u'-');
      }
    }
  }
  unicode.trim().toUTF8String(result);
  return true;
}

bool IsDropped(char c, Spelling spelling) {
  if (absl::ascii_isspace(static_cast<unsigned char>(c))) return true;
  return spelling == Spelling::kCompact &&
         absl::string_view("-./()").find(c) != absl::string_view::npos;
}

}  // namespace

std::string Spell(absl::string_view text, Spelling spelling) {
  std::string result;
  if (!IsAscii(text)) {
    if (!Compose(text, spelling, result)) return std::string(text);
  } else {
    result = std::string(absl::StripAsciiWhitespace(text));
    if (spelling != Spelling::kText) absl::AsciiStrToUpper(&result);
  }
  if (spelling == Spelling::kCode || spelling == Spelling::kCompact) {
    result.erase(std::remove_if(result.begin(), result.end(),
                                [&](char c) { return IsDropped(c, spelling); }),
                 result.end());
  }
  return result;
}

}  // namespace enlace::validation
