// enlace context validate [NAME]: whether a context is sound; no node is asked.

#include <memory>
#include <string>

#include "base/status_macros.h"
#include "client/cli/context_examination.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Validate(const std::string& name, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string path, shell.ContextPath(name));
  Examination examination(shell.language());
  ExamineContext(path, shell.clock().TimeNow(), examination);
  shell.Print(examination.ToJson(), examination.Text());
  return examination.code();
}

}  // namespace

void AddContextValidate(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "validate",
      shell.Say({"Say whether a context, its keys and certificates are sound; "
                 "3 if not",
                 "Dice si un contexto, sus claves y certificados están en "
                 "orden; 3 si no"}),
      {"enlace context validate", "enlace context validate work"});
  auto name = std::make_shared<std::string>();
  verb.AddOption("CONTEXT", *name,
                 shell.Say({"A name, or a path; else the one in use",
                            "Un nombre, o una ruta; si falta, el que está en "
                            "uso"}));
  verb.OnRun(shell, [&shell, name] { return Validate(*name, shell); });
}

}  // namespace enlace::client
