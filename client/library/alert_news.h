// What changed on the boards since a duty officer was last told.
//
//   AlertLedger ledger = *AlertLedger::Parse(file);
//   for (const AlertNews& news : ledger.Tell(board, hits, now)) Print(news);
//   Write(ledger.Format());
//
// The ledger holds a word for each alert and hit, and no value of a record.
// Written after what was printed, so that a crash between the two repeats and
// never loses.  It also remembers that an alert has ended: a node gives away no
// record whose time has run out, so that a cancellation that was not confirmed
// goes before the alert that it cancelled does.  Not thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_ALERT_NEWS_H_
#define ENLACE_CLIENT_LIBRARY_ALERT_NEWS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "client/library/alert_board.h"
#include "client/library/hit_board.h"

namespace enlace::client {

struct AlertNews {
  // NEW, LIVE, CORRECTED, CANCELLED, REPLACED, RECALLED, EXPIRED of an alert;
  // HIT, EXTENDED, OVERDUE, CONFIRMED, NOT_CONFIRMED, LAPSED of a hit.
  std::string what;
  std::string record_id;
  const Alert* alert = nullptr;  // null if it is no more in the inbox
  const Hit* hit = nullptr;      // or a hit
};

class AlertLedger {
 public:
  // Reads what Format() wrote; "" is an empty ledger.  Fails with
  // kInvalidArgument naming the line.
  static absl::StatusOr<AlertLedger> Parse(absl::string_view text);
  std::string Format() const;

  // Ends the alerts of `board` that are known to have ended, and learns of
  // those that have.
  void Settle(std::vector<Alert>& board);

  // What to tell, once; then it counts as told.  The news point into `board`
  // and `hits`.  REQUIRES: `board` is settled.
  std::vector<AlertNews> Tell(absl::Span<const Alert> board,
                              absl::Span<const Hit> hits, absl::Time now);

 private:
  struct Row {
    std::string told;   // the word last told; empty: nothing was
    std::string ended;  // CANCELLED, REPLACED or RECALLED; empty: it has not
    absl::Time until;   // of no interest a week after
  };

  std::map<std::string, Row> rows_;  // by record id
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ALERT_NEWS_H_
