#include "proto/wire/full_form.h"

#include <vector>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/commitment.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"

namespace enlace::wire {

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> VerifyFullForm(
    const v1::Statement& statement, const v1::FullForm& form) {
  if (form.seed().size() != kSeedSize) {
    return FieldInvalid("seed", "must have 32 bytes");
  }
  ASSIGN_OR_RETURN(std::unique_ptr<google::protobuf::Message> record,
                   ParseRecord(statement.header().type(), form.body()));
  if (AsBytes(BodyDigest(form.seed(), form.body())) !=
      statement.body_digest()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the body is not the one that the statement was made for");
  }
  // A statement may lie: its root decides what a minimized form can prove.
  ASSIGN_OR_RETURN(const std::vector<Leaf> leaves, LeavesOf(*record));
  if (AsBytes(CommitmentRoot(leaves, form.seed())) !=
      statement.commitment_root()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the commitment root is not that of the body's leaves");
  }
  return record;
}

}  // namespace enlace::wire
