#include "server/rpc/exchange_service.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/core/outbox.h"
#include "server/rpc/caller.h"
#include "server/rpc/submit_call.h"

namespace enlace::rpc {
namespace {

using absl::StatusCode;

constexpr int kBatchMax = 128;
constexpr uint32_t kPageSizeDefault = 64;
constexpr size_t kPageBytesMax = 2 << 20;

std::string TagOf(policy::Language language) {
  return language == policy::Language::kSpanish ? "es" : "en";
}

absl::Status TooMany(absl::string_view field) {
  return wire::Refusal(
      StatusCode::kInvalidArgument, wire::kTooLarge,
      std::string(field) + " has more than 128 elements; send fewer at once");
}

// The same answer whether a record is unknown or another's.
absl::Status NoSuchRecord() {
  return wire::Refusal(StatusCode::kPermissionDenied, wire::kNotEntitled,
                       "the caller has no such record");
}

bool IsParty(const core::Transfer& transfer, const std::string& caller) {
  return transfer.incoming ? transfer.record.recipient() == caller
                           : transfer.record.sender() == caller;
}

// What the recipient may know of a record before the peer's answer would tell
// it is nothing: a record that did not reach the inbox is not there.
bool IsVisible(const core::Transfer& transfer, const std::string& caller) {
  return IsParty(transfer, caller) &&
         (!transfer.incoming || transfer.inbox_cursor != 0);
}

// The entry that records the node's decision about `transfer`.
uint64_t DecisionEntryOf(const core::Transfer& transfer) {
  v1::RelayAnswer answer;
  v1::Outcome outcome;
  if (transfer.incoming) {
    return answer.ParseFromString(transfer.answer) ? answer.entry_index()
                                                   : transfer.entry_index;
  }
  return outcome.ParseFromString(transfer.answer) ? outcome.entry_index()
                                                  : transfer.entry_index;
}

// Answers a call in the caller's language.
class Reply {
 public:
  Reply(grpc::ServerUnaryReactor* reactor, std::string language)
      : reactor_(reactor), language_(std::move(language)) {}

  void operator()(const absl::Status& status) const {
    reactor_->Finish(wire::ToGrpcStatus(status, language_));
  }

 private:
  grpc::ServerUnaryReactor* reactor_;
  std::string language_;
};

}  // namespace

ExchangeService::ExchangeService(Environment environment)
    : environment_(std::move(environment)) {}

grpc::ServerUnaryReactor* ExchangeService::Submit(
    grpc::CallbackServerContext* context, const v1::SubmitRequest* request,
    v1::SubmitResponse* response) {
  const std::string language = TagOf(LanguageOf(*context));
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, language);
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.Submit", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
  } else if (request->submissions_size() > kBatchMax) {
    reply(TooMany("submissions"));
  } else if (request->submissions().empty()) {
    reply(wire::Refusal(StatusCode::kInvalidArgument, wire::kRequestInvalid,
                        "submissions is empty; send at least one record"));
  } else {
    std::make_shared<SubmitCall>(
        SubmitCall::Environment{environment_.gate, environment_.pipeline,
                                environment_.drafts, environment_.clock},
        caller->Uri(), language, *request, *response, reply)
        ->Start();
  }
  return reactor;
}

grpc::ServerUnaryReactor* ExchangeService::Try(
    grpc::CallbackServerContext* context, const v1::TryRequest* request,
    v1::TryResponse* response) {
  const policy::Language language = LanguageOf(*context);
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, TagOf(language));
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.Try", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  gate::Trial trial = environment_.gate->Try(
      caller->Uri(), request->submission(),
      WorldOf(*environment_.pipeline, *environment_.clock), language);
  // A question is answered once it is logged.
  environment_.pipeline->Enqueue(
      {std::move(trial.note)},
      [reply, response, answer = std::move(trial.response)](
          const gate::Pipeline::Answers& logged) {
        if (logged.ok() && answer.ok()) *response = *answer;
        reply(logged.ok() ? answer.status() : logged.status());
      });
  return reactor;
}

