#include "server/gate/measures.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "enlace/v1/options.pb.h"
#include "policy/facts/record_reader.h"
#include "proto/validation/formats.h"
#include "proto/wire/leaf_schema.h"
#include "server/gate/minimize.h"

namespace enlace::gate {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// Reads the measures of one type.
class MeasureReader {
 public:
  explicit MeasureReader(const Descriptor& type)
      : fields_(MeasuredFields(type)), reader_(type, PathsOf(fields_)) {
    CHECK(reader_.paths().size() == fields_.size()) << "a leaf that is no path";
  }

  // Calls `visit` with each path and value.
  template <typename Visit>
  void Read(const google::protobuf::Message& record, const Visit& visit) const {
    reader_.Read(record, [&](size_t path, const policy::FactView& view) {
      for (std::string& value : ValuesOf(view, *fields_[path].steps.back())) {
        visit(fields_[path].path, std::move(value));
      }
    });
  }

 private:
  static const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
    return field.options().GetExtension(v1::field);
  }

  static std::vector<wire::LeafField> MeasuredFields(const Descriptor& type) {
    std::vector<wire::LeafField> fields;
    const auto schema = wire::LeafSchema::Of(type);
    if (!schema.ok()) return fields;  // no record of the type crosses
    for (const wire::LeafField& field : (*schema)->fields()) {
      if (RulesOf(*field.steps.back()).measure()) fields.push_back(field);
    }
    return fields;
  }

  static std::vector<std::string> PathsOf(
      const std::vector<wire::LeafField>& fields) {
    std::vector<std::string> paths;
    paths.reserve(fields.size());
    for (const wire::LeafField& field : fields) paths.push_back(field.path);
    return paths;
  }

  // An enum value is a code by its schema, a text by its format alone.
  static bool IsCode(absl::string_view text, const FieldDescriptor& field) {
    return field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
           validation::CheckFormat(text, RulesOf(field).format()).fault ==
               validation::Fault::kNone;
  }

  static bool IsWithinBounds(int64_t number, const FieldDescriptor& field) {
    const v1::FieldRules& rules = RulesOf(field);
    return number >= rules.min_value() &&
           (rules.max_value() == 0 || number <= rules.max_value());
  }

  static std::vector<std::string> ValuesOf(const policy::FactView& view,
                                           const FieldDescriptor& field) {
    std::vector<std::string> values;
    const auto add_code = [&](absl::string_view text) {
      if (IsCode(text, field)) values.emplace_back(text);
    };
    if (const auto* text = std::get_if<absl::string_view>(&view)) {
      add_code(*text);
    } else if (const auto* name = std::get_if<policy::EnumName>(&view)) {
      values.push_back(*name->text);
    } else if (const auto* texts = std::get_if<policy::TextViews>(&view)) {
      for (const absl::string_view each : *texts) add_code(each);
    } else if (const auto* number = std::get_if<int64_t>(&view)) {
      if (IsWithinBounds(*number, field))
        values.push_back(absl::StrCat(*number));
    }
    return values;  // of anything else, and of what could not be read, none
  }

  const std::vector<wire::LeafField> fields_;
  const policy::RecordReader reader_;
};

// The fields of a type are looked up once.
const MeasureReader& ReaderOf(const Descriptor& type) {
  thread_local absl::node_hash_map<const Descriptor*, MeasureReader> readers;
  return readers.try_emplace(&type, type).first->second;
}

}  // namespace

std::vector<v1::Measure> MeasuresOf(const policy::Decision& decision,
                                    const google::protobuf::Message& record) {
  std::vector<v1::Measure> measures;
  ReaderOf(*record.GetDescriptor())
      .Read(record, [&](const std::string& path, std::string value) {
        if (!Releases(decision, path)) return;
        v1::Measure& measure = measures.emplace_back();
        measure.set_path(path);
        measure.set_value(std::move(value));
      });
  std::sort(measures.begin(), measures.end(),
            [](const v1::Measure& a, const v1::Measure& b) {
              return std::tie(a.path(), a.value()) <
                     std::tie(b.path(), b.value());
            });
  // Of a list a code counts once.
  const auto same = [](const v1::Measure& a, const v1::Measure& b) {
    return a.path() == b.path() && a.value() == b.value();
  };
  measures.erase(std::unique(measures.begin(), measures.end(), same),
                 measures.end());
  return measures;
}

}  // namespace enlace::gate
