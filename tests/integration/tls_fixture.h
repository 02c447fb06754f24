// Two nations' throw-away PKIs in a folder, and a real gRPC server that tells
// each caller who it is.

#ifndef ENLACE_TESTS_INTEGRATION_TLS_FIXTURE_H_
#define ENLACE_TESTS_INTEGRATION_TLS_FIXTURE_H_

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/tls.h"

namespace enlace::certs {

// Set in a child process that must not call InstallTlsConfiguration().
inline constexpr char kSkipInstallVariable[] = "ENLACE_TEST_SKIP_TLS_INSTALL";

Identity UsIdentity(Identity::Kind kind, absl::string_view id);
Identity MxIdentity(Identity::Kind kind, absl::string_view id);

// The PKIs of this process; keys are drawn once.
const DevPki& UsPki();
const DevPki& MxPki();

// A folder of this process, removed at its end.
const std::string& TlsFolder();

// Writes `issued` under `name` and returns the files, with `root_pem` as the
// root of the other side.
TlsFiles WriteTlsFiles(absl::string_view name, const IssuedKey& issued,
                       absl::string_view root_pem);

// Answers every unary call with the caller's identity.
class WhoAmIServer {
 public:
  explicit WhoAmIServer(std::shared_ptr<grpc::ServerCredentials> credentials);
  ~WhoAmIServer();

  std::string address() const;

 private:
  std::unique_ptr<grpc::CallbackGenericService> service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// The identity that the server at `address` sees, or the call's status.
absl::StatusOr<std::string> AskWhoAmI(
    const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials);

}  // namespace enlace::certs

#endif  // ENLACE_TESTS_INTEGRATION_TLS_FIXTURE_H_
