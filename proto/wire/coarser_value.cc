#include "proto/wire/coarser_value.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kInitials = "initials";
constexpr absl::string_view kLast4 = "last4";
constexpr size_t kInitialsMax = 16;
constexpr size_t kShown = 4;
constexpr size_t kNumberMin = 8;

bool IsLetterOrDigit(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}

// Of the innermost field on the path that states one; only texts have a level
// that a node states.
v1::Chain ChainOf(const google::protobuf::Descriptor& type,
                  absl::string_view path) {
  const auto schema = LeafSchema::Of(type);
  const LeafField* const leaf =
      schema.ok() ? (*schema)->Find(path).field : nullptr;
  if (leaf == nullptr || leaf->steps.back()->is_repeated() ||
      leaf->steps.back()->cpp_type() !=
          google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
    return v1::CHAIN_UNSPECIFIED;
  }
  for (auto it = leaf->steps.rbegin(); it != leaf->steps.rend(); ++it) {
    const v1::Chain chain = (*it)->options().GetExtension(v1::field).chain();
    if (chain != v1::CHAIN_UNSPECIFIED) return chain;
  }
  return v1::CHAIN_UNSPECIFIED;
}

bool HasLevel(const google::protobuf::Descriptor& type, absl::string_view path,
              absl::string_view level) {
  const v1::Chain chain = ChainOf(type, path);
  return (chain == v1::CHAIN_NAME && level == kInitials) ||
         (chain == v1::CHAIN_NUMBER && level == kLast4);
}

// The first character of UTF-8 text.
absl::string_view FirstCharacter(absl::string_view text) {
  size_t size = std::min<size_t>(1, text.size());
  while (size < text.size() && (text[size] & 0xC0) == 0x80) ++size;
  return text.substr(0, size);
}

std::optional<std::string> InitialsOf(absl::string_view name) {
  std::string initials;
  size_t count = 0;
  for (const absl::string_view word :
       absl::StrSplit(name, absl::ByAnyChar(" \t-.,"), absl::SkipEmpty())) {
    if (++count > kInitialsMax) break;
    const absl::string_view first = FirstCharacter(word);
    initials.append(first.data(), first.size());
    initials += '.';
  }
  if (initials.empty()) return std::nullopt;
  return initials;
}

std::optional<std::string> Last4Of(absl::string_view number) {
  std::string characters;
  for (const char c : number) {
    if (!absl::ascii_isascii(static_cast<unsigned char>(c))) {
      return std::nullopt;
    }
    if (IsLetterOrDigit(c)) characters += c;
  }
  if (characters.size() < kNumberMin) return std::nullopt;
  return characters.substr(characters.size() - kShown);
}

bool LooksLikeInitials(absl::string_view value) {
  size_t count = 0;
  while (!value.empty()) {
    value.remove_prefix(FirstCharacter(value).size());
    if (value.empty() || value.front() != '.' || ++count > kInitialsMax) {
      return false;
    }
    value.remove_prefix(1);
  }
  return count > 0;
}

bool LooksLikeLast4(absl::string_view value) {
  return value.size() == kShown &&
         std::all_of(value.begin(), value.end(), IsLetterOrDigit);
}

}  // namespace

std::optional<std::string> CoarserValue(
    const google::protobuf::Descriptor& type, absl::string_view path,
    absl::string_view level, absl::string_view text) {
  if (!HasLevel(type, path, level)) return std::nullopt;
  return level == kInitials ? InitialsOf(text) : Last4Of(text);
}

absl::Status CheckGeneralization(const google::protobuf::Descriptor& type,
                                 const v1::Generalization& coarser) {
  if (!HasLevel(type, coarser.path(), coarser.level())) {
    return FieldInvalid("generalizations.level",
                        "must be one that the leaf's chain has");
  }
  const bool fits = coarser.level() == kInitials
                        ? LooksLikeInitials(coarser.value())
                        : LooksLikeLast4(coarser.value());
  if (!fits || coarser.type_tag() != static_cast<uint32_t>(TypeTag::kString)) {
    return FieldInvalid("generalizations.value",
                        "must be a text of its level's form");
  }
  if (coarser.rule_id().empty()) {
    return FieldInvalid("generalizations.rule_id", "must name the rule");
  }
  return absl::OkStatus();
}

}  // namespace enlace::wire
