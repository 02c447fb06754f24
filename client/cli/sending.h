// What `send`, `try`, `reply`, `ack` and `resend` share: words, submission,
// answer.

#ifndef ENLACE_CLIENT_CLI_SENDING_H_
#define ENLACE_CLIENT_CLI_SENDING_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/library/composition.h"

namespace enlace::client {

// Words about how a record is to travel.
struct TravelWords {
  std::string channel;  // empty: the parent's, or admin
  std::string urgency;  // empty: the parent's, or routine
  std::string valid_for;
  std::string message_id;
  std::string keep;  // file for the signed record; empty: not kept
  bool dry_run = false;
};

void AddTravelWords(Command verb, TravelWords& words, Shell& shell);

// Words about a record that is not an answer.
struct SendWords {
  std::string type;
  std::string file;
  std::string to;
  std::string parent;
  TravelWords travel;
};

void AddSendWords(Command verb, SendWords& words, Shell& shell);

// The draft that `words` ask for.  Fails with kInvalidArgument.
absl::StatusOr<RecordDraft> DraftOf(const SendWords& words, Shell& shell);

// Sets what `words` say.  Fails with kInvalidArgument.
absl::Status ApplyTravelWords(const TravelWords& words, RecordDraft& draft);

// Signs the draft and hands it to the node, or, for a dry run, asks what the
// node would decide; prints the answer.  If it is to be kept, its file is on
// disk before the node is asked; an existing file is never replaced
// (kInvalidArgument): it may hold the only copy of a record.
absl::StatusOr<ExitCode> Deliver(const RecordDraft& draft,
                                 const TravelWords& words, Shell& shell);

// Hands the signed record that was kept in `file` to the node once more; prints
// the answer.  Fails with kInvalidArgument if there is none in it.
absl::StatusOr<ExitCode> DeliverKept(const std::string& file, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SENDING_H_
