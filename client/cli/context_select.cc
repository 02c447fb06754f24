// enlace context select NAME|-: which context is used from now on.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Select(const std::string& name, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string selected, shell.contexts().Select(name));
  shell.Print(
      Json::Object().Add("current", Json::String(selected)),
      absl::StrCat(shell.Say({"in use: ", "en uso: "}), selected, "\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddContextSelect(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "select",
      shell.Say({"Use a context from now on; `-` is the one before",
                 "Usa un contexto de ahora en adelante; `-` es el anterior"}),
      {"enlace context select work", "enlace context select -"});
  auto name = std::make_shared<std::string>();
  verb.AddOption("CONTEXT", *name,
                 shell.Say({"Name of a context that is kept, or `-`",
                            "Nombre de un contexto guardado, o `-`"}))
      .Required();
  verb.OnRun(shell, [&shell, name] { return Select(*name, shell); });
}

}  // namespace enlace::client
