// enlace schema template TYPE: a record to fill in.

#include <memory>
#include <string>

#include "base/status_macros.h"
#include "client/cli/record_template.h"
#include "client/cli/verbs.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

struct TemplateWords {
  std::string type;
  bool all = false;
};

// What `send` reads is JSON, so a table would be of no use here.
absl::StatusOr<ExitCode> Template(const TemplateWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const auto record, wire::NewRecord(words.type));
  const Json json = TemplateOf(*record->GetDescriptor(), words.all);
  shell.Print(json, FormatJson(json));
  return ExitCode::kDone;
}

}  // namespace

void AddSchemaTemplate(Command schema, Shell& shell) {
  Command verb = schema.AddVerb(
      "template",
      shell.Say({"Print a record in proto3 JSON to fill in",
                 "Imprime un registro en JSON de proto3 para llenar"}),
      {"enlace schema template BorderAlert",
       "enlace schema template BorderAlert --all"});
  auto words = std::make_shared<TemplateWords>();
  verb.AddOption("TYPE", words->type,
                 shell.Say({"Record type, such as BorderAlert",
                            "Tipo de registro, como BorderAlert"}))
      .Required();
  verb.AddFlag("--all", words->all,
               shell.Say({"Every field, not only those required",
                          "Todos los campos, no solo los obligatorios"}));
  verb.OnRun(shell, [&shell, words] { return Template(*words, shell); });
}

}  // namespace enlace::client
