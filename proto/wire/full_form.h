// A whole record: body and seed, checked against the originator's statement.
// docs/envelope.md, "Full form".  Pure.

#ifndef ENLACE_PROTO_WIRE_FULL_FORM_H_
#define ENLACE_PROTO_WIRE_FULL_FORM_H_

#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/commitment.h"

namespace enlace::wire {

struct VerifiedFullForm {
  std::unique_ptr<google::protobuf::Message> message;
  std::vector<CommittedLeaf> leaves;  // of `message`, by path
};

// The record, if body digest and commitment root are those of `statement`.
// Fails with kInvalidArgument: as ParseRecord(), FIELD_INVALID for a malformed
// seed, COMMITMENT_MISMATCH.
// REQUIRES: a statement that ParseStatement() returned.
absl::StatusOr<VerifiedFullForm> VerifyFullForm(const v1::Statement& statement,
                                                absl::string_view body,
                                                absl::string_view seed);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_FULL_FORM_H_
