// enlace context list: the contexts that the user keeps.

#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> List(Shell& shell) {
  const ContextStore store = shell.contexts();
  const std::string current = store.Current();
  Json rows = Json::Array();
  Table table({"CURRENT", "NAME", "PARTY", "NODE", "SOUND"});
  for (const std::string& name : store.Names()) {
    const auto context = LoadContext(*store.PathOf(name));
    const std::string party =
        context.ok() ? context->Party().Uri() : std::string();
    const std::string endpoint = context.ok() ? context->endpoint : "";
    rows.Append(Json::Object()
                    .Add("name", Json::String(name))
                    .Add("current", Json::Bool(name == current))
                    .Add("party", Json::String(party))
                    .Add("endpoint", Json::String(endpoint))
                    .Add("sound", Json::Bool(context.ok())));
    table.Add({name == current ? "*" : "", name, party, endpoint,
               context.ok() ? "yes" : "NO"});
  }
  shell.Print(rows, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddContextList(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "list",
      shell.Say({"List the contexts that are kept, and mark the one in use",
                 "Enumera los contextos guardados y marca el que está en "
                 "uso"}),
      {"enlace context list"});
  verb.OnRun(shell, [&shell] { return List(shell); });
}

}  // namespace enlace::client
