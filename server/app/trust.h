// Whom a node believes: the parties of its configuration and their keys, each
// with a certificate that leads to its own nation's root.
//
// Immutable once loaded, hence thread-safe.

#ifndef ENLACE_SERVER_APP_TRUST_H_
#define ENLACE_SERVER_APP_TRUST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "server/app/config.h"
#include "server/gate/parties.h"

namespace enlace::app {

struct Trust {
  gate::Parties parties;
  certs::KeyDirectory keys;
  std::vector<std::string> certificates;  // PEM chains of all signing keys
  std::optional<certs::PrivateKey> statement_key;  // the node's own
};

// Fails naming the file if a certificate does not verify at `now`, or if the
// statement key is not the one that the node's certificate names.
absl::StatusOr<Trust> LoadTrust(const Config& config, absl::Time now);

// A private key in PEM.  Fails naming the file.
absl::StatusOr<certs::PrivateKey> LoadKey(const std::string& path);

// `status` with the name of what it is about.
absl::Status About(absl::string_view subject, const absl::Status& status);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_TRUST_H_
