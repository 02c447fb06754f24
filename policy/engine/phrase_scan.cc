#include "policy/engine/phrase_scan.h"

#include <google/protobuf/descriptor.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <utility>

#include "absl/strings/match.h"
#include "base/check.h"
#include "base/encoding.h"
#include "enlace/v1/options.pb.h"

namespace enlace::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const icu::Normalizer2& CasefoldForm() {
  static const icu::Normalizer2* const form = [] {
    UErrorCode error = U_ZERO_ERROR;
    const auto* found = icu::Normalizer2::getNFKCCasefoldInstance(error);
    CHECK(U_SUCCESS(error) != 0) << u_errorName(error);
    return found;
  }();
  return *form;
}

const icu::Normalizer2& DecomposedForm() {
  static const icu::Normalizer2* const form = [] {
    UErrorCode error = U_ZERO_ERROR;
    const auto* found = icu::Normalizer2::getNFDInstance(error);
    CHECK(U_SUCCESS(error) != 0) << u_errorName(error);
    return found;
  }();
  return *form;
}

icu::UnicodeString Normalised(const icu::Normalizer2& form,
                              const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  icu::UnicodeString out = form.normalize(text, error);
  CHECK(U_SUCCESS(error) != 0) << u_errorName(error);  // out of memory only
  return out;
}

// Every free text of `message`, nested messages and list elements included.
void CollectProse(const Message& message, std::vector<std::string>& texts) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    const bool prose = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                       field->options().GetExtension(v1::field).free_text();
    const bool deeper = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    for (int i = 0; i < size; ++i) {
      if (prose) {
        texts.push_back(field->is_repeated()
                            ? reflection.GetRepeatedString(message, field, i)
                            : reflection.GetString(message, field));
      } else if (deeper) {
        CollectProse(field->is_repeated()
                         ? reflection.GetRepeatedMessage(message, field, i)
                         : reflection.GetMessage(message, field),
                     texts);
      }
    }
  }
}

}  // namespace

std::optional<std::string> ComparableWords(absl::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  const icu::UnicodeString whole = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString folded =
      Normalised(DecomposedForm(), Normalised(CasefoldForm(), whole));
  icu::UnicodeString words;
  bool open = false;  // a word has begun
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    const uint32_t category = U_GET_GC_MASK(c);
    if ((category & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0) continue;
    if ((category & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) != 0) {
      if (!open) words.append(static_cast<UChar32>(' '));
      open = true;
      words.append(c);
    } else {
      open = false;
    }
  }
  if (!words.isEmpty()) words.append(static_cast<UChar32>(' '));
  std::string out;
  words.toUTF8String(out);
  return out;
}

bool PhraseScan::Add(const std::string& list, absl::string_view phrase) {
  std::optional<std::string> words = ComparableWords(phrase);
  if (!words.has_value() || words->empty()) return false;
  lists_[list].push_back(*std::move(words));
  return true;
}

std::optional<StringSet> PhraseScan::Find(const Message& record) const {
  std::vector<std::string> texts;
  CollectProse(record, texts);
  StringSet found;
  for (const std::string& text : texts) {
    const std::optional<std::string> words = ComparableWords(text);
    if (!words.has_value()) return std::nullopt;
    for (const auto& [list, phrases] : lists_) {
      for (const std::string& phrase : phrases) {
        if (absl::StrContains(*words, phrase)) found.insert(list);
      }
    }
  }
  return found;
}

}  // namespace enlace::policy