grpc::ServerUnaryReactor* ExchangeService::Collect(
    grpc::CallbackServerContext* context, const v1::CollectRequest* request,
    v1::CollectResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, TagOf(LanguageOf(*context)));
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.Collect", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  const uint32_t page =
      request->page_size() == 0
          ? kPageSizeDefault
          : std::min<uint32_t>(request->page_size(), kBatchMax);
  std::vector<core::Transfer> transfers;
  environment_.pipeline->Read([&](const core::State& state) {
    for (const std::string& id :
         core::Inbox(state, caller->Uri(), request->after(),
                     environment_.clock->TimeNow(), page,
                     request->include_confirmed())) {
      transfers.push_back(*state.FindTransfer(id));
    }
  });
  size_t bytes = 0;
  for (const core::Transfer& transfer : transfers) {
    absl::StatusOr<std::string> record =
        environment_.read_payload(transfer.record.transfer_id());
    if (!record.ok()) {
      reply(record.status());
      return reactor;
    }
    bytes += record->size();
    if (bytes > kPageBytesMax && response->deliveries_size() > 0) break;
    v1::Delivery& delivery = *response->add_deliveries();
    delivery.set_cursor(transfer.inbox_cursor);
    delivery.set_transfer_id(transfer.record.transfer_id());
    delivery.set_record(*std::move(record));
    delivery.set_delivered_at_ms(transfer.decided_at_ms);
    delivery.set_confirmed(transfer.state == v1::RECORD_STATE_COLLECTED);
  }
  for (const std::string& chain : environment_.certificates) {
    response->add_certificates(chain);
  }
  reply(absl::OkStatus());
  return reactor;
}

grpc::ServerUnaryReactor* ExchangeService::Confirm(
    grpc::CallbackServerContext* context, const v1::ConfirmRequest* request,
    v1::ConfirmResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, TagOf(LanguageOf(*context)));
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.Confirm", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  if (request->transfer_ids_size() > kBatchMax) {
    reply(TooMany("transfer_ids"));
    return reactor;
  }
  std::vector<core::Input> inputs;
  for (const std::string& id : request->transfer_ids()) {
    inputs.push_back(core::Confirmation{
        caller->Uri(), id, environment_.drafts->ForCaller(caller->Uri())});
  }
  environment_.pipeline->Enqueue(
      std::move(inputs),
      [reply, response](const gate::Pipeline::Answers& answers) {
        absl::Status status = answers.status();
        uint32_t confirmed = 0;
        if (answers.ok()) {
          for (const core::Answer& answer : *answers) {
            if (answer.kind == core::Answer::Kind::kDone) ++confirmed;
            if (answer.kind == core::Answer::Kind::kRefused && status.ok()) {
              status = answer.status;
            }
          }
        }
        response->set_confirmed(confirmed);
        reply(status);
      });
  return reactor;
}

grpc::ServerUnaryReactor* ExchangeService::GetStatus(
    grpc::CallbackServerContext* context, const v1::GetStatusRequest* request,
    v1::GetStatusResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, TagOf(LanguageOf(*context)));
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.GetStatus", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  absl::Status status = NoSuchRecord();
  environment_.pipeline->Read([&](const core::State& state) {
    const core::Transfer* const transfer =
        state.FindRecord(request->record_id());
    if (transfer == nullptr || !IsVisible(*transfer, caller->Uri())) return;
    status = absl::OkStatus();
    response->set_state(transfer->state);
    if (!transfer->incoming) response->set_outcome(transfer->answer);
    response->set_transfer_id(transfer->record.transfer_id());
    response->set_type(transfer->record.type());
    response->set_counterpart(transfer->incoming
                                  ? transfer->record.sender()
                                  : transfer->record.recipient());
    response->set_peer_reason(transfer->peer_reason);
    response->set_urgency(transfer->record.urgency());
    response->set_decided_at_ms(transfer->decided_at_ms);
    response->set_parent(transfer->record.parent());
    response->set_entry_index(transfer->entry_index);
  });
  reply(status);
  return reactor;
}

grpc::ServerUnaryReactor* ExchangeService::GetReceipt(
    grpc::CallbackServerContext* context, const v1::GetReceiptRequest* request,
    v1::GetReceiptResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Reply reply(reactor, TagOf(LanguageOf(*context)));
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.ExchangeService.GetReceipt", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  absl::Status status = NoSuchRecord();
  uint64_t entry_index = 0;
  environment_.pipeline->Read([&](const core::State& state) {
    const core::Transfer* const transfer =
        state.FindRecord(request->record_id());
    if (transfer == nullptr || !IsVisible(*transfer, caller->Uri())) return;
    status = absl::OkStatus();
    entry_index = DecisionEntryOf(*transfer);
  });
  if (status.ok()) {
    absl::StatusOr<v1::GetReceiptResponse> receipt =
        environment_.make_receipt(entry_index, request->level());
    status = receipt.status();
    if (status.ok()) *response = *std::move(receipt);
  }
  reply(status);
  return reactor;
}

}  // namespace enlace::rpc
