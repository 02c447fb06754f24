// NodeService: how the node is.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_NODE_SERVICE_H_
#define ENLACE_SERVER_RPC_NODE_SERVICE_H_

#include <functional>

#include "enlace/v1/node_service.grpc.pb.h"

namespace enlace::rpc {

class NodeService final : public v1::NodeService::CallbackService {
 public:
  using ReadStatus = std::function<v1::GetNodeStatusResponse()>;

  explicit NodeService(ReadStatus read_status);

  grpc::ServerUnaryReactor* GetNodeStatus(
      grpc::CallbackServerContext* context,
      const v1::GetNodeStatusRequest* request,
      v1::GetNodeStatusResponse* response) override;

 private:
  const ReadStatus read_status_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_NODE_SERVICE_H_
