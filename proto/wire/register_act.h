// What a person signs about an entry of the register: that it is proposed,
// approved or revoked.
//
//   ASSIGN_OR_RETURN(const std::string entry, WriteRegisterEntry(content));
//   ASSIGN_OR_RETURN(const v1::SignedRegisterAct act,
//                    SignRegisterAct(deed, person, key, chain_pem, now));
//
// An act is the person's signature over the digest of the entry, so it counts
// for that entry and no other.  Whether the person may, the node asks.  Pure.
// docs/register.md.

#ifndef ENLACE_PROTO_WIRE_REGISTER_ACT_H_
#define ENLACE_PROTO_WIRE_REGISTER_ACT_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/register.pb.h"

namespace enlace::wire {

inline constexpr size_t kRegisterEntrySizeMax = 8192;
// An entry may count for so long at most; then somebody looks again.
inline constexpr absl::Duration kRegisterTermMax = absl::Hours(24 * 366 * 5);
// So long at most may a person look at the contents of records.
inline constexpr absl::Duration kInspectionTermMax = absl::Hours(24 * 90);

// The entry of these bytes.  Fails with kInvalidArgument, TOO_LARGE or
// FIELD_INVALID, naming the field, if it is not in the one spelling that
// WriteRegisterEntry() gives.
absl::StatusOr<v1::RegisterEntry> ReadRegisterEntry(absl::string_view bytes);

// The bytes of `entry`.  Fails as ReadRegisterEntry().
absl::StatusOr<std::string> WriteRegisterEntry(const v1::RegisterEntry& entry);

// What a person does, about an entry of these bytes.
struct RegisterDeed {
  v1::RegisterAct::Verb verb = v1::RegisterAct::VERB_UNSPECIFIED;
  std::string entry_id;
  std::string entry_digest;  // SHA-256 of its bytes
};

// Fails as the signer does.
absl::StatusOr<v1::SignedRegisterAct> SignRegisterAct(
    const RegisterDeed& deed, const certs::Identity& person,
    const certs::Signer& key, const std::string& chain_pem, absl::Time now);

// The deed that `person` signed.  Fails with kInvalidArgument as the readers,
// with kPermissionDenied, SIGNATURE_INVALID, unless the act is signed by
// `person` with a key that `root` vouches for, and with kFailedPrecondition,
// EXPIRED, if that was not within five minutes of `now`.
absl::StatusOr<RegisterDeed> VerifyRegisterAct(const v1::SignedRegisterAct& act,
                                               const certs::Identity& person,
                                               const certs::TrustAnchor& root,
                                               absl::Time now);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_REGISTER_ACT_H_
