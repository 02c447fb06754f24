// Writes access to every field of every record type of this build
// (policy/facts/field_access.h) as C++.
//
//   field_code > generated_fields.cc

#include <google/protobuf/descriptor.h>

#include <iostream>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "policy/facts/record_fields.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The field's name in its accessors: protoc keeps clear of C++'s own words.
std::string AccessorOf(const FieldDescriptor& field) {
  static const auto* const keywords = new std::set<std::string>{
      "alignas",   "alignof",  "and",      "asm",      "auto",      "bool",
      "break",     "case",     "catch",    "char",     "class",     "const",
      "constexpr", "continue", "decltype", "default",  "delete",    "do",
      "double",    "else",     "enum",     "explicit", "export",    "extern",
      "false",     "float",    "for",      "friend",   "goto",      "if",
      "inline",    "int",      "long",     "mutable",  "namespace", "new",
      "noexcept",  "not",      "nullptr",  "operator", "or",        "private",
      "protected", "public",   "register", "return",   "short",     "signed",
      "sizeof",    "static",   "struct",   "switch",   "template",  "this",
      "throw",     "true",     "try",      "typedef",  "typeid",    "typename",
      "union",     "unsigned", "using",    "virtual",  "void",      "volatile",
      "while",     "xor"};
  const std::string& name = field.lowercase_name();
  return keywords->count(name) == 0 ? name : name + "_";
}

std::string ClassOf(const Descriptor& type) {
  return absl::StrCat("::",
                      absl::StrReplaceAll(type.full_name(), {{".", "::"}}));
}

absl::string_view ShapeOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return "kText";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "kEnum";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsTimestamp(field.message_type()) ? "kTimestamp"
             : IsDate(field.message_type())    ? "kDate"
                                               : "kMessage";
    default:
      return "kNumber";
  }
}

// The class of a repeated field's value in the generated class.
std::string ListOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return "google::protobuf::RepeatedPtrField<std::string>";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return absl::StrCat("google::protobuf::RepeatedPtrField<",
                          ClassOf(*field.message_type()), ">");
    case FieldDescriptor::CPPTYPE_ENUM:
      return "google::protobuf::RepeatedField<int>";
    default:
      return absl::StrCat("google::protobuf::RepeatedField<",
                          field.cpp_type_name(), ">");
  }
}

class Writer {
 public:
  void Add(const Descriptor& type) {
    if (!types_.insert(&type).second) return;
    files_.insert(type.file()->name());
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      AddField(ClassOf(type), field);
      if (field.message_type() != nullptr) Add(*field.message_type());
    }
  }

  std::string Code() const {
    std::string code =
        "// Made by field_code (policy/facts/generate/); do not edit.\n\n"
        "#include \"policy/facts/typed_fields.h\"\n\n";
    for (const std::string& file : files_) {
      absl::StrAppend(&code, "#include \"",
                      absl::StrReplaceAll(file, {{".proto", ".pb.h"}}), "\"\n");
    }
    absl::StrAppend(&code, "\nnamespace enlace::policy {\n\n",
                    Function("Singular", singular_), "\n",
                    Function("Repeated", repeated_),
                    "\n}  // namespace enlace::policy\n");
    return code;
  }

 private:
  static std::string Function(absl::string_view kind, const std::string& rows) {
    return absl::StrCat("absl::Span<const GeneratedField<", kind,
                        "FieldMaker>>\nGenerated", kind,
                        "Fields() {\n  using namespace typed;\n"
                        "  static const GeneratedField<",
                        kind, "FieldMaker> fields[] = {\n", rows,
                        "  };\n  return fields;\n}\n");
  }

  void AddField(const std::string& holder, const FieldDescriptor& field) {
    const std::string get = absl::StrCat("&", holder, "::", AccessorOf(field));
    if (field.is_repeated()) {
      AddRow(field, "Repeated",
             absl::StrCat(holder, ", ", ListOf(field), ", ", get), repeated_);
      return;
    }
    const std::string has =
        field.has_presence()
            ? absl::StrCat("&", holder, "::has_", AccessorOf(field))
            : "nullptr";
    AddRow(field, "Singular", absl::StrCat(holder, ", ", has, ", ", get),
           singular_);
  }

  static void AddRow(const FieldDescriptor& field, absl::string_view kind,
                     const std::string& arguments, std::string& rows) {
    absl::StrAppend(&rows, "    {\"", field.full_name(), "\", &Make<", kind,
                    "<Shape::", ShapeOf(field), ", ", arguments, ">, ", kind,
                    "Field>},\n");
  }

  std::set<const Descriptor*> types_;
  std::set<std::string> files_;
  std::string singular_, repeated_;
};

}  // namespace
}  // namespace enlace::policy

int main() {
  enlace::policy::Writer writer;
  for (const auto* type : enlace::policy::RecordTypesOfThisBuild()) {
    writer.Add(*type);
  }
  std::cout << writer.Code();
  return std::cout.flush().good() ? 0 : 1;
}
