#include "policy/facts/element_fact.h"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kEach = "[].";
constexpr size_t kDigitsMax = 4;

}  // namespace

absl::string_view ListOf(absl::string_view fact) {
  const size_t end = fact.find(kEach);
  return end == absl::string_view::npos ? absl::string_view()
                                        : fact.substr(0, end);
}

std::string FieldPathOf(absl::string_view fact) {
  const absl::string_view list = ListOf(fact);
  if (list.empty()) return std::string(fact);
  return absl::StrCat(list, ".", fact.substr(list.size() + kEach.size()));
}

std::string ElementPath(absl::string_view list, int index) {
  return absl::StrCat(list, "[", index, "]");
}

std::string ElementFact(absl::string_view fact, int index) {
  const absl::string_view list = ListOf(fact);
  return absl::StrCat(ElementPath(list, index), ".",
                      fact.substr(list.size() + kEach.size()));
}

bool TakeIndex(std::string& name, int& index) {
  const size_t open = name.find('[');
  if (open == std::string::npos || open == 0 || name.back() != ']') {
    return false;
  }
  const absl::string_view digits =
      absl::string_view(name).substr(open + 1, name.size() - open - 2);
  if (digits.empty() || digits.size() > kDigitsMax ||
      (digits.size() > 1 && digits.front() == '0') ||
      !std::all_of(digits.begin(), digits.end(), [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c));
      })) {
    return false;
  }
  if (!absl::SimpleAtoi(digits, &index)) return false;
  name.resize(open);
  return true;
}

int ElementCount(const Facts& facts, absl::string_view list, int most) {
  const Value* value = facts.Find(list);
  const auto* count = value == nullptr ? nullptr : std::get_if<int64_t>(value);
  if (count == nullptr) return 0;
  return static_cast<int>(std::clamp<int64_t>(*count, 0, most));
}

}  // namespace enlace::policy
