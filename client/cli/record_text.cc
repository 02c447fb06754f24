#include "client/cli/record_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include "absl/strings/str_cat.h"
#include "client/cli/json_message.h"
#include "client/cli/label.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string EnumText(const FieldDescriptor& field, const std::string& name,
                     Language language) {
  const EnumValueDescriptor* value = field.enum_type()->FindValueByName(name);
  return value == nullptr ? name : LabelOf(*value, language);
}

std::string BoolText(const std::string& text, Language language) {
  return text == "true" ? Phrase{"yes", "sí"}.In(language) : "no";
}

class RecordWriter {
 public:
  explicit RecordWriter(Language language) : language_(language) {}

  // `json` is JsonOf(message): it has read the values already.
  void Write(const Message& message, const Json& json, int depth) {
    for (const auto& [name, value] : json.children()) {
      const FieldDescriptor* field =
          message.GetDescriptor()->FindFieldByCamelcaseName(name);
      if (field == nullptr) continue;
      const std::string label = LabelOf(*field, language_);
      if (value.kind() == Json::Kind::kArray) {
        WriteList(message, *field, value, depth);
      } else {
        WriteOne(label, *field,
                 value.kind() == Json::Kind::kObject
                     ? &message.GetReflection()->GetMessage(message, field)
                     : nullptr,
                 value, depth);
      }
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  void WriteList(const Message& message, const FieldDescriptor& field,
                 const Json& values, int depth) {
    const auto* reflection = message.GetReflection();
    int index = 0;
    for (const auto& [unused, value] : values.children()) {
      const std::string label =
          absl::StrCat(LabelOf(field, language_), " ", index + 1);
      WriteOne(label, field,
               value.kind() == Json::Kind::kObject
                   ? &reflection->GetRepeatedMessage(message, &field, index)
                   : nullptr,
               value, depth);
      ++index;
    }
  }

  void WriteOne(const std::string& label, const FieldDescriptor& field,
                const Message* part, const Json& value, int depth) {
    absl::StrAppend(&out_, std::string(static_cast<size_t>(depth) * 2, ' '),
                    Printable(label), ":");
    if (part != nullptr) {
      out_ += '\n';
      Write(*part, value, depth + 1);
      return;
    }
    std::string text = value.text();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      text = EnumText(field, text, language_);
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      text = BoolText(text, language_);
    }
    absl::StrAppend(&out_, " ", Printable(text), "\n");
  }

  Language language_;
  std::string out_;
};

}  // namespace

std::string RecordText(const Message& record, Language language) {
  RecordWriter writer(language);
  writer.Write(record, JsonOf(record), 0);
  return writer.Take();
}

std::string TypeText(const Message& record, Language language) {
  return LabelOf(*record.GetDescriptor(), language);
}

}  // namespace enlace::client
