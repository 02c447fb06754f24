// Signatures over bytes and what they are: DSSE 1.0 (secure-systems-lab/dsse,
// protocol.md).
//
// The signature covers "DSSEv1" SP len SP type SP len SP payload, so that bytes
// signed as one thing never pass for another.  Each thing has a payload type of
// its own; nothing else is negotiated.  Pure but for the signer.

#ifndef ENLACE_PROTO_WIRE_DSSE_H_
#define ENLACE_PROTO_WIRE_DSSE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/key.h"
#include "enlace/v1/header.pb.h"

namespace enlace::wire {

inline constexpr absl::string_view kStatementPayload =
    "application/vnd.enlace.statement.v1+protobuf";
inline constexpr absl::string_view kBatchPayload =
    "application/vnd.enlace.batch.v1";
inline constexpr absl::string_view kReleasePayload =
    "application/vnd.enlace.release.v1+protobuf";
inline constexpr absl::string_view kReleaseBatchPayload =
    "application/vnd.enlace.release-batch.v1";
inline constexpr absl::string_view kLinkFilePayload =
    "application/vnd.enlace.link-file.v1+protobuf";
inline constexpr absl::string_view kLinkAcceptancePayload =
    "application/vnd.enlace.link-acceptance.v1+protobuf";

// What is signed.
std::string PreAuthEncoding(absl::string_view payload_type,
                            absl::string_view payload);

// Fails as certs::Signer::Sign() does.
absl::StatusOr<v1::Signature> SignPayload(const certs::Signer& signer,
                                          absl::string_view payload_type,
                                          absl::string_view payload);

// OK if `signature` is by `key`, and says so.  Fails with kInvalidArgument,
// SIGNATURE_INVALID.
absl::Status VerifyPayload(const certs::PublicKey& key,
                           absl::string_view payload_type,
                           absl::string_view payload,
                           const v1::Signature& signature);

// Signs one statement (proto/wire/statement.h).
absl::StatusOr<v1::SignedStatement> SignStatement(const certs::Signer& signer,
                                                  absl::string_view statement);

// OK if `key` signed the statement, or the root of a batch that covers it
// (proto/wire/batch_root.h).  Fails with kInvalidArgument, SIGNATURE_INVALID.
absl::Status VerifyStatement(const certs::PublicKey& key,
                             const v1::SignedStatement& statement);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_DSSE_H_
