#include "server/app/door.h"

#include <grpc/support/time.h>
#include <grpcpp/server_builder.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/self_probe.h"
#include "server/app/trust.h"

namespace enlace::app {

Door::Door(Plan plan, std::unique_ptr<grpc::Server> server)
    : plan_(std::move(plan)), server_(std::move(server)) {}

absl::StatusOr<std::unique_ptr<Door>> Door::Open(Plan plan) {
  ASSIGN_OR_RETURN(const auto credentials,
                   certs::MakeServerCredentials(plan.files, plan.callers));
  grpc::ServerBuilder builder;
  rpc::ApplyLimits(builder, plan.listener);
  int port = 0;
  builder.AddListeningPort(plan.address, credentials, &port);
  for (grpc::Service* const service : plan.services) {
    builder.RegisterService(service);
  }
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen at ", plan.setting, " = ", plan.address));
  }
  return std::unique_ptr<Door>(new Door(std::move(plan), std::move(server)));
}

absl::Status Door::Probe() const {
  return About(plan_.setting,
               certs::ProbeListener(plan_.address, plan_.files,
                                    certs::OwnCertificate::kRefused));
}

void Door::Close(int seconds) {
  // A span counts from now.
  server_->Shutdown(gpr_time_from_seconds(seconds, GPR_TIMESPAN));
}

}  // namespace enlace::app
