// enlace schema show TYPE: the fields of a record type.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "client/cli/label.h"
#include "client/cli/schema.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

// What a person must know to fill the field in, besides its kind.
std::string RulesText(const FieldDoc& field) {
  std::vector<std::string> rules;
  if (!field.only_if.empty())
    rules.push_back(absl::StrCat("<- ", field.only_if));
  if (!field.format.empty()) rules.push_back(field.format);
  if (!field.limits.empty()) rules.push_back(field.limits);
  if (!field.code_list.empty()) rules.push_back(field.code_list);
  return absl::StrJoin(rules, "; ");
}

// Each list of codes once.
std::string CodesText(const std::vector<FieldDoc>& fields) {
  Table table({"LIST", "CODE", "NAME"});
  std::set<std::string> shown;
  for (const FieldDoc& field : fields) {
    if (!shown.insert(field.code_list).second) continue;
    for (const auto& [name, label] : field.codes) {
      table.Add({field.code_list, name, label});
    }
  }
  return table.Format();
}

absl::StatusOr<ExitCode> Show(const std::string& name, Shell& shell) {
  ASSIGN_OR_RETURN(const auto record, wire::NewRecord(name));
  const google::protobuf::Descriptor& type = *record->GetDescriptor();
  Json fields = Json::Array();
  Table table({"FIELD", "NAME", "KIND", "REQUIRED", "RULES"});
  const std::vector<FieldDoc> docs = FieldsOf(type, shell.language());
  for (const FieldDoc& field : docs) {
    fields.Append(JsonOf(field));
    table.Add({field.path, field.label,
               absl::StrCat(field.kind, field.list ? "[]" : ""),
               field.required ? "yes" : "", RulesText(field)});
  }
  const std::string label = LabelOf(type, shell.language());
  shell.Print(
      Json::Object()
          .Add("type", Json::String(type.name()))
          .Add("label", Json::String(label))
          .Add("fields", std::move(fields)),
      absl::StrCat(label, "\n\n", table.Format(), "\n", CodesText(docs)));
  return ExitCode::kDone;
}

}  // namespace

void AddSchemaShow(Command schema, Shell& shell) {
  Command verb = schema.AddVerb(
      "show",
      shell.Say({"Show the fields of a type of record and their rules",
                 "Muestra los campos de un tipo de registro y sus reglas"}),
      {"enlace schema show BorderAlert",
       "enlace schema show BorderAlert -o json"});
  auto type = std::make_shared<std::string>();
  verb.AddOption("TYPE", *type,
                 shell.Say({"Record type, such as BorderAlert",
                            "Tipo de registro, como BorderAlert"}))
      .Required();
  verb.OnRun(shell, [&shell, type] { return Show(*type, shell); });
}

}  // namespace enlace::client
