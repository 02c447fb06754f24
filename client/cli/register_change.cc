// enlace register approve ENTRY, and revoke ENTRY: another person approves an
// entry; one person ends it.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "client/cli/register_text.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

using Verb = v1::RegisterAct::Verb;

absl::StatusOr<ExitCode> Change(const std::string& entry_id, Verb verb,
                                Shell& shell) {
  ASSIGN_OR_RETURN(const v1::RegisterView before, FindEntry(entry_id, shell));
  ASSIGN_OR_RETURN(const v1::RegisterEntry entry, EntryOf(before));
  ASSIGN_OR_RETURN(const v1::ChangeRegisterResponse response,
                   SignAndSend(verb, entry_id, before.entry(), shell));
  std::string text = TextOf(entry, response.entry(), shell);
  if (verb == v1::RegisterAct::VERB_REVOKE) {
    absl::StrAppend(&text, response.records_stopped(),
                    shell.Say({" records that rested on it are stopped\n",
                               " registros que descansaban en él se "
                               "detienen\n"}));
  }
  shell.Print(
      JsonOf(entry, response.entry())
          .Add("recordsStopped", Json::Number(response.records_stopped())),
      text);
  return ExitCode::kDone;
}

void AddVerb(Command group, const char* name, const Phrase& text, Verb verb,
             Shell& shell) {
  Command command =
      group.AddVerb(name, shell.Say(text),
                    {absl::StrCat("enlace register ", name, " ENTRY")});
  auto id = std::make_shared<std::string>();
  command
      .AddOption("ENTRY", *id,
                 shell.Say({"Name of the entry", "Nombre del asiento"}))
      .Required();
  command.OnRun(shell, [&shell, id, verb] { return Change(*id, verb, shell); });
}

}  // namespace

void AddRegisterApprove(Command group, Shell& shell) {
  AddVerb(group, "approve",
          {"Approve an entry that another person proposed",
           "Aprueba un asiento que otra persona propuso"},
          v1::RegisterAct::VERB_APPROVE, shell);
}

void AddRegisterRevoke(Command group, Shell& shell) {
  AddVerb(group, "revoke",
          {"End an entry; what rests on it is stopped",
           "Da por terminado un asiento; lo que descansa en él se detiene"},
          v1::RegisterAct::VERB_REVOKE, shell);
}

}  // namespace enlace::client
