// enlace resend FILE: hands a record to the node that may have it already.
//
// Whoever got no answer does not know whether the node took the record.  Signed
// anew it would be another record; the kept bytes are the same one, and the
// node answers with the original outcome.

#include <memory>
#include <string>

#include "client/cli/sending.h"
#include "client/cli/verbs.h"

namespace enlace::client {

void AddResend(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "resend",
      shell.Say({"Send the very record again that `--keep` wrote",
                 "Envía otra vez el mismo registro que `--keep` escribió"}),
      {"enlace resend trace.signed"});
  auto file = std::make_shared<std::string>();
  verb.AddOption("FILE", *file,
                 shell.Say({"File that `--keep` wrote",
                            "Archivo que `--keep` escribió"}))
      .Required();
  verb.OnRun(shell, [&shell, file] { return DeliverKept(*file, shell); });
}

}  // namespace enlace::client
