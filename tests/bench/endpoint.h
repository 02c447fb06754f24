// Doors of the bare relay: mutual TLS as everywhere, identities of one
// throw-away nation.

#ifndef ENLACE_TESTS_BENCH_ENDPOINT_H_
#define ENLACE_TESTS_BENCH_ENDPOINT_H_

#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include <memory>
#include <string>

#include "tests/bench/relay_stream.h"

namespace enlace::bench {

// The files that enlace-dev-pki wrote for node `id` into `pki`.
struct Party {
  std::string pki;
  std::string trust_domain;
  std::string id;
};

// Serves `receiver` at `address`.  Ends the process if it cannot.
std::unique_ptr<grpc::Server> ServeRelay(const Party& self,
                                         const std::string& address,
                                         RelayReceiver& receiver);

// A channel to node `id` at `address`.  Ends the process if it cannot.
std::shared_ptr<grpc::Channel> OpenRelay(const Party& self,
                                         const std::string& id,
                                         const std::string& address);

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_ENDPOINT_H_
