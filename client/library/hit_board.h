// Which hits on alerts wait for a confirmation, and whose clock has run out.
//
// The clock of a request runs from the instant that its sender signed
// (Header.created_at_ms): ten minutes if it is urgent, an hour if not, or until
// the instant that the issuer asked for.  It is half open: at exactly `due` the
// answer is late.  The newest answer of the agency that was asked counts.
// Pure.

#ifndef ENLACE_CLIENT_LIBRARY_HIT_BOARD_H_
#define ENLACE_CLIENT_LIBRARY_HIT_BOARD_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "client/library/inbox.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/hit_confirmation.pb.h"

namespace enlace::client {

enum class HitState {
  kRunning,
  kExtended,  // runs until the instant that the issuer asked for
  kOverdue,
  kConfirmed,
  kNotConfirmed,
  kLapsed,  // the request's own time ended without an answer
};

// "RUNNING".
absl::string_view HitStateName(HitState state);

// Whether an answer is still due.
bool Open(HitState state);

// A record of the own agency, as it was signed.
struct SentRecord {
  std::string record_id;
  v1::Header header;
  std::unique_ptr<google::protobuf::Message> message;
};

// Reads a serialized Submission.  Fails with kInvalidArgument if it is none.
absl::StatusOr<SentRecord> ReadSentRecord(absl::string_view submission);

struct Hit {
  std::string request;      // record id
  std::string alert;        // record id
  std::string counterpart;  // agency on the other side
  bool sent = false;        // by the own agency, which waits for the answer
  absl::Time asked_at;
  absl::Time due;
  HitState state = HitState::kRunning;
  // How many whole limits the answer is late, from 1; 0: not late.  Each is a
  // step of the escalation.
  int steps_late = 0;
  v1::HitConfirmationRequest record;
  v1::HitConfirmationReply answer;  // the newest; empty if there is none
};

// Within which an answer is due; an unknown level counts as urgent.
absl::Duration HitLimit(v1::HitLevel level);

// Every hit of the own agency (`sent`) and of others (`items`): what is late
// first, then what is due first.
std::vector<Hit> HitBoard(absl::Span<const InboxItem> items,
                          absl::Span<const SentRecord> sent, absl::Time now);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_HIT_BOARD_H_
