// The link file of a throw-away nation, signed by its root; for the demo, for
// development and for tests, never for production.

#ifndef ENLACE_CERTS_DEV_DEV_LINK_FILE_H_
#define ENLACE_CERTS_DEV_DEV_LINK_FILE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/link.pb.h"

namespace enlace::certs {

// A node and the keys of its log and of its witness; both are there.
struct DevLinkNode {
  Identity identity;
  std::string endpoint;
  std::string statement_chain;
  std::optional<PublicKey> log_key;
  std::optional<PublicKey> witness_key;
};

struct DevLinkAgency {
  Identity identity;
  std::string signing_chain;
};

struct DevLinkTerm {
  absl::Time valid_from;
  absl::Time valid_until;
  uint64_t serial = 1;
};

// What DevLinkFile() signs.  Logs are named <trust domain>/audit, their
// witnesses <trust domain>/witness; those of the second node and on get the
// number of the shard after a slash.  REQUIRES: nodes with both keys.
v1::LinkFile DevLinkContent(const DevPki& pki,
                            const std::vector<DevLinkNode>& nodes,
                            const std::vector<DevLinkAgency>& agencies,
                            const DevLinkTerm& term);

// The bytes of the link file.  Fails as wire::SignLinkFile() does.
absl::StatusOr<std::string> DevLinkFile(
    const DevPki& pki, const std::vector<DevLinkNode>& nodes,
    const std::vector<DevLinkAgency>& agencies, const DevLinkTerm& term);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_DEV_DEV_LINK_FILE_H_
