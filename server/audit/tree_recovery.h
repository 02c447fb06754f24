// The log's tree, from what is on disk.
//
// The hashes of full blocks stand in the published tiles, so that a start reads
// the journal only from the last block on.  Tiles are outside the trust: they
// are believed once the root of a checkpoint that this log signed follows from
// them, else the whole journal is read.

#ifndef ENLACE_SERVER_AUDIT_TREE_RECOVERY_H_
#define ENLACE_SERVER_AUDIT_TREE_RECOVERY_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/wire/checkpoint.h"
#include "server/audit/directory.h"
#include "server/audit/log_tree.h"
#include "server/core/store.h"

namespace enlace::audit {

struct RecoveredTree {
  LogTree tree;                 // of all rows of the store
  uint64_t published_size = 0;  // entries whose published files are to be used
};

// `published` is the checkpoint that stands in `audit`, its signature verified.
// Fails with kDataLoss if the store does not hold what it covers.  `store` must
// outlive the tree.
absl::StatusOr<RecoveredTree> RecoverTree(
    core::Store& store, const Directory& audit,
    const std::optional<wire::Checkpoint>& published);

// Appends the rows that the store has and the tree has not.  Fails with
// kDataLoss if they do not follow.
absl::Status AppendRows(core::Store& store, LogTree& tree);

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_TREE_RECOVERY_H_
