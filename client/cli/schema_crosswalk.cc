// enlace schema crosswalk: fields beside what paper and other models call them.

#include "client/cli/schema.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Crosswalk(Shell& shell) {
  Json rows = Json::Array();
  Table table({"TYPE", "FIELD", "NAME", "FORM", "FORM_ES", "NIEM"});
  for (const auto* type : wire::RecordTypes()) {
    for (const FieldDoc& field : FieldsOf(*type, shell.language())) {
      if (field.form_box.empty() && field.form_box_es.empty() &&
          field.niem.empty()) {
        continue;
      }
      rows.Append(Json::Object()
                      .Add("type", Json::String(type->name()))
                      .Add("field", Json::String(field.path))
                      .Add("label", Json::String(field.label))
                      .Add("formBox", Json::String(field.form_box))
                      .Add("formBoxEs", Json::String(field.form_box_es))
                      .Add("niem", Json::String(field.niem)));
      table.Add({type->name(), field.path, field.label, field.form_box,
                 field.form_box_es, field.niem});
    }
  }
  shell.Print(rows, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddSchemaCrosswalk(Command schema, Shell& shell) {
  Command verb = schema.AddVerb(
      "crosswalk",
      shell.Say({"List fields with their box on form F 3312.1 and their name "
                 "in NIEM",
                 "Enumera los campos con su casilla del formulario F 3312.1 y "
                 "su nombre en NIEM"}),
      {"enlace schema crosswalk", "enlace schema crosswalk -o csv"});
  verb.OnRun(shell, [&shell] { return Crosswalk(shell); });
}

}  // namespace enlace::client
