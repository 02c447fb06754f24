#include "server/rpc/exchange_service.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/encoding.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "server/core/answer_clock.h"
#include "server/core/lapse.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/rpc/caller.h"
#include "server/rpc/exchange_call.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {
namespace {

using absl::StatusCode;

constexpr int kBatchMax = 128;
constexpr uint32_t kPageSizeDefault = 64;
constexpr size_t kPageBytesMax = 2 << 20;

absl::Status TooMany(absl::string_view field) {
  return wire::Refusal(
      StatusCode::kInvalidArgument, wire::kTooLarge,
      std::string(field) + " has more than 128 elements; send fewer at once");
}

// Leaves out the deliveries at `places` whose hand-over was refused: their time
// ran out, or they were revoked, since the look at the inbox.
void KeepHandedOver(const std::vector<core::Answer>& answers,
                    const std::vector<int>& places,
                    v1::CollectResponse& response) {
  for (size_t i = places.size(); i-- > 0;) {
    if (answers[i].kind == core::Answer::Kind::kRefused) {
      response.mutable_deliveries()->DeleteSubrange(places[i], 1);
    }
  }
}

// What became of the answer that `transfer` asks for, if it does.
template <typename Told>
void TellAnswer(const core::State& state, const core::Transfer& transfer,
                absl::Time now, Told& told) {
  v1::AnswerStatus answer =
      core::AnswerStatusOf(state, transfer, core::BatchInstantMs(state, now));
  if (answer.state() == v1::ANSWER_STATE_UNSPECIFIED) return;
  *told.mutable_answer() = std::move(answer);
}

}  // namespace

ExchangeService::ExchangeService(Environment environment)
    : environment_(std::move(environment)) {}

grpc::ServerUnaryReactor* ExchangeService::Submit(
    grpc::CallbackServerContext* context, const v1::SubmitRequest* request,
    v1::SubmitResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.Submit");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.Submit",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  if (request->submissions_size() > kBatchMax) {
    RefuseLogged(admission(), caller->Uri(), TooMany("submissions"), reply);
    return reply.reactor();
  }
  if (request->submissions().empty()) {
    RefuseLogged(
        admission(), caller->Uri(),
        wire::Refusal(StatusCode::kInvalidArgument, wire::kRequestInvalid,
                      "submissions is empty; send at least one record"),
        reply);
    return reply.reactor();
  }
  for (int i = 0; i < request->submissions_size(); ++i) {
    response->add_results();
  }
  AdmissionCall::Items items;
  items.caller = caller->Uri();
  items.count = request->submissions_size();
  items.admit = [this, uri = caller->Uri(), request](
                    const std::vector<int>& indexes, const gate::World& world) {
    std::vector<absl::string_view> submissions;
    submissions.reserve(indexes.size());
    for (const int i : indexes) submissions.push_back(request->submissions(i));
    return environment_.gate->AdmitSubmissions(uri, submissions, world);
  };
  items.answer = [response](int i, std::string bytes) {
    response->mutable_results(i)->set_outcome(std::move(bytes));
  };
  items.refuse = [response, language = reply.language()](
                     int i, const absl::Status& problem) {
    *response->mutable_results(i)->mutable_problem() =
        wire::ToProblem(problem, language);
  };
  items.done = reply;
  std::make_shared<AdmissionCall>(admission(), std::move(items))->Start();
  return reply.reactor();
}

grpc::ServerUnaryReactor* ExchangeService::Try(
    grpc::CallbackServerContext* context, const v1::TryRequest* request,
    v1::TryResponse* response) {
  const policy::Language language = LanguageOf(*context);
  const Reply reply(*context, "enlace.v1.ExchangeService.Try");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.Try",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const auto prepare = [this, uri = caller->Uri(), request, response, reply,
                        language]() -> gate::Preparations::Then {
    gate::Trial trial = environment_.gate->Try(
        uri, request->submission(),
        WorldOf(*environment_.calls.pipeline, *environment_.calls.clock),
        language);
    return [this, uri, response, reply, trial = std::move(trial)] {
      // A question is answered once it is logged.
      environment_.calls.pipeline->Enqueue(
          uri, {trial.note},
          [reply, response,
           answer = trial.response](const gate::Pipeline::Answers& logged) {
            if (logged.ok() && answer.ok()) *response = *answer;
            reply(logged.ok() ? answer.status() : logged.status());
          });
    };
  };
  const absl::Status begun = environment_.calls.preparations->Begin(
      caller->Uri(), 1, gate::Preparations::On::kCaller, prepare);
  if (!begun.ok()) reply(begun);
  return reply.reactor();
}

std::optional<std::string> ExchangeService::ReadIfWhole(
    const std::string& transfer_id) const {
  absl::StatusOr<std::string> record = environment_.read_payload(transfer_id);
  if (record.ok()) return *std::move(record);
  // It may have expired since the look at the inbox.
  if (!absl::IsNotFound(record.status())) {
    Log(Severity::kError, "a record in an inbox cannot be read",
        {{"transfer", HexEncode(transfer_id)},
         {"error", record.status().ToString()}});
  }
  return std::nullopt;
}

