// enlace context remove NAME: forgets a context; keys and certificates stay.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Remove(const std::string& name, Shell& shell) {
  RETURN_IF_ERROR(shell.contexts().Remove(name));
  shell.Print(
      Json::Object().Add("removed", Json::String(name)),
      absl::StrCat(shell.Say({"removed: ", "eliminado: "}), name, "\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddContextRemove(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "remove",
      shell.Say({"Forget a context; its keys and certificates stay",
                 "Olvida un contexto; sus claves y certificados se quedan"}),
      {"enlace context remove work"});
  auto name = std::make_shared<std::string>();
  verb.AddOption("CONTEXT", *name,
                 shell.Say({"Name of a context that is kept",
                            "Nombre de un contexto guardado"}))
      .Required();
  verb.OnRun(shell, [&shell, name] { return Remove(*name, shell); });
}

}  // namespace enlace::client
