// The keys that a nation's root vouched for at an instant.
//
//   // Years later, with a receipt and the national root alone:
//   ASSIGN_OR_RETURN(Endorsement us, EndorsedKeys(link_file, us_root, when));
//   us.logs[0].log_key                       // opens its checkpoints
//   us.keys.Find(signature.key_id())         // nodes' and agencies' keys
//
// Pure.

#ifndef ENLACE_PROTO_WIRE_ENDORSEMENT_H_
#define ENLACE_PROTO_WIRE_ENDORSEMENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/key_directory.h"
#include "proto/wire/link_file.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

// A log of a nation, and the key with which that nation cosigns others'.
struct EndorsedLog {
  std::string origin;
  VerifierKey log_key;
  VerifierKey witness_key;
};

struct Endorsement {
  std::string trust_domain;
  std::vector<EndorsedLog> logs;
  // Statement keys of the nodes and signing keys of the agencies whose
  // certificates were valid at the instant.
  certs::KeyDirectory keys;
};

// What `file` vouches for at `at`, for one who believes it.  Fails with
// kFailedPrecondition, LINK_FILE_EXPIRED, if the file does not hold then.
absl::StatusOr<Endorsement> KeysAt(const LinkFile& file, absl::Time at);

// The same for a serialized SignedLinkFile and one who believes `root` alone.
// Fails besides as LinkFile::Parse() does, and with kInvalidArgument,
// SIGNATURE_INVALID, if another root than `root` signed it.
absl::StatusOr<Endorsement> EndorsedKeys(absl::string_view signed_link_file,
                                         const certs::TrustAnchor& root,
                                         absl::Time at);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_ENDORSEMENT_H_
