#include "proto/validation/text_check.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/validation/formats.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

constexpr size_t kTextMax = 100;
constexpr size_t kProseMax = 8000;

// Code points: every byte that does not continue one.
size_t LengthOf(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

TextFinding Refused(Fault fault, absl::string_view argument = "") {
  return {Refuse(fault), std::string(argument), std::string(argument)};
}

}  // namespace

TextFinding CheckText(absl::string_view text, const v1::FieldRules& rules,
                      absl::string_view format) {
  const size_t length = LengthOf(text);
  const size_t most = rules.max_length() != 0 ? rules.max_length()
                      : rules.free_text()     ? kProseMax
                                              : kTextMax;
  const size_t least = std::max<size_t>(rules.min_length(), 1);
  if (length > most) return Refused(Fault::kTooLong, absl::StrCat(most));
  if (length < least) return Refused(Fault::kTooShort, absl::StrCat(least));
  if (!IsCleanText(text, rules.free_text())) {
    return Refused(Fault::kControlCharacters);
  }
  if (!rules.pattern().empty() && !MatchesPattern(text, rules.pattern())) {
    return Refused(Fault::kPattern, rules.pattern());
  }
  if (format.empty()) return {};
  const Verdict verdict = CheckFormat(text, format);
  if (verdict.fault == Fault::kNone) return {};
  const Format* const found = FindFormat(format);
  if (found == nullptr) return Refused(Fault::kFormatUnknown);
  return {verdict, std::string(found->shape_en), std::string(found->shape_es)};
}

}  // namespace enlace::validation
