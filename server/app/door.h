// One of a node's doors: a listener with mutual TLS, who may knock, and what is
// served behind it.  Whoever does not get in is counted.
//
// Thread-compatible, but for what gRPC itself serves.

#ifndef ENLACE_SERVER_APP_DOOR_H_
#define ENLACE_SERVER_APP_DOOR_H_

#include <grpcpp/impl/service_type.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "certs/broken_handshakes.h"
#include "certs/tls.h"
#include "server/gate/turned_away.h"
#include "server/rpc/server_limits.h"

namespace enlace::app {

class Door {
 public:
  struct Plan {
    std::string setting;  // its key in the configuration
    std::string address;  // host:port
    rpc::Listener listener = rpc::Listener::kAgencies;
    certs::TlsFiles files = {};
    certs::AcceptedPeers callers = {};
    gate::TurnedAway* turned_away = nullptr;  // outlives the door
    std::string node = {};  // whose own knocks, when it starts, do not count
    std::vector<grpc::Service*> services = {};  // they outlive the door
  };

  // Serves from now on.  Fails with kUnavailable if nobody can listen there,
  // and as certs::MakeServerCredentials() does.
  static absl::StatusOr<std::unique_ptr<Door>> Open(Plan plan);

  // Fails unless the own server refuses who must be refused: TLS 1.2, no
  // certificate, its own.  Handshakes that break off are told of from then on.
  absl::Status Probe();

  // Takes no more calls; those under way end by themselves, or after `seconds`.
  void Close(int seconds);

 private:
  Door(Plan plan, std::unique_ptr<grpc::Server> server,
       std::unique_ptr<certs::BrokenHandshakes> broken_handshakes);

  const Plan plan_;
  const std::unique_ptr<grpc::Server> server_;
  // Ends first: what the server breaks off when it ends was not turned away.
  const std::unique_ptr<certs::BrokenHandshakes> broken_handshakes_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_DOOR_H_
