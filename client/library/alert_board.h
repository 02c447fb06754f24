// Which of the alerts that an agency was given hold at an instant.
//
//   const std::vector<Alert> board = AlertBoard(items, clock.TimeNow());
//
// A window is half open, [valid_from, valid_until), and compared in UTC: at
// exactly `valid_until` an alert has expired.  An alert ends before that when
// its own issuer
//   - recalls it (a Recall answers it),
//   - cancels it (an alert whose action cancels answers it, or an alert that it
//     had renewed or replaced by then),
//   - renews it (an alert of its type answers it, from that one's start on),
//   - or replaces it (`context.supersedes` of an alert names it, or the
//     replacement that a correction names has come).
// What anybody else sends ends nothing, and what was recalled counts for
// nothing: neither does it end an alert.  A record that does not verify is as
// if it had not come.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_ALERT_BOARD_H_
#define ENLACE_CLIENT_LIBRARY_ALERT_BOARD_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "client/library/inbox.h"
#include "proto/wire/released_record.h"

namespace enlace::client {

enum class AlertState {
  kLive,
  kPending,    // not yet valid
  kCancelled,  // by its issuer
  kReplaced,   // renewed, or put right by another
  kRecalled,   // taken back: stop using it
  kExpired,
};

// "LIVE".
absl::string_view AlertStateName(AlertState state);

struct Alert {
  const wire::VerifiedRecord* record = nullptr;
  absl::Time valid_from;
  absl::Time valid_until;
  AlertState state = AlertState::kLive;
  // What ended it once was recalled itself.
  bool reinstated = false;
  // Paths that a correction called wrong and whose right values have not come.
  std::vector<std::string> corrected;
};

// Whether the alert has ended for good.
bool Ended(AlertState state);

// Every alert of `items`, which it points into: what is most urgent first, then
// what ends first.  Alerts that cancel are not listed themselves.
std::vector<Alert> AlertBoard(absl::Span<const InboxItem> items,
                              absl::Time now);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ALERT_BOARD_H_
