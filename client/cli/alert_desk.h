// What every verb of `alerts` works on: the inbox, the hits that this machine
// sent, what was told, and whom to call.
//
//   ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words, shell));
//   RETURN_IF_ERROR(desk.Poll());
//   for (const Alert& alert : desk.board()) ...
//
// Its folder holds `ledger` (what was told, and what has ended), and in `sent`
// the signed requests and answers about hits, which no inbox has.  All of it is
// readable by its owner only.  Not thread-safe.

#ifndef ENLACE_CLIENT_CLI_ALERT_DESK_H_
#define ENLACE_CLIENT_CLI_ALERT_DESK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/file_lock.h"
#include "client/cli/command.h"
#include "client/library/alert_board.h"
#include "client/library/alert_news.h"
#include "client/library/composition.h"
#include "client/library/contact_list.h"
#include "client/library/hit_board.h"
#include "client/library/inbox.h"

namespace enlace::client {

struct AlertWords {
  std::string state;     // folder; empty: the usual one
  std::string contacts;  // file; empty: alerts.toml beside the context, if any
};

void AddAlertWords(Command verb, AlertWords& words, Shell& shell);

class AlertDesk {
 public:
  // Fails with kInvalidArgument naming the file that is wrong.
  static absl::StatusOr<AlertDesk> Open(const AlertWords& words, Shell& shell);

  // Reads what has come since the last time, and judges all of it by the clock.
  // Warns of deliveries that do not verify.
  absl::Status Poll();

  // As of the last Poll(): valid until the next one.
  absl::Time now() const { return now_; }
  const std::vector<Alert>& board() const { return board_; }
  const std::vector<Hit>& hits() const { return hits_; }
  const std::vector<Contact>& contacts() const { return contacts_; }

  // The alert or the hit whose id `typed` is, or begins.  Fails with kNotFound
  // if there is none, with kInvalidArgument if there are several.
  absl::StatusOr<const Alert*> FindAlert(absl::string_view typed) const;
  absl::StatusOr<const Hit*> FindHit(absl::string_view typed) const;
  // The delivery of a record of the inbox.  REQUIRES: it is there.
  const InboxItem& ItemOf(absl::string_view record_id) const;

  // Takes the ledger for this process: another may not tell the same twice.
  // Fails with kFailedPrecondition if somebody has it.
  absl::Status TakeLedger();
  // REQUIRES: TakeLedger().
  std::vector<AlertNews> News();
  absl::Status SaveLedger();

  // Signs `draft`, keeps it, and hands it to the node.  What the node does not
  // take is not kept.
  absl::StatusOr<ExitCode> Send(RecordDraft draft);

 private:
  AlertDesk(Shell& shell, std::string folder)
      : shell_(&shell), folder_(std::move(folder)) {}

  absl::Status ReadSent();

  Shell* shell_;
  std::string folder_;
  std::vector<Contact> contacts_;
  std::optional<FileLock> lock_;
  AlertLedger ledger_;
  uint64_t cursor_ = 0;
  std::vector<InboxItem> items_;
  std::vector<SentRecord> sent_;
  absl::Time now_;
  std::vector<Alert> board_;
  std::vector<Hit> hits_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ALERT_DESK_H_
