#include "policy/scan/clean_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uspoof.h>

#include <array>
#include <string>

#include "base/check.h"

namespace enlace::policy {
namespace {

// Latin letters and what else usual prose holds: looked up, not computed.
constexpr UChar32 kUsual = 0x250;

icu::UnicodeString Normalised(const icu::Normalizer2& form,
                              const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out = form.normalize(text, error);
  CHECK(U_SUCCESS(error) != 0) << u_errorName(error);  // out of memory only
  return out;
}

const icu::Normalizer2& Form(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const form = get(error);
  CHECK(U_SUCCESS(error) != 0) << u_errorName(error);
  return *form;
}

icu::UnicodeString Skeleton(UChar32 c) {
  static const USpoofChecker* const checker = [] {
    UErrorCode error = U_ZERO_ERROR;
    const USpoofChecker* const opened = uspoof_open(&error);
    CHECK(U_SUCCESS(error) != 0) << u_errorName(error);
    return opened;
  }();
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out;
  uspoof_getSkeletonUnicodeString(checker, 0, icu::UnicodeString(c), out,
                                  &error);
  CHECK(U_SUCCESS(error) != 0) << u_errorName(error);
  return out;
}

}  // namespace

icu::UnicodeString CleanText(absl::string_view text) {
  static const icu::Normalizer2& form = Form(icu::Normalizer2::getNFKCInstance);
  const icu::UnicodeString composed =
      Normalised(form, icu::UnicodeString::fromUTF8(icu::StringPiece(
                           text.data(), static_cast<int32_t>(text.size()))));
  icu::UnicodeString out;
  for (int32_t i = 0; i < composed.length();) {
    const UChar32 c = composed.char32At(i);
    i += U16_LENGTH(c);
    // The plane of ASCII has none.
    if (c < 0x80 ||
        u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0) {
      out.append(c);
    }
  }
  return out;
}

icu::UnicodeString Decomposed(const icu::UnicodeString& text) {
  static const icu::Normalizer2& form = Form(icu::Normalizer2::getNFDInstance);
  return Normalised(form, text);
}

icu::UnicodeString Casefolded(const icu::UnicodeString& text) {
  static const icu::Normalizer2& form =
      Form(icu::Normalizer2::getNFKCCasefoldInstance);
  return Decomposed(Normalised(form, text));
}

bool IsMark(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

bool IsWordCharacter(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) != 0;
}

void AppendLookAlike(UChar32 c, icu::UnicodeString& out) {
  static const auto* const usual = [] {
    auto* const table =
        new std::array<icu::UnicodeString, static_cast<size_t>(kUsual)>();
    for (UChar32 i = 0; i < kUsual; ++i) {
      (*table)[static_cast<size_t>(i)] = Skeleton(i);
    }
    return table;
  }();
  if (c < kUsual) {
    out.append((*usual)[static_cast<size_t>(c)]);
  } else {
    out.append(Skeleton(c));
  }
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace enlace::policy
