// What a person signed with the own key, and the certificates of that key.
//
// One way to check it for everything that persons sign: acts about the
// register, reviews of rule books.  Pure.

#ifndef ENLACE_PROTO_WIRE_PERSON_SIGNATURE_H_
#define ENLACE_PROTO_WIRE_PERSON_SIGNATURE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "enlace/v1/header.pb.h"

namespace enlace::wire {

// Views of what is checked, which must outlive the object.
struct PersonSignature {
  absl::string_view what;          // names the signed thing in messages: "act"
  absl::string_view payload_type;  // proto/wire/dsse.h
  absl::string_view payload;
  const v1::Signature& signature;
  const std::string& chain_pem;
};

// The person whose key signed, if `root` vouched for that key at `at`.  Fails
// with kPermissionDenied, SIGNATURE_INVALID, and with kInvalidArgument,
// FIELD_INVALID, for a chain that is not in the one spelling of PEM.
absl::StatusOr<certs::Identity> PersonWhoSigned(const PersonSignature& given,
                                                const certs::TrustAnchor& root,
                                                absl::Time at);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_PERSON_SIGNATURE_H_
