// enlace export inbox: the records that wait, for other programs.

#include <memory>
#include <vector>

#include "base/status_macros.h"
#include "client/cli/export_text.h"
#include "client/cli/inbox_search.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct InboxWords {
  InboxQuery query;
  std::string format;
};

absl::StatusOr<ExitCode> Export(const InboxWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<InboxItem> items,
                   ReadInboxOf(shell, words.query));
  std::vector<const wire::VerifiedRecord*> records;
  for (const InboxItem& item : items) {
    if (item.record.ok()) records.push_back(&*item.record);
  }
  shell.Write(ExportText(records, /*single=*/false, words.format));
  if (records.size() == items.size()) return ExitCode::kDone;
  shell.Complain(
      ExitCode::kNo,
      shell.Say({"a delivery does not verify and was left out; see `enlace "
                 "inbox`",
                 "una entrega no se verifica y se omitió; consulte `enlace "
                 "inbox`"}),
      "NOT_VERIFIED");
  return ExitCode::kNo;
}

}  // namespace

void AddExportInbox(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "inbox",
      shell.Say({"Print the records that wait as a table or JSON",
                 "Imprime los registros que esperan como tabla o JSON"}),
      {"enlace export inbox", "enlace export inbox --all --format json"});
  auto words = std::make_shared<InboxWords>();
  verb.AddFlag("--all", words->query.include_confirmed,
               shell.Say({"Also records that were confirmed",
                          "También los ya confirmados"}));
  verb.AddOption(
          "--after", words->query.after,
          shell.Say({"Only after this cursor", "Solo después de este cursor"}))
      .Value("CURSOR");
  AddExportFormat(verb, words->format, shell);
  verb.OnRun(shell, [&shell, words] { return Export(*words, shell); });
}

}  // namespace enlace::client
