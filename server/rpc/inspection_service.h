// InspectionService: what inspectors ask.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_INSPECTION_SERVICE_H_
#define ENLACE_SERVER_RPC_INSPECTION_SERVICE_H_

#include "enlace/v1/inspection_service.grpc.pb.h"
#include "server/gate/inspection_desk.h"
#include "server/gate/turned_away.h"

namespace enlace::rpc {

class InspectionService final : public v1::InspectionService::CallbackService {
 public:
  // Both must outlive the service.
  InspectionService(const gate::InspectionDesk& desk,
                    gate::TurnedAway& turned_away);

  grpc::ServerUnaryReactor* InspectRecord(
      grpc::CallbackServerContext* context,
      const v1::InspectRecordRequest* request,
      v1::InspectRecordResponse* response) override;

 private:
  const gate::InspectionDesk& desk_;
  gate::TurnedAway& turned_away_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_INSPECTION_SERVICE_H_
