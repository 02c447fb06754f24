// enlace node doctor [--pre]: what is wrong between here and the other nation.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/context_examination.h"
#include "client/cli/node_examination.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Examine(bool pre, Shell& shell) {
  ASSIGN_OR_RETURN(const std::string path, shell.ContextPath());
  Examination examination(shell.language());
  const auto context =
      ExamineContext(path, shell.clock().TimeNow(), examination);
  if (context.has_value() && !pre) {
    ExamineNode(*context, shell, examination);
  }
  shell.Print(examination.ToJson(), examination.Text());
  return examination.code();
}

}  // namespace

void AddNodeDoctor(Command node, Shell& shell) {
  Command verb = node.AddVerb(
      "doctor",
      shell.Say({"Examine the context, the way to the node, and the node; 3 if "
                 "something is wrong",
                 "Examina el contexto, el camino al nodo y el nodo; 3 si algo "
                 "está mal"}),
      {"enlace node doctor", "enlace node doctor --pre",
       "enlace node doctor -o json"});
  auto pre = std::make_shared<bool>(false);
  verb.AddFlag("--pre", *pre,
               shell.Say({"Only what needs no node",
                          "Solo lo que no requiere el nodo"}));
  verb.OnRun(shell, [&shell, pre] { return Examine(*pre, shell); });
}

}  // namespace enlace::client
