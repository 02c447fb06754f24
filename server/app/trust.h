// Whom a node believes: the parties and keys of its own link file and of the
// other nations', each with a certificate that leads to its own nation's root.
//
// Immutable once loaded, hence thread-safe.

#ifndef ENLACE_SERVER_APP_TRUST_H_
#define ENLACE_SERVER_APP_TRUST_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "certs/key_directory.h"
#include "policy/engine/book.h"
#include "proto/wire/link_file.h"
#include "proto/wire/verifier_key.h"
#include "server/app/config.h"
#include "server/gate/parties.h"

namespace enlace::app {

// What one link file says of its nation, which is served by one node.
struct NationTrust {
  std::string bytes;  // the signed file
  wire::LinkFile file;
  certs::Identity node;
  std::string endpoint;
  wire::VerifierKey log_key;
  wire::VerifierKey witness_key;

  v1::SignedLinkFile Signed() const;
};

struct Trust {
  gate::Parties parties;
  certs::KeyDirectory keys;
  std::vector<std::string> certificates;  // PEM chains of all signing keys
  std::optional<certs::PrivateKey> statement_key;  // the node's own
  std::optional<certs::PrivateKey> log_key;
  std::optional<certs::PrivateKey> witness_key;
  std::optional<NationTrust> own;            // there once loaded
  std::map<std::string, NationTrust> peers;  // trust domain ->
};

// One link file.  Fails naming it if it does not verify; whether it holds now
// is not asked.
absl::StatusOr<NationTrust> LoadLinkFile(const std::string& path);

// Fails naming the file if a link file does not verify, if the own one does not
// hold at `now` or does not name the own root and the own keys.  A peer's that
// does not hold is loaded without its agencies and keys: its link stays closed.
absl::StatusOr<Trust> LoadTrust(const Config& config, absl::Time now);

// Fails naming an agency that has a role which `book` does not name: nobody
// would miss its reviews before they are needed.
absl::Status CheckAgencyRoles(const gate::Parties& parties,
                              const policy::Book& book);

// Whether the key of a TLS certificate may open a door: one that signs
// statements may not.  Fails with kPermissionDenied.
absl::Status CheckTlsKey(const Trust& trust,
                         const certs::Certificate& certificate);

// A private key in PEM.  Fails naming the file.
absl::StatusOr<certs::PrivateKey> LoadKey(const std::string& path);

// `status` with the name of what it is about.
absl::Status About(absl::string_view subject, const absl::Status& status);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_TRUST_H_
