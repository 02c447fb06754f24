// ExchangeService: what agencies ask of their own node.
//
// Adapters only: each handler knows who calls, hands the bytes to the gate and
// the prepared input to the pipeline, and answers once it is durable.  Handlers
// run on gRPC's callback threads and never wait for a sync.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_EXCHANGE_SERVICE_H_
#define ENLACE_SERVER_RPC_EXCHANGE_SERVICE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "enlace/v1/exchange_service.grpc.pb.h"
#include "enlace/v1/peer_service.pb.h"
#include "server/gate/evidence.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"
#include "server/gate/turned_away.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class ExchangeService final : public v1::ExchangeService::CallbackService {
 public:
  // A sealed payload, opened.
  using ReadPayload =
      std::function<absl::StatusOr<std::string>(absl::string_view transfer_id)>;
  // Asks the node of `nation` for its half of a receipt; calls `done` once.
  using FetchEvidence = std::function<void(
      const std::string& nation, const v1::GetEvidenceRequest& request,
      std::function<void(absl::StatusOr<v1::GetEvidenceResponse>)> done)>;
  // The link file of another nation; empty if there is none.
  using LinkFileOf =
      std::function<v1::SignedLinkFile(const std::string& nation)>;

  // All must outlive the service.
  struct Environment {
    const gate::Gate* gate = nullptr;
    AdmissionCall::Environment calls;
    ReadPayload read_payload;
    const gate::EvidenceMaker* evidence = nullptr;
    FetchEvidence fetch_evidence;
    LinkFileOf link_file_of;
    std::vector<std::string> certificates;  // PEM chains of signing keys
  };

  explicit ExchangeService(Environment environment);

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override;
  grpc::ServerUnaryReactor* Try(grpc::CallbackServerContext* context,
                                const v1::TryRequest* request,
                                v1::TryResponse* response) override;
  grpc::ServerUnaryReactor* Collect(grpc::CallbackServerContext* context,
                                    const v1::CollectRequest* request,
                                    v1::CollectResponse* response) override;
  grpc::ServerUnaryReactor* Confirm(grpc::CallbackServerContext* context,
                                    const v1::ConfirmRequest* request,
                                    v1::ConfirmResponse* response) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* GetReceipt(
      grpc::CallbackServerContext* context,
      const v1::GetReceiptRequest* request,
      v1::GetReceiptResponse* response) override;
  grpc::ServerUnaryReactor* Revoke(grpc::CallbackServerContext* context,
                                   const v1::RevokeRequest* request,
                                   v1::RevokeResponse* response) override;

 private:
  // The originator's statement, if the node still has the record.
  void PutStatement(const core::Transfer& transfer,
                    v1::JointReceipt& receipt) const;

  // The record of a delivery; none if it expired, or is damaged, which is
  // logged: that must not keep the agency from the others.
  std::optional<std::string> ReadIfWhole(const std::string& transfer_id) const;
  AdmissionCall::Environment admission() const { return environment_.calls; }

  const Environment environment_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_EXCHANGE_SERVICE_H_
