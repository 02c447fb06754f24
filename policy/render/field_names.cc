#include "policy/render/field_names.h"

#include <google/protobuf/descriptor.h>

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;

template <typename Rules>
std::string LabelIn(const Rules& rules, absl::string_view name,
                    Language language) {
  const std::string label =
      Bilingual{rules.label_en(), rules.label_es()}.In(language);
  return label.empty() ? std::string(name) : label;
}

std::string Label(const FieldDescriptor& field, Language language) {
  return LabelIn(field.options().GetExtension(v1::field), field.name(),
                 language);
}

// Leaves at or below `path`, and those of them that are meant.
struct Share {
  int all = 0;
  int meant = 0;
};

class Namer {
 public:
  Namer(const RecordType& type, const std::set<std::string>& paths,
        Language language)
      : type_(type), paths_(paths), language_(language) {}

  // What is meant of `message`, whose path is `prefix` without a last dot.
  std::vector<std::string> Names(const Descriptor& message,
                                 const std::string& prefix) const {
    std::vector<std::string> names;
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      const std::string path = prefix.empty()
                                   ? field.name()
                                   : absl::StrCat(prefix, ".", field.name());
      const Share share = ShareOf(path);
      if (share.meant == 0) continue;
      std::string name = Label(field, language_);
      if (share.meant < share.all) {
        absl::StrAppend(&name, " (",
                        absl::StrJoin(Names(*field.message_type(), path), ", "),
                        ")");
      }
      names.push_back(std::move(name));
    }
    return names;
  }

 private:
  Share ShareOf(const std::string& path) const {
    Share share;
    for (const Leaf& leaf : type_.leaves()) {
      const bool below = leaf.path == path ||
                         absl::StartsWith(leaf.path, absl::StrCat(path, "."));
      share.all += below ? 1 : 0;
      share.meant += below && paths_.count(leaf.path) > 0 ? 1 : 0;
    }
    return share;
  }

  const RecordType& type_;
  const std::set<std::string>& paths_;
  const Language language_;
};

const FieldDescriptor* FieldAt(const Descriptor& message,
                               absl::string_view path) {
  const Descriptor* at = &message;
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    if (at == nullptr) return nullptr;
    field = at->FindFieldByName(std::string(name));
    if (field == nullptr) return nullptr;
    at = field->message_type();
  }
  return field;
}

}  // namespace

std::string RecordName(const RecordType& type, Language language) {
  return LabelIn(type.descriptor().options().GetExtension(v1::record),
                 type.name(), language);
}

std::string FieldNames(const RecordType& type,
                       const std::set<std::string>& paths, Language language) {
  return absl::StrJoin(
      Namer(type, paths, language).Names(type.descriptor(), ""), "; ");
}

std::string CodeName(const RecordType& type, absl::string_view path,
                     absl::string_view value, Language language) {
  const FieldDescriptor* field = FieldAt(type.descriptor(), path);
  if (field == nullptr || field->enum_type() == nullptr) {
    return std::string(value);
  }
  for (int i = 0; i < field->enum_type()->value_count(); ++i) {
    const EnumValueDescriptor& code = *field->enum_type()->value(i);
    if (ShortEnumName(code) != value) continue;
    return LabelIn(code.options().GetExtension(v1::value), value, language);
  }
  return std::string(value);
}

}  // namespace enlace::policy
