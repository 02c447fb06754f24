#include "client/cli/label.h"

#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

// `rules` are those of a type, a field or a value.
template <typename Rules>
std::string LabelIn(const Rules& rules, const std::string& name,
                    Language language) {
  const std::string label =
      Phrase{rules.label_en(), rules.label_es()}.In(language);
  return label.empty() ? name : label;
}

}  // namespace

std::string LabelOf(const google::protobuf::Descriptor& type,
                    Language language) {
  return LabelIn(type.options().GetExtension(v1::record), type.name(),
                 language);
}

std::string LabelOf(const google::protobuf::FieldDescriptor& field,
                    Language language) {
  return LabelIn(field.options().GetExtension(v1::field), field.name(),
                 language);
}

std::string LabelOf(const google::protobuf::EnumValueDescriptor& value,
                    Language language) {
  return LabelIn(value.options().GetExtension(v1::value), value.name(),
                 language);
}

}  // namespace enlace::client
