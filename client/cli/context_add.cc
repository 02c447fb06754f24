// enlace context add NAME FILE: checks a context's file and keeps it by name.

#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/context_examination.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

struct AddWords {
  std::string name;
  std::string file;
};

// What is kept names its files by whole paths, since it moves to another
// folder; and only what is sound is kept.
absl::StatusOr<ExitCode> Add(const AddWords& words, Shell& shell) {
  ContextStore store = shell.contexts();
  ASSIGN_OR_RETURN(const std::string kept, store.PathOf(words.name));
  std::error_code error;
  const std::string file = std::filesystem::absolute(words.file, error);
  if (error) return absl::InvalidArgumentError("FILE has no whole path");
  Examination examination(shell.language());
  const auto context =
      ExamineContext(file, shell.clock().TimeNow(), examination);
  if (!context.has_value() || examination.code() != ExitCode::kDone) {
    shell.Print(examination.ToJson(), examination.Text());
    shell.Complain(ExitCode::kNo,
                   shell.Say({"the context is not sound, and was not kept",
                              "el contexto tiene fallas y no se guardó"}),
                   "CONTEXT_UNSOUND");
    return ExitCode::kNo;
  }
  RETURN_IF_ERROR(store.Add(words.name, FormatContext(*context)));
  shell.Print(Json::Object()
                  .Add("name", Json::String(words.name))
                  .Add("file", Json::String(kept)),
              absl::StrCat(shell.Say({"kept as ", "guardado como "}),
                           words.name, ": ", kept, "\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddContextAdd(Command context, Shell& shell) {
  Command verb = context.AddVerb(
      "add",
      shell.Say({"Check a context's file and keep it by name",
                 "Revisa el archivo de un contexto y lo guarda con "
                 "un nombre"}),
      {"enlace context add work office.toml"});
  auto words = std::make_shared<AddWords>();
  verb.AddOption("NAME", words->name,
                 shell.Say({"Name to keep it by", "Nombre con que se guarda"}))
      .Required();
  verb.AddOption("FILE", words->file,
                 shell.Say({"Context file, as docs/cli.md explains it",
                            "Archivo de contexto, como lo explica "
                            "docs/cli.md"}))
      .Required();
  verb.OnRun(shell, [&shell, words] { return Add(*words, shell); });
}

}  // namespace enlace::client
