// The transfers that an audit log tells of, each put together from its entries.
//
// Two nations that run this over their own logs get rows with the same
// transfer ids, and agree on which of them crossed; that agreement is checked
// by comparing the two, not assumed here.

#ifndef ENLACE_CLIENT_LIBRARY_TRANSFER_HISTORY_H_
#define ENLACE_CLIENT_LIBRARY_TRANSFER_HISTORY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/library/audit_directory.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

// What this nation's log knows of one transfer, or of an acceptance of a link
// file (kLink): then the sender is who accepted, the recipient the
// nation whose file it was, if it was another's.
// Texts are empty where no opening tells.
struct TransferRow {
  enum class Kind { kUnknown, kSent, kReceived, kTried, kRefused, kLink };

  std::string transfer_id;
  Kind kind = Kind::kUnknown;

  // This side's decision permits, and the record was taken by the receiving
  // node: on the sender's side its answer is a permit too.
  bool crossed = false;

  std::string type;
  std::string sender;
  std::string recipient;
  std::string record_id;
  std::string caller;
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  v1::Urgency urgency = v1::URGENCY_UNSPECIFIED;
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  v1::DecisionOutcome peer_outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  std::string reason;             // of the own decision
  std::string peer_reason;        // that the other nation gave
  bool revocation_asked = false;  // by the own nation's sender
  // What was reported at last, as far as the national part tells.
  v1::DecisionOutcome reported_outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  std::string reported_reason;
  v1::RecordState reported_state = v1::RECORD_STATE_UNSPECIFIED;
  std::string problem;    // of a refusal before any decision
  std::string notice_of;  // of a safety notice: transfer that was denied
  std::vector<std::string> rule_ids;
  std::vector<std::string> citations;
  uint64_t redactions = 0;  // silent ones included
  uint64_t silent_redactions = 0;
  uint64_t link_sequence = 0;
  int64_t first_log_time_ms = 0;
  int64_t last_log_time_ms = 0;
  v1::AuditStep last_step = v1::AUDIT_STEP_UNSPECIFIED;
  bool answer_overdue = false;    // the answer that it asks for came late
  bool erased = false;            // this nation keeps its entries alone
  std::vector<uint64_t> entries;  // indexes, in order

  // "DENIED", "HELD", "QUEUED", "DELIVERED", "REFUSED", "HELD_BY_PEER",
  // "HANDED_OVER", "COLLECTED", "REVOKING" (the peer has not
  // answered), "REVOKED", "EXPIRED", "TRIED", "LINK_ACCEPTED",
  // "LINK_ACCEPTED_BY_PEER" or "UNKNOWN".
  absl::string_view State() const;
  // What the last report says of it; "REVOKED" by the reason of a revocation.
  absl::string_view ReportedState() const;
};

class TransferHistory {
 public:
  // REQUIRES: entries in the order of their indexes.  What concerns no transfer
  // is left out.
  void Add(const OpenedEntry& opened);

  // In the order of their first entries.
  const std::vector<TransferRow>& rows() const { return rows_; }

 private:
  std::vector<TransferRow> rows_;
  std::map<std::string, size_t> by_transfer_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_TRANSFER_HISTORY_H_
