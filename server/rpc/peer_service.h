// PeerService: what other nations' nodes ask of this one.
//
// Adapters only.  The calling nation is the trust domain of the certificate;
// nothing in a message can name another.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_PEER_SERVICE_H_
#define ENLACE_SERVER_RPC_PEER_SERVICE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/peer_service.grpc.pb.h"
#include "server/gate/evidence.h"
#include "server/gate/first_contact.h"
#include "server/gate/gate.h"
#include "server/gate/maintenance_desk.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class PeerService final : public v1::PeerService::CallbackService {
 public:
  // The witness: answers a request of c2sp.org/tlog-witness.
  using AnswerWitness =
      std::function<v1::AddCheckpointResponse(const std::string& body)>;

  // All must outlive the service.
  PeerService(const gate::Gate& gate, const gate::FirstContact& contact,
              const gate::MaintenanceDesk& maintenance,
              AdmissionCall::Environment environment,
              const gate::EvidenceMaker& evidence, AnswerWitness witness);

  grpc::ServerUnaryReactor* Relay(grpc::CallbackServerContext* context,
                                  const v1::RelayRequest* request,
                                  v1::RelayResponse* response) override;
  grpc::ServerUnaryReactor* Report(grpc::CallbackServerContext* context,
                                   const v1::ReportRequest* request,
                                   v1::ReportResponse* response) override;
  grpc::ServerUnaryReactor* RevokeReleases(
      grpc::CallbackServerContext* context,
      const v1::RevokeReleasesRequest* request,
      v1::RevokeReleasesResponse* response) override;
  grpc::ServerUnaryReactor* GetEvidence(
      grpc::CallbackServerContext* context,
      const v1::GetEvidenceRequest* request,
      v1::GetEvidenceResponse* response) override;
  grpc::ServerUnaryReactor* AddCheckpoint(
      grpc::CallbackServerContext* context,
      const v1::AddCheckpointRequest* request,
      v1::AddCheckpointResponse* response) override;
  grpc::ServerUnaryReactor* AnnounceAcceptance(
      grpc::CallbackServerContext* context,
      const v1::AnnounceAcceptanceRequest* request,
      v1::AnnounceAcceptanceResponse* response) override;
  grpc::ServerUnaryReactor* AnnounceMaintenance(
      grpc::CallbackServerContext* context,
      const v1::AnnounceMaintenanceRequest* request,
      v1::AnnounceMaintenanceResponse* response) override;

 private:
  // Tells `nation` that its own link file was accepted, if it was.
  absl::Status AddOwnWord(const std::string& nation,
                          v1::AnnounceAcceptanceResponse& response) const;
  // Acknowledges a report whose refusals are logged; what the clock alone
  // refused must come again.
  void FinishReport(const std::string& nation,
                    const gate::Pipeline::Answers& answers,
                    const std::function<void(const absl::Status&)>& reply);

  // Where each record stands now, or no state where a revocation was refused.
  void AnswerRevocations(const std::string& nation,
                         const v1::RevokeReleasesRequest& request,
                         const std::vector<core::Answer>& answers,
                         v1::RevokeReleasesResponse& response);

  const gate::Gate& gate_;
  const gate::FirstContact& contact_;
  const gate::MaintenanceDesk& maintenance_;
  const AdmissionCall::Environment environment_;
  const gate::EvidenceMaker& evidence_;
  const AnswerWitness witness_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_PEER_SERVICE_H_
