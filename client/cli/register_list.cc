// enlace register list: what the nation knows beyond its records.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/register_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

struct ListWords {
  std::string kind;
  std::string holder;
};

absl::StatusOr<ExitCode> List(const ListWords& words, Shell& shell) {
  v1::ListRegisterRequest request;
  if (!words.kind.empty()) {
    ASSIGN_OR_RETURN(const v1::RegisterKind kind, KindOf(words.kind));
    request.set_kind(kind);
  }
  ASSIGN_OR_RETURN(const std::string holder, HolderOf(words.holder, shell));
  request.set_holder(holder);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  Json list = Json::Array();
  Table table({"ENTRY", "KIND", "TERM", "ABOUT", "UNTIL", "STATE"});
  do {
    ASSIGN_OR_RETURN(const v1::ListRegisterResponse page,
                     node->ListRegister(request));
    for (const v1::RegisterView& view : page.entries()) {
      ASSIGN_OR_RETURN(const v1::RegisterEntry entry, EntryOf(view));
      list.Append(JsonOf(entry, view));
      table.Add(
          {entry.entry_id(), KindText(entry.kind()), entry.term(),
           entry.holder().empty() ? entry.matter() : ShortParty(entry.holder()),
           TimeText(entry.valid_until_ms()), StateText(view.state())});
    }
    request.set_after(page.next());
  } while (!request.after().empty());
  shell.Print(list, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddRegisterList(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "list",
      shell.Say({"List assurances, authorizations and the like",
                 "Enumera garantías, autorizaciones y similares"}),
      {"enlace register list", "enlace register list --kind assurance"});
  auto words = std::make_shared<ListWords>();
  verb.AddOption(
          "--kind", words->kind,
          shell.Say({"Only those of this kind", "Solo los de esta clase"}))
      .OneOf(KindTexts())
      .Value("KIND");
  verb.AddOption("--holder", words->holder,
                 shell.Say({"Only those about this agency",
                            "Solo los de esta autoridad"}))
      .Value("AGENCY");
  verb.OnRun(shell, [&shell, words] { return List(*words, shell); });
}

}  // namespace enlace::client
