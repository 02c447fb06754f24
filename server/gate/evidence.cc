#include "server/gate/evidence.h"

#include <utility>

#include "base/status_macros.h"
#include "enlace/v1/outcome.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "proto/wire/decision_statement.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

// What the node answered when it decided, which is what it signs now.
absl::StatusOr<v1::DecisionStatement> StatementOf(
    const core::Transfer& transfer, const std::string& node) {
  v1::DecisionStatement decision;
  decision.set_version(1);
  decision.set_node(node);
  decision.set_record_id(transfer.record.record_id());
  decision.set_transfer_id(transfer.record.transfer_id());
  decision.set_outcome(transfer.decision);
  decision.set_decided_at_ms(transfer.decided_at_ms);
  if (transfer.incoming) {
    v1::RelayAnswer answer;
    if (!answer.ParseFromString(transfer.answer)) {
      return absl::DataLossError("a relay answer is damaged");
    }
    decision.set_step(v1::AUDIT_STEP_DECIDED_INCOMING);
    decision.set_reason(answer.reason());
    decision.set_entry_index(answer.entry_index());
    decision.set_entry_hash(answer.entry_hash());
    return decision;
  }
  v1::Outcome outcome;
  if (!outcome.ParseFromString(transfer.answer)) {
    return absl::DataLossError("an outcome is damaged");
  }
  decision.set_step(v1::AUDIT_STEP_DECIDED_OUTGOING);
  decision.set_entry_index(outcome.entry_index());
  decision.set_entry_hash(outcome.entry_hash());
  return decision;
}

}  // namespace

absl::StatusOr<v1::NodeEvidence> EvidenceMaker::Of(
    const core::Transfer& transfer, v1::ReceiptLevel level) const {
  if (level != v1::RECEIPT_LEVEL_L0 && level != v1::RECEIPT_LEVEL_L1 &&
      level != v1::RECEIPT_LEVEL_L2) {
    return wire::Refusal(absl::StatusCode::kInvalidArgument,
                         wire::kRequestInvalid, "level must be L0, L1 or L2");
  }
  ASSIGN_OR_RETURN(const v1::DecisionStatement decision,
                   StatementOf(transfer, environment_.node));
  v1::NodeEvidence evidence;
  if (!environment_.link_file.file().empty()) {
    *evidence.mutable_link_file() = environment_.link_file;
  }
  ASSIGN_OR_RETURN(*evidence.mutable_decision(),
                   wire::SignDecision(decision, *environment_.signer));
  if (level == v1::RECEIPT_LEVEL_L0) return evidence;
  ASSIGN_OR_RETURN(*evidence.mutable_decided(),
                   environment_.prove(decision.entry_index(),
                                      decision.transfer_id(), level));
  for (const uint64_t index : transfer.event_entries) {
    absl::StatusOr<v1::EntryProof> event =
        environment_.prove(index, decision.transfer_id(), level);
    // Entries come in order: what follows is not covered either.
    if (absl::IsUnavailable(event.status())) break;
    RETURN_IF_ERROR(event.status());
    *evidence.add_events() = *std::move(event);
  }
  return evidence;
}

}  // namespace enlace::gate
