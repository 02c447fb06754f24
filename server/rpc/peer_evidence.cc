// PeerService: permits that are taken back, and evidence for the other half of
// a receipt.

#include <optional>
#include <utility>
#include <vector>

#include "base/log.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/rpc/caller.h"
#include "server/rpc/peer_service.h"

namespace enlace::rpc {
namespace {

constexpr int kRevocationsMax = 128;

// A transfer that crossed between the two nations, and that this node decided.
std::optional<core::Transfer> FindShared(const gate::Pipeline& pipeline,
                                         const std::string& transfer_id,
                                         const std::string& nation) {
  std::optional<core::Transfer> found;
  pipeline.Read([&](const core::State& state) {
    const core::Transfer* const transfer = state.FindTransfer(transfer_id);
    if (transfer != nullptr && transfer->link == nation &&
        transfer->link_sequence != 0 && !transfer->IsUnseen()) {
      found = *transfer;
    }
  });
  return found;
}

}  // namespace

grpc::ServerUnaryReactor* PeerService::RevokeReleases(
    grpc::CallbackServerContext* context,
    const v1::RevokeReleasesRequest* request,
    v1::RevokeReleasesResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.RevokeReleases",
                  Listener::kPeers, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string nation = caller->trust_domain;
  if (request->revocations_size() > kRevocationsMax) {
    RefuseLogged(
        environment_, nation,
        wire::Refusal(absl::StatusCode::kInvalidArgument, wire::kTooLarge,
                      "revocations has more than 128 elements; send fewer"),
        reply);
    return reactor;
  }
  std::vector<core::Input> inputs;
  for (const v1::Revocation& revocation : request->revocations()) {
    inputs.push_back(core::PeerRevocation{
        nation, revocation, environment_.drafts->ForCaller(nation)});
  }
  environment_.pipeline->Enqueue(
      nation, std::move(inputs),
      [this, nation, reply, request,
       response](const gate::Pipeline::Answers& answers) {
        if (answers.ok()) {
          AnswerRevocations(nation, *request, *answers, *response);
        }
        FinishReport(nation, answers, reply);
      });
  return reactor;
}

void PeerService::AnswerRevocations(const std::string& nation,
                                    const v1::RevokeReleasesRequest& request,
                                    const std::vector<core::Answer>& answers,
                                    v1::RevokeReleasesResponse& response) {
  environment_.pipeline->Read([&](const core::State& state) {
    for (int i = 0; i < request.revocations_size(); ++i) {
      const std::string& id = request.revocations(i).transfer_id();
      v1::Evidence& evidence = *response.add_evidence();
      evidence.set_transfer_id(id);
      const core::Transfer* const transfer = state.FindTransfer(id);
      if (answers[static_cast<size_t>(i)].kind !=
              core::Answer::Kind::kRefused &&
          transfer != nullptr && transfer->link == nation) {
        evidence = core::EvidenceOf(*transfer);
      }
    }
  });
}

grpc::ServerUnaryReactor* PeerService::GetEvidence(
    grpc::CallbackServerContext* context, const v1::GetEvidenceRequest* request,
    v1::GetEvidenceResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.GetEvidence",
                  Listener::kPeers, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string nation = caller->trust_domain;
  const std::optional<core::Transfer> transfer =
      FindShared(*environment_.pipeline, request->transfer_id(), nation);
  if (!transfer) {
    RefuseLogged(
        environment_, nation,
        wire::Refusal(absl::StatusCode::kNotFound, core::kTransferUnknown,
                      "no such transfer between the two nations"),
        reply);
    return reactor;
  }
  absl::StatusOr<v1::NodeEvidence> evidence =
      evidence_.Of(*transfer, request->level());
  const absl::Status status = evidence.status();
  if (status.ok()) *response->mutable_evidence() = *std::move(evidence);
  reply(status);
  return reactor;
}

}  // namespace enlace::rpc
