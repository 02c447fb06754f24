#include "client/importers/column.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client/importers/cell_text.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kElementsMax = 100;
constexpr size_t kNameSizeMax = 200;

// The step that `text` ("name" or "name[3]") takes from `type`.
std::optional<ColumnStep> StepAt(const Descriptor& type,
                                 absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('[', 1));
  ColumnStep step;
  step.field = type.FindFieldByName(std::string(parts.first));
  if (step.field == nullptr) return std::nullopt;
  const bool indexed = parts.first.size() != text.size();
  if (indexed != step.field->is_repeated()) return std::nullopt;
  if (!indexed) return step;
  absl::string_view number = parts.second;
  // One spelling: no sign, no leading zero.
  if (!absl::ConsumeSuffix(&number, "]") ||
      !absl::SimpleAtoi(number, &step.index) ||
      absl::StrCat(step.index) != number || step.index < 0 ||
      step.index >= ElementsMax(*step.field)) {
    return std::nullopt;
  }
  return step;
}

}  // namespace

std::string Column::Path(size_t count) const {
  std::string path;
  for (size_t i = 0; i < count; ++i) {
    absl::StrAppend(&path, i == 0 ? "" : ".", steps[i].field->name());
    if (steps[i].index >= 0) absl::StrAppend(&path, "[", steps[i].index, "]");
  }
  return path;
}

bool operator<(const Column& a, const Column& b) {
  return std::lexicographical_compare(
      a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(),
      [](const ColumnStep& x, const ColumnStep& y) {
        return std::make_pair(x.field->index(), x.index) <
               std::make_pair(y.field->index(), y.index);
      });
}

std::optional<Column> ColumnAt(const Descriptor& type, absl::string_view path) {
  Column column;
  const Descriptor* holder = &type;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    if (holder == nullptr) return std::nullopt;
    const auto step = StepAt(*holder, part);
    if (!step.has_value()) return std::nullopt;
    column.steps.push_back(*step);
    holder = IsCell(*step->field) ? nullptr : step->field->message_type();
  }
  if (holder != nullptr) return std::nullopt;
  return column;
}

bool IsColumnName(absl::string_view name) {
  return !name.empty() && name.size() <= kNameSizeMax &&
         absl::ascii_islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  c == '_' || c == '.' || c == '[' || c == ']';
         });
}

int ElementsMax(const FieldDescriptor& field) {
  const uint32_t most = field.options().GetExtension(v1::field).max_items();
  return most == 0 ? kElementsMax : static_cast<int>(most);
}

}  // namespace enlace::client
