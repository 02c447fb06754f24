#include "server/rpc/peer_service.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/log.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/rpc/caller.h"

namespace enlace::rpc {
namespace {

constexpr int kItemsMax = 128;

absl::Status TooMany(absl::string_view what) {
  return wire::Refusal(
      absl::StatusCode::kInvalidArgument, "TOO_LARGE",
      std::string(what) + " has more than 128 elements; send fewer at once");
}

}  // namespace

PeerService::PeerService(const gate::Gate& gate,
                         const gate::FirstContact& contact,
                         const gate::MaintenanceDesk& maintenance,
                         AdmissionCall::Environment environment,
                         const gate::EvidenceMaker& evidence,
                         AnswerWitness witness)
    : gate_(gate),
      contact_(contact),
      maintenance_(maintenance),
      environment_(environment),
      evidence_(evidence),
      witness_(std::move(witness)) {}

grpc::ServerUnaryReactor* PeerService::Relay(
    grpc::CallbackServerContext* context, const v1::RelayRequest* request,
    v1::RelayResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.Relay", Listener::kPeers,
                  *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string nation = caller->trust_domain;
  if (request->items_size() > kItemsMax) {
    RefuseLogged(environment_, nation, TooMany("items"), reply);
    return reactor;
  }
  // Without a value where the item cannot be read.
  auto relayed = std::make_shared<std::vector<std::optional<v1::RelayItem>>>();
  relayed->reserve(static_cast<size_t>(request->items_size()));
  for (const std::string& bytes : request->items()) {
    std::optional<v1::RelayItem>& item = relayed->emplace_back(std::in_place);
    // Whatever else is wrong with an item, its answer names its transfer.
    v1::RelayAnswer& answer = *response->add_answers();
    if (item->ParseFromString(bytes)) {
      answer.set_transfer_id(item->transfer_id());
    } else {
      item.reset();
    }
    if (bytes.size() > gate::kRecordSizeMax) item.reset();
  }
  AdmissionCall::Items items;
  items.caller = nation;
  items.count = request->items_size();
  items.admit = [this, nation, relayed](const std::vector<int>& indexes,
                                        const gate::World& world) {
    std::vector<const v1::RelayItem*> relays;
    relays.reserve(indexes.size());
    for (const int i : indexes) {
      const auto& item = (*relayed)[static_cast<size_t>(i)];
      relays.push_back(item ? &*item : nullptr);
    }
    return gate_.AdmitRelays(nation, relays, world);
  };
  const auto refuse = [response](int i, const absl::Status& problem) {
    *response->mutable_answers(i)->mutable_problem() =
        wire::ToProblem(problem, "en");
  };
  items.answer = [response, refuse](int i, const std::string& bytes) {
    if (!response->mutable_answers(i)->ParseFromString(bytes)) {
      refuse(i, absl::InternalError("own answer is damaged"));
    }
  };
  items.refuse = refuse;
  items.done = reply;
  std::make_shared<AdmissionCall>(environment_, std::move(items))->Start();
  return reactor;
}

grpc::ServerUnaryReactor* PeerService::Report(
    grpc::CallbackServerContext* context, const v1::ReportRequest* request,
    v1::ReportResponse* /*response*/) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.Report", Listener::kPeers,
                  *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string nation = caller->trust_domain;
  if (request->evidence_size() > kItemsMax) {
    RefuseLogged(environment_, nation, TooMany("evidence"), reply);
    return reactor;
  }
  std::vector<core::Input> inputs;
  for (const v1::Evidence& evidence : request->evidence()) {
    inputs.push_back(core::PeerReport{nation, evidence,
                                      environment_.drafts->ForCaller(nation)});
  }
  environment_.pipeline->Enqueue(
      nation, std::move(inputs),
      [this, nation, reply](const gate::Pipeline::Answers& answers) {
        FinishReport(nation, answers, reply);
      });
  return reactor;
}

void PeerService::FinishReport(
    const std::string& nation, const gate::Pipeline::Answers& answers,
    const std::function<void(const absl::Status&)>& reply) {
  if (!answers.ok()) {
    reply(answers.status());
    return;
  }
  std::vector<core::Input> refusals;
  absl::Status again;
  for (const core::Answer& answer : *answers) {
    if (answer.kind != core::Answer::Kind::kRefused) continue;
    if (absl::IsUnavailable(answer.status)) again.Update(answer.status);
    refusals.push_back(
        environment_.drafts->ForRefusal(nation, answer.status, nullptr, ""));
    Log(Severity::kWarning, "peer's report or revocation refused",
        {{"nation", nation}, {"reason", wire::ReasonOf(answer.status)}});
  }
  if (refusals.empty()) {
    reply(again);
    return;
  }
  environment_.pipeline->Enqueue(
      nation, std::move(refusals),
      [reply, again](const gate::Pipeline::Answers& logged) {
        reply(logged.ok() ? again : logged.status());
      });
}

grpc::ServerUnaryReactor* PeerService::AddCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::AddCheckpointRequest* request,
    v1::AddCheckpointResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.AddCheckpoint",
                  Listener::kPeers, *environment_.turned_away);
  if (caller.ok()) {
    *response = witness_(request->body());
  }
  reactor->Finish(wire::ToGrpcStatus(caller.status(), "en"));
  return reactor;
}

grpc::ServerUnaryReactor* PeerService::AnnounceAcceptance(
    grpc::CallbackServerContext* context,
    const v1::AnnounceAcceptanceRequest* request,
    v1::AnnounceAcceptanceResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.AnnounceAcceptance",
                  Listener::kPeers, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string nation = caller->trust_domain;
  SequenceOne(environment_, nation,
              contact_.AdmitAnnouncement(nation, request->acceptance()),
              [this, nation, response, reply](const absl::Status& status) {
                reply(status.ok() ? AddOwnWord(nation, *response) : status);
              });
  return reactor;
}

grpc::ServerUnaryReactor* PeerService::AnnounceMaintenance(
    grpc::CallbackServerContext* context,
    const v1::AnnounceMaintenanceRequest* request,
    v1::AnnounceMaintenanceResponse* /*response*/) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto reply = [reactor](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, "en"));
  };
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.AnnounceMaintenance",
                  Listener::kPeers, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const std::string& nation = caller->trust_domain;
  SequenceOne(environment_, nation,
              maintenance_.AdmitAnnouncement(nation, request->window()), reply);
  return reactor;
}

absl::Status PeerService::AddOwnWord(
    const std::string& nation, v1::AnnounceAcceptanceResponse& response) const {
  absl::StatusOr<std::optional<v1::SignedLinkAcceptance>> word = std::nullopt;
  environment_.pipeline->Read([&](const core::State& state) {
    word = contact_.OwnWord(nation, state, environment_.clock->TimeNow());
  });
  if (word.ok() && word->has_value()) {
    *response.mutable_acceptance() = **std::move(word);
  }
  return word.status();
}

}  // namespace enlace::rpc
