// enlace reply ID TYPE FILE: answers a record of the inbox.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/inbox_search.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"
#include "client/library/answer.h"

namespace enlace::client {
namespace {

struct ReplyWords {
  std::string parent;
  SendWords answer;
};

absl::StatusOr<ExitCode> Reply(const ReplyWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(words.answer, shell));
  ASSIGN_OR_RETURN(const InboxItem parent, FindVerified(words.parent, shell));
  RETURN_IF_ERROR(BindAnswer(*parent.record, draft));
  RETURN_IF_ERROR(ApplyTravelWords(words.answer.travel, draft));
  return Deliver(draft, words.answer.travel, shell);
}

}  // namespace

void AddReply(CLI::App& app, Shell& shell) {
  CLI::App& verb =
      AddCommand(app, "reply",
                 shell.Say({"Answer a record of the inbox",
                            "Responde a un registro del buzón"}),
                 {"enlace reply ID FirearmTraceResult result.json"});
  auto words = std::make_shared<ReplyWords>();
  verb.add_option(
          "ID", words->parent,
          shell.Say({"Transfer or record id",
                     "Identificador de la transferencia o del registro"}))
      ->required();
  verb.add_option("TYPE", words->answer.type,
                  shell.Say({"Record type of the answer",
                             "Tipo de registro de la respuesta"}))
      ->required();
  verb.add_option("FILE", words->answer.file,
                  shell.Say({"The answer in proto3 JSON",
                             "La respuesta en JSON de proto3"}))
      ->required();
  AddTravelWords(verb, words->answer.travel, shell);
  verb.callback([&shell, words] {
    shell.Choose("reply", [&shell, words] { return Reply(*words, shell); });
  });
}

}  // namespace enlace::client
