// ExchangeService::GetReceipt: the own node's evidence, and the other node's
// fetched over the link.

#include <optional>
#include <utility>

#include "enlace/v1/envelope.pb.h"
#include "proto/wire/problem.h"
#include "server/rpc/caller.h"
#include "server/rpc/exchange_call.h"
#include "server/rpc/exchange_service.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {
namespace {

using absl::StatusCode;

constexpr absl::string_view kPeerUndecided = "PEER_UNDECIDED";

// Whether the other node has decided, as far as this one knows.
bool PeerDecided(const core::Transfer& transfer) {
  return transfer.incoming || transfer.peer_answered || transfer.peer_reported;
}

absl::Status Undecided() {
  return wire::Refusal(StatusCode::kUnavailable, kPeerUndecided,
                       "the other nation's node has not decided about the "
                       "record yet; ask again");
}

// An error that the other node did not explain is one of the way to it.
absl::Status MissingBecause(const absl::Status& status) {
  const std::string reason = wire::ReasonOf(status);
  if (reason == wire::kReceiptNotReady || reason == kPeerUndecided) {
    return status;
  }
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    return wire::Refusal(StatusCode::kUnavailable, wire::kPeerUnreachable,
                         "the other nation's node cannot be reached");
  }
  return status;
}

}  // namespace

void ExchangeService::PutStatement(const core::Transfer& transfer,
                                   v1::JointReceipt& receipt) const {
  const absl::StatusOr<std::string> payload =
      environment_.read_payload(transfer.record.transfer_id());
  // Of what was denied, refused, revoked or expired nothing is kept.
  if (!payload.ok()) return;
  if (transfer.decision == v1::DECISION_OUTCOME_HOLD && !transfer.incoming) {
    v1::Submission held;
    if (held.ParseFromString(*payload)) {
      *receipt.mutable_statement() = std::move(*held.mutable_statement());
    }
    return;
  }
  v1::ReleasedRecord released;
  if (released.ParseFromString(*payload)) {
    *receipt.mutable_statement() = std::move(*released.mutable_statement());
  }
}

grpc::ServerUnaryReactor* ExchangeService::GetReceipt(
    grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.GetReceipt");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.GetReceipt",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const std::optional<core::Transfer> transfer = FindVisible(
      *environment_.calls.pipeline, request->record_id(), caller->Uri());
  if (!transfer) {
    RefuseLogged(admission(), caller->Uri(), NoSuchRecord(), reply);
    return reply.reactor();
  }
  absl::StatusOr<v1::NodeEvidence> own =
      environment_.evidence->Of(*transfer, request->level());
  if (!own.ok()) {
    reply(own.status());
    return reply.reactor();
  }
  v1::JointReceipt& receipt = *response->mutable_receipt();
  receipt.set_level(request->level());
  PutStatement(*transfer, receipt);
  // What was not let out is the own nation's affair alone.
  if (transfer->link_sequence == 0) {
    *receipt.add_nodes() = *std::move(own);
    reply(absl::OkStatus());
    return reply.reactor();
  }
  auto finish = [this, reply, response, incoming = transfer->incoming,
                 link = transfer->link, own = *std::move(own)](
                    const absl::StatusOr<v1::GetEvidenceResponse>& theirs) {
    v1::NodeEvidence other;
    if (theirs.ok()) {
      other = theirs->evidence();
    } else {
      *other.mutable_link_file() = environment_.link_file_of(link);
      *response->mutable_missing() =
          wire::ToProblem(MissingBecause(theirs.status()), reply.language());
    }
    v1::JointReceipt& joint = *response->mutable_receipt();
    *joint.add_nodes() = incoming ? other : own;
    *joint.add_nodes() = incoming ? own : other;
    reply(absl::OkStatus());
  };
  if (!PeerDecided(*transfer)) {
    finish(Undecided());
    return reply.reactor();
  }
  v1::GetEvidenceRequest ask;
  ask.set_transfer_id(transfer->record.transfer_id());
  ask.set_level(request->level());
  environment_.fetch_evidence(transfer->link, ask, std::move(finish));
  return reply.reactor();
}

}  // namespace enlace::rpc
