// NodeService: how the node is, and what its operators do.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_NODE_SERVICE_H_
#define ENLACE_SERVER_RPC_NODE_SERVICE_H_

#include <functional>
#include <string>

#include "enlace/v1/node_service.grpc.pb.h"
#include "server/gate/first_contact.h"
#include "server/gate/maintenance_desk.h"
#include "server/rpc/admission_call.h"

namespace enlace::rpc {

class NodeService final : public v1::NodeService::CallbackService {
 public:
  using ReadStatus = std::function<v1::GetNodeStatusResponse()>;

  // All must outlive the service.
  NodeService(ReadStatus read_status, const gate::FirstContact& contact,
              const gate::MaintenanceDesk& maintenance,
              AdmissionCall::Environment environment);

  grpc::ServerUnaryReactor* GetNodeStatus(
      grpc::CallbackServerContext* context,
      const v1::GetNodeStatusRequest* request,
      v1::GetNodeStatusResponse* response) override;
  grpc::ServerUnaryReactor* AcceptLink(
      grpc::CallbackServerContext* context,
      const v1::AcceptLinkRequest* request,
      v1::AcceptLinkResponse* response) override;
  grpc::ServerUnaryReactor* PlanMaintenance(
      grpc::CallbackServerContext* context,
      const v1::PlanMaintenanceRequest* request,
      v1::PlanMaintenanceResponse* response) override;

 private:
  // What waits for somebody here.
  void Count(v1::Reminders& reminders) const;
  // The link after an acceptance.
  void Describe(const std::string& nation,
                v1::AcceptLinkResponse& response) const;

  const ReadStatus read_status_;
  const gate::FirstContact& contact_;
  const gate::MaintenanceDesk& maintenance_;
  const AdmissionCall::Environment environment_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_NODE_SERVICE_H_
