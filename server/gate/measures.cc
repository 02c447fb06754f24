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
#include "proto/wire/leaf_schema.h"
#include "server/gate/minimize.h"

namespace enlace::gate {
namespace {

using google::protobuf::Descriptor;

std::vector<std::string> MeasuredPaths(const Descriptor& type) {
  const auto schema = wire::LeafSchema::Of(type);
  std::vector<std::string> paths;
  if (!schema.ok()) return paths;  // no record of the type crosses
  for (const wire::LeafField& field : (*schema)->fields()) {
    const v1::FieldRules& rules =
        field.steps.back()->options().GetExtension(v1::field);
    if (rules.measure()) paths.push_back(field.path);
  }
  return paths;
}

// Reads the measures of a type; its fields are looked up once.
const policy::RecordReader& ReaderOf(const Descriptor& type) {
  thread_local absl::node_hash_map<const Descriptor*, policy::RecordReader>
      readers;
  const auto known = readers.find(&type);
  if (known != readers.end()) return known->second;
  return readers.emplace(&type, policy::RecordReader(type, MeasuredPaths(type)))
      .first->second;
}

std::vector<std::string> ValuesOf(const policy::FactView& view) {
  if (const auto* text = std::get_if<absl::string_view>(&view)) {
    return {std::string(*text)};
  }
  if (const auto* number = std::get_if<int64_t>(&view)) {
    return {absl::StrCat(*number)};
  }
  if (const auto* texts = std::get_if<policy::TextViews>(&view)) {
    return {texts->begin(), texts->end()};
  }
  return {};  // what could not be read is counted by nobody
}

}  // namespace

std::vector<v1::Measure> MeasuresOf(const policy::Decision& decision,
                                    const google::protobuf::Message& record) {
  const policy::RecordReader& reader = ReaderOf(*record.GetDescriptor());
  std::vector<v1::Measure> measures;
  reader.Read(record, [&](size_t path, const policy::FactView& view) {
    const std::string& name = reader.paths()[path];
    if (!Releases(decision, name)) return;
    for (std::string& value : ValuesOf(view)) {
      v1::Measure& measure = measures.emplace_back();
      measure.set_path(name);
      measure.set_value(std::move(value));
    }
  });
  std::sort(measures.begin(), measures.end(),
            [](const v1::Measure& a, const v1::Measure& b) {
              return std::tie(a.path(), a.value()) <
                     std::tie(b.path(), b.value());
            });
  return measures;
}

}  // namespace enlace::gate
