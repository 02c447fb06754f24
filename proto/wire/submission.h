// What an agency hands to its own node: statement, body and seed.
//
//   ASSIGN_OR_RETURN(v1::Submission submission,
//                    MakeSubmission(header, record, key, random));
//
// Pure but for the signer and the random seed.

#ifndef ENLACE_PROTO_WIRE_SUBMISSION_H_
#define ENLACE_PROTO_WIRE_SUBMISSION_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "certs/key.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/header.pb.h"
#include "proto/wire/commitment.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

// Signs `record` under `header`, whose type and version it sets.  Fails with
// kInvalidArgument as MakeStatement() and CheckRecord() do, else as the signer.
absl::StatusOr<v1::Submission> MakeSubmission(
    v1::Header header, const google::protobuf::Message& record,
    const certs::Signer& signer, Random& random);

struct VerifiedSubmission {
  v1::Submission submission;
  v1::Statement statement;
  std::string record_id;                               // 32 bytes
  std::unique_ptr<google::protobuf::Message> message;  // the whole record
  std::vector<CommittedLeaf> leaves;                   // its leaves, by path
};

// Reads a serialized Submission strictly and checks all that it claims: the
// signature is by the header's sender, the record is the one it signed, the
// commitments are those of the record.  Fails with kInvalidArgument as
// ParseStatement(), VerifyStatement(), VerifyFullForm() and KeyOf(), and with
// kPermissionDenied, SENDER_MISMATCH.
absl::StatusOr<VerifiedSubmission> VerifySubmission(
    absl::string_view submission, KeyLookup keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_SUBMISSION_H_
