// enlace send TYPE FILE --to AGENCY: signs a record and hands it to the node.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"

namespace enlace::client {

void AddSend(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "send",
      shell.Say({"Send a record to an agency of a nation",
                 "Envía un registro a una autoridad de una nación"}),
      {"enlace send FirearmTraceRequest trace.json --to AGENCY",
       "enlace send FirearmTraceRequest trace.json --to AGENCY "
       "--keep trace.signed"});
  auto words = std::make_shared<SendWords>();
  AddSendWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words]() -> absl::StatusOr<ExitCode> {
    ASSIGN_OR_RETURN(const RecordDraft draft, DraftOf(*words, shell));
    return Deliver(draft, words->travel, shell);
  });
}

}  // namespace enlace::client
