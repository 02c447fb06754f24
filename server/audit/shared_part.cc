#include "server/audit/shared_part.h"

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "proto/wire/batch_entry.h"

namespace enlace::audit {

absl::StatusOr<v1::EntryProof> SharedPartOf(const v1::AnnexEntry& annex,
                                            absl::string_view transfer_id,
                                            wire::TlogProof& proof) {
  v1::EntryProof part;
  if (annex.leaves().empty()) {
    part.set_shared_blind(annex.shared_blind());
    part.set_shared(annex.shared());
    return part;
  }
  for (int place = 0; place < annex.leaves_size(); ++place) {
    const v1::AnnexLeaf& leaf = annex.leaves(place);
    v1::SharedOpening shared;
    if (leaf.shared().empty() || !shared.ParseFromString(leaf.shared()) ||
        shared.transfer_id() != transfer_id) {
      continue;
    }
    ASSIGN_OR_RETURN(const wire::BatchLeaves leaves, wire::LeavesOf(annex));
    proof.extra = wire::EncodeLeafPath(
        wire::BatchPath(leaves.shared, static_cast<uint32_t>(place)));
    part.set_shared_blind(leaf.shared_blind());
    part.set_shared(leaf.shared());
    return part;
  }
  return absl::NotFoundError("the entry says nothing of this transfer");
}

}  // namespace enlace::audit
