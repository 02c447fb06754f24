// What a record type asks for, read from its descriptor.  No code knows a type
// by name.  Pure.

#ifndef ENLACE_CLIENT_CLI_SCHEMA_H_
#define ENLACE_CLIENT_CLI_SCHEMA_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <utility>
#include <vector>

#include "client/cli/json.h"
#include "client/cli/language.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {

// A field of a record, or of a part of one.
struct FieldDoc {
  std::string path;  // "purchaser.birth_date.year", as errors name it
  std::string label;
  std::string kind;  // stable: text, number, boolean, instant, code, group
  std::string part;  // name of the shape of a group: "Person"; or empty
  bool list = false;
  bool required = false;  // where what holds it is there
  std::string only_if;    // "urgency=URGENT": required in that case; or empty
  std::string format;     // docs/validators.md; or empty
  std::string limits;     // "2 to 23 characters"; or empty
  std::string code_list;  // "PurposeCode"; or empty
  std::vector<std::pair<std::string, std::string>> codes;  // name, label
  std::string form_box;     // part of ATF form F 3312.1; or empty
  std::string form_box_es;  // of its Spanish edition; or empty
  std::string niem;         // property of NIEM; or empty
};

// Every field of `type`, parts before their own fields.
std::vector<FieldDoc> FieldsOf(const google::protobuf::Descriptor& type,
                               Language language);

Json JsonOf(const FieldDoc& field);

// A point in time, which is one value.
bool IsInstant(const google::protobuf::FieldDescriptor& field);

// A part with fields of its own.
bool IsGroup(const google::protobuf::FieldDescriptor& field);

// The rules of `type` and those of its parts, with paths from its top.
v1::RecordRules RulesOfWhole(const google::protobuf::Descriptor& type);

// Whether a record of a type with the rules `record` must have `field`, at
// `path`, wherever what holds it is there.
bool IsRequired(const v1::RecordRules& record,
                const google::protobuf::FieldDescriptor& field,
                const std::string& path);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SCHEMA_H_
