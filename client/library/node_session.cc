#include "client/library/node_session.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "certs/tls.h"
#include "client/library/error.h"
#include "enlace/v1/exchange_service.grpc.pb.h"
#include "enlace/v1/inspection_service.grpc.pb.h"
#include "enlace/v1/node_service.grpc.pb.h"
#include "enlace/v1/register_service.grpc.pb.h"
#include "enlace/v1/review_service.grpc.pb.h"
#include "enlace/v1/subject_service.grpc.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"

namespace enlace::client {
namespace {

constexpr size_t kRequestIdSize = 8;  // bytes

class NodeSession final : public Node {
 public:
  NodeSession(const std::shared_ptr<grpc::Channel>& channel,
              absl::string_view locale, Clock& clock, Random& random)
      : channel_(channel),
        exchange_(v1::ExchangeService::NewStub(channel)),
        node_(v1::NodeService::NewStub(channel)),
        review_(v1::ReviewService::NewStub(channel)),
        register_(v1::RegisterService::NewStub(channel)),
        subject_(v1::SubjectService::NewStub(channel)),
        inspection_(v1::InspectionService::NewStub(channel)),
        locale_(locale),
        clock_(clock),
        random_(random) {}

  absl::StatusOr<v1::SubmitResponse> Submit(
      const v1::SubmitRequest& request) override {
    return Call<v1::SubmitResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return exchange_->Submit(c, request, r);
    });
  }

  // Each try counts against the agency's quota.
  absl::StatusOr<v1::TryResponse> Try(const v1::TryRequest& request) override {
    return Call<v1::TryResponse>(
        1, [&](auto* c, auto* r) { return exchange_->Try(c, request, r); });
  }

