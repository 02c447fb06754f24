// A whole record: body and seed, checked against the originator's statement.
// docs/envelope.md, "Full form".  Pure.

#ifndef ENLACE_PROTO_WIRE_FULL_FORM_H_
#define ENLACE_PROTO_WIRE_FULL_FORM_H_

#include <google/protobuf/message.h>

#include <memory>

#include "absl/status/statusor.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::wire {

// The record, if body digest and commitment root are those of `statement`.
// Fails with kInvalidArgument: as ParseRecord(), FIELD_INVALID for a malformed
// seed, COMMITMENT_MISMATCH.
// REQUIRES: a statement that ParseStatement() returned.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> VerifyFullForm(
    const v1::Statement& statement, const v1::FullForm& form);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_FULL_FORM_H_
