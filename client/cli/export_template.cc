// enlace export template TYPE: the empty table of a record type.

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/verbs.h"
#include "client/importers/record_template.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

struct TemplateWords {
  std::string type;
  int elements = 2;
};

absl::StatusOr<ExitCode> Export(const TemplateWords& words, Shell& shell) {
  const auto* const type = wire::FindRecordType(words.type);
  if (type == nullptr) {
    std::vector<std::string> names;
    for (const auto* const known : wire::RecordTypes()) {
      names.push_back(known->name());
    }
    return absl::InvalidArgumentError(
        absl::StrCat("TYPE must be one of ", absl::StrJoin(names, ", ")));
  }
  shell.Write(
      RecordTemplate(*type, words.elements, LocaleOf(shell.language())));
  return ExitCode::kDone;
}

}  // namespace

void AddExportTemplate(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "template",
      shell.Say(
          {"Print the empty table of a record type, with labels and hints",
           "Imprime la tabla vacía de un tipo de registro, con rótulos y "
           "ayudas"}),
      {"enlace export template FirearmTraceRequest",
       "enlace export template BorderAlert --elements 1 --lang es"});
  auto words = std::make_shared<TemplateWords>();
  verb.AddOption("TYPE", words->type,
                 shell.Say({"Record type, such as BorderAlert",
                            "Tipo de registro, como BorderAlert"}))
      .Required();
  verb.AddOption(
          "--elements", words->elements,
          shell.Say({"Columns for so many elements of each list (2)",
                     "Columnas para tantos elementos de cada lista (2)"}))
      .Between(1, 100)
      .Value("N");
  verb.OnRun(shell, [&shell, words] { return Export(*words, shell); });
}

}  // namespace enlace::client
