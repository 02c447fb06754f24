#include "server/audit/tree_recovery.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"
#include "proto/wire/tile_reader.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kBlockSize = wire::kTileWidth;
constexpr uint64_t kRowsARead = 16 * kBlockSize;

LogTree EmptyTree(core::Store& store) {
  return LogTree([&store](uint64_t block) -> absl::StatusOr<std::vector<Hash>> {
    ASSIGN_OR_RETURN(const std::vector<core::AuditRow> rows,
                     store.ReadAudit(block * kBlockSize, kBlockSize));
    std::vector<Hash> leaves;
    leaves.reserve(rows.size());
    for (const core::AuditRow& row : rows) {
      leaves.push_back(wire::HashLeaf(row.entry));
    }
    return leaves;
  });
}

// Appends the blocks that a tree of `size` entries has, from its tiles.
absl::Status AppendBlocks(const Directory& audit, uint64_t size,
                          LogTree& tree) {
  const uint64_t blocks = size / kBlockSize;
  for (uint64_t first = 0; first < blocks; first += kBlockSize) {
    const wire::Tile tile{
        .level = 1,
        .index = first / kBlockSize,
        .width = static_cast<int>(std::min(blocks - first, kBlockSize))};
    ASSIGN_OR_RETURN(const std::string hashes,
                     wire::ReadTile(tile, [&audit](absl::string_view path) {
                       return audit.Read(path);
                     }));
    for (size_t at = 0; at < hashes.size(); at += kHashSize) {
      tree.AppendBlock(
          HashFromBytes(absl::string_view(hashes).substr(at, kHashSize)));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRoot(const wire::Checkpoint& published, LogTree& tree) {
  const absl::StatusOr<Hash> root = tree.Root(published.size);
  if (root.ok() && *root == published.root) return absl::OkStatus();
  return absl::DataLossError(
      "the log does not hold what its published checkpoint covers: a backup "
      "was restored or entries were lost; restore the tail of the journal, or "
      "have two persons open a new shard");
}

}  // namespace

absl::StatusOr<RecoveredTree> RecoverTree(
    core::Store& store, const Directory& audit,
    const std::optional<wire::Checkpoint>& published) {
  if (published) {
    LogTree tree = EmptyTree(store);
    absl::Status status = AppendBlocks(audit, published->size, tree);
    if (status.ok()) status = AppendRows(store, tree);
    if (status.ok()) status = CheckRoot(*published, tree);
    if (status.ok()) return RecoveredTree{std::move(tree), published->size};
    Log(Severity::kWarning, "published tiles are of no use; made anew",
        {{"error", status.ToString()}});
  }
  LogTree tree = EmptyTree(store);
  RETURN_IF_ERROR(AppendRows(store, tree));
  if (published) RETURN_IF_ERROR(CheckRoot(*published, tree));
  return RecoveredTree{std::move(tree), 0};
}

absl::Status AppendRows(core::Store& store, LogTree& tree) {
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<core::AuditRow> rows,
                     store.ReadAudit(tree.size(), kRowsARead));
    for (const core::AuditRow& row : rows) {
      if (row.index != tree.size()) {
        return absl::DataLossError("the entries of the journal have a gap");
      }
      tree.Append(wire::HashLeaf(row.entry));
    }
    if (rows.size() < kRowsARead) return absl::OkStatus();
  }
}

}  // namespace enlace::audit
