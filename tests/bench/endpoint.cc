#include "tests/bench/endpoint.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "certs/identity.h"
#include "certs/tls.h"

namespace enlace::bench {
namespace {

certs::TlsFiles FilesOf(const Party& party) {
  const std::string folder = absl::StrCat(party.pki, "/node/", party.id, "/");
  return {.key_path = folder + "tls.key",
          .chain_path = folder + "tls.pem",
          .root_path = party.pki + "/root.pem",
          .own_root_path = ""};
}

}  // namespace

std::unique_ptr<grpc::Server> ServeRelay(const Party& self,
                                         const std::string& address,
                                         RelayReceiver& receiver) {
  const auto credentials = certs::MakeServerCredentials(
      FilesOf(self), {.trust_domain = self.trust_domain,
                      .kinds = {certs::Identity::Kind::kNode}});
  CHECK_OK(credentials.status());
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, *credentials, &port);
  builder.RegisterService(&receiver);
  auto server = builder.BuildAndStart();
  CHECK(server != nullptr && port != 0) << "cannot listen at " << address;
  return server;
}

std::shared_ptr<grpc::Channel> OpenRelay(const Party& self,
                                         const std::string& id,
                                         const std::string& address) {
  const auto credentials = certs::MakeChannelCredentials(
      FilesOf(self), {.trust_domain = self.trust_domain,
                      .kind = certs::Identity::Kind::kNode,
                      .id = id});
  CHECK_OK(credentials.status());
  return grpc::CreateCustomChannel(address, *credentials,
                                   certs::SafeChannelArguments());
}

}  // namespace enlace::bench
