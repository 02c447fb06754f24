// enlace register list: what the nation knows beyond its records.

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/register_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

// So long before its end the list says how long an entry still counts.
constexpr absl::Duration kEndWarning = absl::Hours(30 * 24);

// "12 d", "5 h": how long `entry` still counts, if it does and ends soon.
std::string EndsInText(const v1::RegisterEntry& entry,
                       const v1::RegisterView& view, absl::Time now) {
  const absl::Duration left =
      absl::FromUnixMillis(entry.valid_until_ms()) - now;
  if (view.state() != v1::REGISTER_STATE_ACTIVE || left > kEndWarning) {
    return "";
  }
  const int64_t hours = absl::ToInt64Hours(left);
  return hours < 24 ? absl::StrCat(hours, " h")
                    : absl::StrCat(hours / 24, " d");
}

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
  Table table({"ENTRY", "KIND", "TERM", "ABOUT", "UNTIL", "STATE", "ENDS-IN"});
  do {
    ASSIGN_OR_RETURN(const v1::ListRegisterResponse page,
                     node->ListRegister(request));
    for (const v1::RegisterView& view : page.entries()) {
      ASSIGN_OR_RETURN(const v1::RegisterEntry entry, EntryOf(view));
      const std::string ends_in =
          EndsInText(entry, view, shell.clock().TimeNow());
      list.Append(JsonOf(entry, view).Add("endsIn", Json::String(ends_in)));
      table.Add({entry.entry_id(), KindText(entry.kind()), entry.term(),
                 AboutText(entry, shell), TimeText(entry.valid_until_ms()),
                 StateText(view.state()), ends_in});
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
