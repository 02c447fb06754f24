// TLS 1.3 with both sides authenticated, for gRPC.
//
//   int main() {
//     CHECK_OK(InstallTlsConfiguration());  // before any gRPC object
//     ASSIGN_OR_RETURN(auto credentials, MakeServerCredentials(
//         {.key_path = ..., .chain_path = ..., .root_path = ...},
//         {.trust_domain = "us.enlace.example",
//          .kinds = {Identity::Kind::kAgency}}));
//
// gRPC 1.51 can neither be told to refuse TLS 1.2 nor to look at URI names.
// So the version is set in OpenSSL's configuration, which is compiled in (no
// file and no environment variable can weaken it), and every handshake passes
// PeerVerifier (certs/peer_verifier.h).  There is no session resumption.
//
// Files are read once and checked before gRPC sees them: a wrong one is an
// error here, never a listener that answers nobody.

#ifndef ENLACE_CERTS_TLS_H_
#define ENLACE_CERTS_TLS_H_

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/clock.h"
#include "certs/identity.h"
#include "certs/peer_verifier.h"

namespace enlace::certs {

// Makes OpenSSL speak TLS 1.3 alone, without session tickets, in this whole
// process, and ignore openssl.cnf and OPENSSL_CONF.  Call it first in main().
// Fails with kInternal if OpenSSL does not show the effect.
absl::Status InstallTlsConfiguration();

struct TlsFiles {
  std::string key_path;    // PKCS #8, readable by the owner alone
  std::string chain_path;  // leaf, then issuing CA
  std::string root_path;   // the root that the other side must chain to

  // The root of our own chain; empty if it is root_path, as between an agency
  // and its own nation's node.
  std::string own_root_path = {};

  // The certificate itself (PEM), where it stands in no file; then root_path is
  // not read.
  std::string root_pem = {};
};

// For a listener that admits only `peers`.  Fails with kInvalidArgument or
// kUnauthenticated if the files do not fit together, with kFailedPrecondition
// if others can read the key or InstallTlsConfiguration() was not called.
// `clock` must outlive the credentials.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, const AcceptedPeers& peers,
    Clock& clock = RealClock());

// For a channel to exactly `expected_server`.  Errors as above.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>>
MakeChannelCredentials(const TlsFiles& files, const Identity& expected_server,
                       Clock& clock = RealClock());

// What every channel of ours sets: no proxy from the environment, no service
// configuration from DNS, no retries behind our back, no decompression.
grpc::ChannelArguments SafeChannelArguments();

// Who is calling.  Fails with kUnauthenticated unless the connection is
// encrypted, authenticated, and its certificate names exactly one identity.
absl::StatusOr<Identity> PeerIdentity(const grpc::AuthContext& context);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_TLS_H_
