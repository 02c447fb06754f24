#include "server/app/door.h"

#include <grpc/support/time.h>
#include <grpcpp/server_builder.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/self_probe.h"
#include "server/app/trust.h"
#include "server/rpc/caller.h"

namespace enlace::app {

Door::Door(Plan plan, std::unique_ptr<grpc::Server> server,
           std::unique_ptr<certs::BrokenHandshakes> broken_handshakes)
    : plan_(std::move(plan)),
      server_(std::move(server)),
      broken_handshakes_(std::move(broken_handshakes)) {}

absl::StatusOr<std::unique_ptr<Door>> Door::Open(Plan plan) {
  const std::string name = rpc::DoorName(plan.listener);
  gate::TurnedAway& turned_away = *plan.turned_away;
  plan.callers.refused = [&turned_away, name,
                          node = plan.node](const certs::Identity* identity) {
    if (identity != nullptr && identity->Uri() == node) return;
    turned_away.Note(gate::KnockOf(name, identity));
  };
  auto broken_handshakes =
      std::make_unique<certs::BrokenHandshakes>([&turned_away, name] {
        turned_away.Note(gate::BrokenHandshakeAt(name));
      });
  ASSIGN_OR_RETURN(const auto credentials,
                   certs::MakeServerCredentials(plan.files, plan.callers));
  grpc::ServerBuilder builder;
  rpc::ApplyLimits(builder, plan.listener);
  int port = 0;
  builder.AddListeningPort(plan.address, credentials, &port);
  for (grpc::Service* const service : plan.services) {
    builder.RegisterService(service);
  }
  std::unique_ptr<grpc::Server> server;
  const absl::Status watched =
      broken_handshakes->Listen([&] { server = builder.BuildAndStart(); });
  if (server == nullptr || port == 0) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen at ", plan.setting, " = ", plan.address));
  }
  RETURN_IF_ERROR(watched);
  return std::unique_ptr<Door>(new Door(std::move(plan), std::move(server),
                                        std::move(broken_handshakes)));
}

absl::Status Door::Probe() {
  RETURN_IF_ERROR(About(plan_.setting,
                        certs::ProbeListener(plan_.address, plan_.files,
                                             certs::OwnCertificate::kRefused)));
  broken_handshakes_->Begin();
  return absl::OkStatus();
}

void Door::Close(int seconds) {
  // A span counts from now.
  server_->Shutdown(gpr_time_from_seconds(seconds, GPR_TIMESPAN));
}

}  // namespace enlace::app