  absl::StatusOr<v1::CollectResponse> Collect(
      const v1::CollectRequest& request) override {
    return Call<v1::CollectResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return exchange_->Collect(c, request, r);
    });
  }

  absl::StatusOr<v1::ConfirmResponse> Confirm(
      const v1::ConfirmRequest& request) override {
    return Call<v1::ConfirmResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return exchange_->Confirm(c, request, r);
    });
  }

  absl::StatusOr<v1::GetStatusResponse> GetStatus(
      const v1::GetStatusRequest& request) override {
    return Call<v1::GetStatusResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return exchange_->GetStatus(c, request, r);
    });
  }

  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(
      const v1::GetReceiptRequest& request) override {
    // The other node's half may need a moment more than the own one.
    for (int attempt = 1;; ++attempt) {
      ASSIGN_OR_RETURN(
          v1::GetReceiptResponse response,
          Call<v1::GetReceiptResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
            return exchange_->GetReceipt(c, request, r);
          }));
      if (response.missing().reason() != wire::kReceiptNotReady ||
          attempt >= kCallAttemptsMax) {
        return response;
      }
      absl::SleepFor(PauseBefore(attempt, random_));
    }
  }

  absl::StatusOr<v1::RevokeResponse> Revoke(
      const v1::RevokeRequest& request) override {
    return Call<v1::RevokeResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return exchange_->Revoke(c, request, r);
    });
  }

  absl::StatusOr<v1::GetNodeStatusResponse> GetNodeStatus(
      const v1::GetNodeStatusRequest& request) override {
    return Call<v1::GetNodeStatusResponse>(
        kCallAttemptsMax,
        [&](auto* c, auto* r) { return node_->GetNodeStatus(c, request, r); });
  }

  absl::StatusOr<v1::AcceptLinkResponse> AcceptLink(
      const v1::AcceptLinkRequest& request) override {
    return Call<v1::AcceptLinkResponse>(
        1, [&](auto* c, auto* r) { return node_->AcceptLink(c, request, r); });
  }

  absl::StatusOr<v1::PlanMaintenanceResponse> PlanMaintenance(
      const v1::PlanMaintenanceRequest& request) override {
    return Call<v1::PlanMaintenanceResponse>(
        kCallAttemptsMax, [&](auto* c, auto* r) {
          return node_->PlanMaintenance(c, request, r);
        });
  }

  absl::StatusOr<v1::ListHoldsResponse> ListHolds(
      const v1::ListHoldsRequest& request) override {
    return Call<v1::ListHoldsResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return review_->ListHolds(c, request, r);
    });
  }

  absl::StatusOr<v1::GetHoldResponse> GetHold(
      const v1::GetHoldRequest& request) override {
    return Call<v1::GetHoldResponse>(kCallAttemptsMax, [&](auto* c, auto* r) {
      return review_->GetHold(c, request, r);
    });
  }

  // A second rejection of one record is refused: it is held no more.
  absl::StatusOr<v1::ListOverridesResponse> ListOverrides(
      const v1::ListOverridesRequest& request) override {
    return Call<v1::ListOverridesResponse>(
        kCallAttemptsMax, [&](auto* c, auto* r) {
          return review_->ListOverrides(c, request, r);
        });
  }

  absl::StatusOr<v1::DecideHoldsResponse> DecideHolds(
      const v1::DecideHoldsRequest& request) override {
    return Call<v1::DecideHoldsResponse>(1, [&](auto* c, auto* r) {
      return review_->DecideHolds(c, request, r);
    });
  }

  absl::StatusOr<v1::ListRegisterResponse> ListRegister(
      const v1::ListRegisterRequest& request) override {
    return Call<v1::ListRegisterResponse>(
        kCallAttemptsMax, [&](auto* c, auto* r) {
          return register_->ListRegister(c, request, r);
        });
  }

  absl::StatusOr<v1::ChangeRegisterResponse> ChangeRegister(
      const v1::ChangeRegisterRequest& request) override {
    return Call<v1::ChangeRegisterResponse>(1, [&](auto* c, auto* r) {
      return register_->ChangeRegister(c, request, r);
    });
  }

  absl::StatusOr<v1::FindSubjectResponse> FindSubject(
      const v1::FindSubjectRequest& request) override {
    return Call<v1::FindSubjectResponse>(1, [&](auto* c, auto* r) {
      return subject_->FindSubject(c, request, r);
    });
  }

  // Each look is logged.
  absl::StatusOr<v1::InspectRecordResponse> InspectRecord(
      const v1::InspectRecordRequest& request) override {
    return Call<v1::InspectRecordResponse>(1, [&](auto* c, auto* r) {
      return inspection_->InspectRecord(c, request, r);
    });
  }

 private:
  template <typename Response, typename Rpc>
  absl::StatusOr<Response> Call(int attempts, Rpc rpc) {
    const std::string request_id = HexEncode(random_.Bytes(kRequestIdSize));
    for (int attempt = 1;; ++attempt) {
      grpc::ClientContext call;
      call.set_deadline(absl::ToChronoTime(clock_.TimeNow() + kCallDeadline));
      call.AddMetadata("accept-language", locale_);
      call.AddMetadata("x-request-id", request_id);
      Response response;
      const grpc::Status status = rpc(&call, &response);
      if (status.ok()) return response;
      const absl::Status failed = wire::FromGrpcStatus(status);
      // A node that has too much to do says when to come again.
      const absl::Duration asked = wire::RetryDelayOf(failed);
      const bool again =
          absl::IsUnavailable(failed) ||
          (absl::IsResourceExhausted(failed) && asked > absl::ZeroDuration());
      if (!again || attempt >= attempts || asked > kAskedDelayMax) {
        return WithRequestId(failed, request_id);
      }
      Pause(asked + PauseBefore(attempt, random_));
    }
  }

  // Goes on early once a connection stands again.  Sleeping would not do: gRPC
  // works on a connection only while a thread of the process waits in it.
  void Pause(absl::Duration pause) {
    if (channel_->GetState(/*try_to_connect=*/true) == GRPC_CHANNEL_READY) {
      absl::SleepFor(pause);
    } else {
      channel_->WaitForConnected(absl::ToChronoTime(clock_.TimeNow() + pause));
    }
  }

  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::ExchangeService::Stub> exchange_;
  std::unique_ptr<v1::NodeService::Stub> node_;
  std::unique_ptr<v1::ReviewService::Stub> review_;
  std::unique_ptr<v1::RegisterService::Stub> register_;
  std::unique_ptr<v1::SubjectService::Stub> subject_;
  std::unique_ptr<v1::InspectionService::Stub> inspection_;
  std::string locale_;
  Clock& clock_;
  Random& random_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Node>> OpenNodeSession(const Context& context,
                                                      absl::string_view locale,
                                                      Clock& clock,
                                                      Random& random) {
  const auto credentials =
      certs::MakeChannelCredentials({.key_path = context.tls_key_path,
                                     .chain_path = context.tls_chain_path,
                                     .root_path = context.tls_root_path},
                                    context.node, clock);
  if (!credentials.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("[tls]: ", credentials.status().message()));
  }
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  // Without these a call's repetitions are over before the channel tries again.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  return std::make_unique<NodeSession>(
      grpc::CreateCustomChannel(context.endpoint, *credentials, arguments),
      locale, clock, random);
}

absl::Duration PauseBefore(int attempt, Random& random) {
  const absl::Duration whole = absl::Milliseconds(100 << attempt);
  const double share = ReadU16(random.Bytes(2)) / 65535.0;
  return whole / 2 + whole / 2 * share;
}

}  // namespace enlace::client
