#include "proto/wire/full_form.h"

#include <utility>

#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/commitment.h"
#include "proto/wire/leaf.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"

namespace enlace::wire {

absl::StatusOr<VerifiedFullForm> VerifyFullForm(const v1::Statement& statement,
                                                absl::string_view body,
                                                absl::string_view seed) {
  if (seed.size() != kSeedSize) {
    return FieldInvalid("seed", "must have 32 bytes");
  }
  VerifiedFullForm form;
  ASSIGN_OR_RETURN(form.message, ParseRecord(statement.header().type(), body));
  if (AsBytes(BodyDigest(seed, body)) != statement.body_digest()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the body is not the one that the statement was made for");
  }
  // A statement may lie: its root decides what a minimized form can prove.
  ASSIGN_OR_RETURN(std::vector<Leaf> leaves, LeavesOf(*form.message));
  form.leaves = CommitTo(std::move(leaves), seed);
  if (AsBytes(CommitmentRoot(form.leaves)) != statement.commitment_root()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kCommitmentMismatch,
                   "the commitment root is not that of the body's leaves");
  }
  return form;
}

}  // namespace enlace::wire
