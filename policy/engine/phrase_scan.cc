#include "policy/engine/phrase_scan.h"

#include <google/protobuf/descriptor.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <utility>

#include "absl/container/node_hash_map.h"
#include "absl/strings/match.h"
#include "base/check.h"
#include "base/encoding.h"
#include "enlace/v1/options.pb.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
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

bool IsProse(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         field.options().GetExtension(v1::field).free_text();
}

// The fields of a type that are free text, or messages that may hold some.
const std::vector<const FieldDescriptor*>& ProseFieldsOf(
    const Descriptor* type) {
  // Options are looked up once a type.
  CHECK(type->file()->pool() == DescriptorPool::generated_pool())
      << "a type that may go away";
  thread_local absl::node_hash_map<const Descriptor*,
                                   std::vector<const FieldDescriptor*>>
      known;
  const auto [found, added] = known.try_emplace(type);
  for (int i = 0; added && i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ||
        IsProse(field)) {
      found->second.push_back(&field);
    }
  }
  return found->second;
}

// Every free text of `message`, nested messages and list elements included.
void CollectProse(const Message& message, std::vector<std::string>& texts) {
  const Reflection& reflection = *message.GetReflection();
  for (const FieldDescriptor* field : ProseFieldsOf(message.GetDescriptor())) {
    const bool many = field->is_repeated();
    const int size = many ? reflection.FieldSize(message, field)
                          : int{reflection.HasField(message, field)};
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CollectProse(many ? reflection.GetRepeatedMessage(message, field, i)
                          : reflection.GetMessage(message, field),
                     texts);
      } else {
        texts.push_back(many ? reflection.GetRepeatedString(message, field, i)
                             : reflection.GetString(message, field));
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
