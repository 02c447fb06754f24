// ReviewService: what reviewers ask.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_REVIEW_SERVICE_H_
#define ENLACE_SERVER_RPC_REVIEW_SERVICE_H_

#include <memory>
#include <string>
#include <vector>

#include "enlace/v1/review_service.grpc.pb.h"
#include "server/gate/override_desk.h"
#include "server/gate/review_desk.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class ReviewService final : public v1::ReviewService::CallbackService {
 public:
  // All must outlive the service.
  ReviewService(const gate::ReviewDesk& desk,
                const gate::OverrideDesk& overrides,
                AdmissionCall::Environment environment);

  grpc::ServerUnaryReactor* ListHolds(grpc::CallbackServerContext* context,
                                      const v1::ListHoldsRequest* request,
                                      v1::ListHoldsResponse* response) override;
  grpc::ServerUnaryReactor* GetHold(grpc::CallbackServerContext* context,
                                    const v1::GetHoldRequest* request,
                                    v1::GetHoldResponse* response) override;
  grpc::ServerUnaryReactor* DecideHolds(
      grpc::CallbackServerContext* context,
      const v1::DecideHoldsRequest* request,
      v1::DecideHoldsResponse* response) override;
  grpc::ServerUnaryReactor* ListOverrides(
      grpc::CallbackServerContext* context,
      const v1::ListOverridesRequest* request,
      v1::ListOverridesResponse* response) override;

 private:
  // The decisions of one call, on their way.
  struct Call;

  // Takes the answers of the reviews; logs those that the core refused.
  void Conclude(const std::shared_ptr<Call>& call,
                const std::vector<core::Answer>& answers) const;
  // Releases what has all its approvals, then answers.
  void ReleaseAndReply(const std::shared_ptr<Call>& call) const;

  const gate::ReviewDesk& desk_;
  const gate::OverrideDesk& overrides_;
  const AdmissionCall::Environment environment_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_REVIEW_SERVICE_H_
