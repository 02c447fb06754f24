// enlace export record ID: one record of the inbox for other programs.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/export_text.h"
#include "client/cli/inbox_search.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct RecordWords {
  std::string id;
  std::string format;
};

absl::StatusOr<ExitCode> Export(const RecordWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const InboxItem item, FindVerified(words.id, shell));
  shell.Write(ExportText({&*item.record}, /*single=*/true, words.format));
  return ExitCode::kDone;
}

}  // namespace

void AddExportRecord(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "record",
      shell.Say({"Print a record of the inbox as a table or JSON",
                 "Imprime un registro recibido como tabla o JSON"}),
      {"enlace export record ID",
       "enlace export record ID --format niem-json"});
  auto words = std::make_shared<RecordWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Transfer or record id",
                            "Identificador de transferencia o de registro"}))
      .Required();
  AddExportFormat(verb, words->format, shell);
  verb.OnRun(shell, [&shell, words] { return Export(*words, shell); });
}

}  // namespace enlace::client
