// enlace reply ID TYPE FILE: answers a record of the inbox.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct ReplyWords {
  std::string parent;
  SendWords answer;
};

// The answer goes to whoever sent the record, on its channel: what arrives on
// one channel is never answered on another.
absl::StatusOr<ExitCode> Reply(const ReplyWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(RecordDraft draft, DraftOf(words.answer, shell));
  ASSIGN_OR_RETURN(const InboxItem parent, FindVerified(words.parent, shell));
  const v1::Header& header = parent.record->header;
  ASSIGN_OR_RETURN(draft.recipient, certs::ParseIdentity(header.sender()));
  draft.parent = parent.record->record_id;
  draft.channel = header.channel();
  draft.urgency = header.urgency();
  RETURN_IF_ERROR(ApplyTravelWords(words.answer.travel, draft));
  return Deliver(draft, words.answer.travel, shell);
}

}  // namespace

void AddReply(CLI::App& app, Shell& shell) {
  CLI::App* verb = app.add_subcommand("reply", "Answer a record of the inbox");
  auto words = std::make_shared<ReplyWords>();
  verb->add_option("ID", words->parent, "Transfer or record id")->required();
  verb->add_option("TYPE", words->answer.type, "Record type of the answer")
      ->required();
  verb->add_option("FILE", words->answer.file, "The answer in proto3 JSON")
      ->required();
  AddTravelWords(*verb, words->answer.travel);
  verb->callback([&shell, words] {
    shell.Choose("reply", [&shell, words] { return Reply(*words, shell); });
  });
}

}  // namespace enlace::client
