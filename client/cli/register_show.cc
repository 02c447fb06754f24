// enlace register show ENTRY: one entry, and who stands behind it.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/register_text.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Show(const std::string& entry_id, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::RegisterView view, FindEntry(entry_id, shell));
  ASSIGN_OR_RETURN(const v1::RegisterEntry entry, EntryOf(view));
  shell.Print(JsonOf(entry, view), TextOf(entry, view, shell));
  return ExitCode::kDone;
}

}  // namespace

void AddRegisterShow(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "show",
      shell.Say({"Show an entry of the register", "Muestra un asiento"}),
      {"enlace register show ENTRY"});
  auto id = std::make_shared<std::string>();
  verb.AddOption("ENTRY", *id,
                 shell.Say({"Name of the entry", "Nombre del asiento"}))
      .Required();
  verb.OnRun(shell, [&shell, id] { return Show(*id, shell); });
}

}  // namespace enlace::client
