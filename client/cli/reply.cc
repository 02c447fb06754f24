// enlace reply ID TYPE FILE: answers a record of the inbox.

#include <memory>

#include "base/status_macros.h"
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

void AddReply(Command app, Shell& shell) {
  Command verb =
      app.AddVerb("reply",
                  shell.Say({"Answer a record of the inbox",
                             "Responde a un registro del buzón"}),
                  {"enlace reply ID FirearmTraceResult result.json"});
  auto words = std::make_shared<ReplyWords>();
  verb.AddOption(
          "ID", words->parent,
          shell.Say({"Transfer or record id",
                     "Identificador de la transferencia o del registro"}))
      .Required();
  verb.AddOption("TYPE", words->answer.type,
                 shell.Say({"Record type of the answer",
                            "Tipo de registro de la respuesta"}))
      .Required();
  verb.AddOption("FILE", words->answer.file,
                 shell.Say({"The answer in proto3 JSON",
                            "La respuesta en JSON de proto3"}))
      .Required();
  AddTravelWords(verb, words->answer.travel, shell);
  verb.OnRun(shell, [&shell, words] { return Reply(*words, shell); });
}

}  // namespace enlace::client
