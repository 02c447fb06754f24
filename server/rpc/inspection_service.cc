#include "server/rpc/inspection_service.h"

#include <utility>

#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {

InspectionService::InspectionService(const gate::InspectionDesk& desk,
                                     gate::TurnedAway& turned_away)
    : desk_(desk), turned_away_(turned_away) {}

grpc::ServerUnaryReactor* InspectionService::InspectRecord(
    grpc::CallbackServerContext* context,
    const v1::InspectRecordRequest* request,
    v1::InspectRecordResponse* response) {
  constexpr char kMethod[] = "enlace.v1.InspectionService.InspectRecord";
  const Reply reply(*context, kMethod);
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, kMethod, Listener::kAgencies, turned_away_);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  desk_.Inspect(
      caller->Uri(), *request,
      [reply, response](absl::StatusOr<v1::InspectRecordResponse> shown) {
        if (shown.ok()) *response = *std::move(shown);
        reply(shown.status());
      });
  return reply.reactor();
}

}  // namespace enlace::rpc
