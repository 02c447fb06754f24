// enlace try TYPE FILE --to AGENCY: what the own node would decide.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"

namespace enlace::client {

void AddTry(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "try",
      shell.Say({"Say what the own node would decide, without sending",
                 "Dice qué decidiría el nodo propio, sin enviar"}),
      {"enlace try FirearmTraceRequest trace.json --to AGENCY"});
  auto words = std::make_shared<SendWords>();
  AddSendWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words]() -> absl::StatusOr<ExitCode> {
    ASSIGN_OR_RETURN(const RecordDraft draft, DraftOf(*words, shell));
    words->travel.dry_run = true;
    return Deliver(draft, words->travel, shell);
  });
}

}  // namespace enlace::client