// NOLINTNEXTLINE(readability-function-size): one page, step by step.
grpc::ServerUnaryReactor* ExchangeService::Collect(
    grpc::CallbackServerContext* context, const v1::CollectRequest* request,
    v1::CollectResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.Collect");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.Collect",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const uint32_t page =
      request->page_size() == 0
          ? kPageSizeDefault
          : std::min<uint32_t>(request->page_size(), kBatchMax);
  struct Found {
    v1::Delivery delivery;  // without its record
    bool first_time = false;
  };
  std::vector<Found> inbox;
  environment_.calls.pipeline->Read([&](const core::State& state) {
    for (const std::string& id :
         core::Inbox(state, caller->Uri(), request->after(),
                     environment_.calls.clock->TimeNow(), page,
                     request->include_confirmed())) {
      const core::Transfer& transfer = state.TransferAt(id);
      Found& found = inbox.emplace_back();
      found.delivery.set_cursor(transfer.inbox_cursor);
      found.delivery.set_transfer_id(id);
      found.delivery.set_delivered_at_ms(transfer.decided_at_ms);
      found.delivery.set_confirmed(transfer.state ==
                                   v1::RECORD_STATE_COLLECTED);
      TellAnswer(state, transfer, environment_.calls.clock->TimeNow(),
                 found.delivery);
      found.first_time =
          !transfer.handed_over && transfer.state == v1::RECORD_STATE_DELIVERED;
    }
  });
  size_t bytes = 0;
  std::vector<core::Input> hand_overs;
  std::vector<int> places;  // of the deliveries that they are about
  for (Found& found : inbox) {
    const std::string transfer_id = found.delivery.transfer_id();
    std::optional<std::string> record = ReadIfWhole(transfer_id);
    if (!record) continue;
    bytes += record->size();
    if (bytes > kPageBytesMax && response->deliveries_size() > 0) break;
    if (found.first_time) {
      places.push_back(response->deliveries_size());
      hand_overs.push_back(
          core::HandOver{caller->Uri(), transfer_id,
                         environment_.calls.drafts->ForCaller(caller->Uri())});
    }
    v1::Delivery& delivery = *response->add_deliveries();
    delivery = std::move(found.delivery);
    delivery.set_record(*std::move(record));
  }
  for (const std::string& chain : environment_.certificates) {
    response->add_certificates(chain);
  }
  if (hand_overs.empty()) {
    reply(absl::OkStatus());
    return reply.reactor();
  }
  // Nothing leaves before the log says that it was handed over.
  environment_.calls.pipeline->Enqueue(
      caller->Uri(), std::move(hand_overs),
      [reply, response,
       places = std::move(places)](const gate::Pipeline::Answers& logged) {
        if (logged.ok()) {
          KeepHandedOver(*logged, places, *response);
        } else {
          response->clear_deliveries();
        }
        reply(logged.status());
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* ExchangeService::Confirm(
    grpc::CallbackServerContext* context, const v1::ConfirmRequest* request,
    v1::ConfirmResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.Confirm");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.Confirm",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  if (request->transfer_ids_size() > kBatchMax) {
    RefuseLogged(admission(), caller->Uri(), TooMany("transfer_ids"), reply);
    return reply.reactor();
  }
  std::vector<core::Input> inputs;
  for (const std::string& id : request->transfer_ids()) {
    inputs.push_back(core::Confirmation{
        caller->Uri(), id,
        environment_.calls.drafts->ForCaller(caller->Uri())});
  }
  environment_.calls.pipeline->Enqueue(
      caller->Uri(), std::move(inputs),
      [this, uri = caller->Uri(), reply,
       response](const gate::Pipeline::Answers& answers) {
        absl::Status refused;
        uint32_t confirmed = 0;
        if (answers.ok()) {
          for (const core::Answer& answer : *answers) {
            if (answer.kind == core::Answer::Kind::kDone) ++confirmed;
            if (answer.kind == core::Answer::Kind::kRefused) {
              refused.Update(answer.status);
            }
          }
        }
        response->set_confirmed(confirmed);
        if (refused.ok()) {
          reply(answers.status());
        } else {
          RefuseLogged(admission(), uri, refused, reply);
        }
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* ExchangeService::GetStatus(
    grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
    v1::GetStatusResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.GetStatus");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.GetStatus",
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
  response->set_state(transfer->state);
  const bool sent = IsSender(*transfer, caller->Uri());
  if (sent) response->set_outcome(transfer->answer);
  response->set_transfer_id(transfer->record.transfer_id());
  response->set_type(transfer->record.type());
  response->set_counterpart(sent ? transfer->record.recipient()
                                 : transfer->record.sender());
  response->set_peer_reason(transfer->peer_reason);
  response->set_urgency(transfer->record.urgency());
  response->set_decided_at_ms(transfer->decided_at_ms);
  response->set_parent(transfer->record.parent());
  response->set_entry_index(transfer->entry_index);
  environment_.calls.pipeline->Read([&](const core::State& state) {
    TellAnswer(state, *transfer, environment_.calls.clock->TimeNow(),
               *response);
  });
  if (transfer->state == v1::RECORD_STATE_EXPIRED) {
    response->set_end_reason(std::string(core::EndReason(transfer->record)));
  }
  reply(absl::OkStatus());
  return reply.reactor();
}

}  // namespace enlace::rpc
