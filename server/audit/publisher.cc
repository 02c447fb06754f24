#include "server/audit/publisher.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"
#include "server/audit/annex_line.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kBundleSize = wire::kTileWidth;
constexpr uint64_t kRowsARead = 4 * kBundleSize;

absl::Status Differs(uint64_t first) {
  return absl::DataLossError(
      absl::StrCat("entries of the log changed in the journal, from ", first,
                   " on; nothing is signed on them"));
}

// The right edge of the log's tree when it had `size` entries.
absl::StatusOr<wire::CompactTree> ReadCompactTree(uint64_t size,
                                                  wire::HashReader tree) {
  std::vector<Hash> edge;
  for (int level = 62; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    ASSIGN_OR_RETURN(const Hash hash, tree({level, (size >> level) - 1}));
    edge.push_back(hash);
  }
  return wire::CompactTree::FromState(size, std::move(edge));
}

}  // namespace

absl::StatusOr<std::string> HigherTile(const wire::Tile& tile,
                                       wire::HashReader tree) {
  std::string hashes;
  for (int i = 0; i < tile.width; ++i) {
    ASSIGN_OR_RETURN(const Hash hash, tree({tile.level * wire::kTileHeight,
                                            tile.index * kBundleSize +
                                                static_cast<uint64_t>(i)}));
    absl::StrAppend(&hashes, AsBytes(hash));
  }
  return hashes;
}

absl::StatusOr<Publisher> Publisher::Resume(PublishedLog log, uint64_t size,
                                            wire::HashReader tree) {
  const uint64_t whole = size - size % kBundleSize;
  Edge edge;
  ASSIGN_OR_RETURN(edge.tree, ReadCompactTree(whole, tree));
  Publisher publisher(log, std::move(edge));
  RETURN_IF_ERROR(publisher.Fill(size, tree, publisher.edge_));
  ASSIGN_OR_RETURN(const wire::CompactTree expected,
                   ReadCompactTree(size, tree));
  if (publisher.edge_.tree != expected) return Differs(whole);
  return publisher;
}

absl::Status Publisher::Publish(uint64_t size, const Hash& root,
                                wire::HashReader tree) {
  CHECK(size >= this->size()) << "a log never shrinks";
  Edge edge = edge_;
  RETURN_IF_ERROR(Fill(size, tree, edge));
  if (edge.tree.Root() != root) return Differs(size - size % kBundleSize);
  const auto open = static_cast<int>(size % kBundleSize);
  if (open != 0) {
    RETURN_IF_ERROR(WriteBundle(edge, size / kBundleSize, open));
  }
  RETURN_IF_ERROR(WriteHigherTiles(size, tree));
  RETURN_IF_ERROR(log_.annex->Sync());
  RETURN_IF_ERROR(log_.audit->Sync());
  edge_ = std::move(edge);
  return absl::OkStatus();
}

absl::Status Publisher::Fill(uint64_t end, wire::HashReader tree, Edge& edge) {
  while (edge.tree.size() < end) {
    const uint64_t first = edge.tree.size();
    const uint64_t count = std::min(end - first, kRowsARead);
    ASSIGN_OR_RETURN(const std::vector<core::AuditRow> rows,
                     log_.store->ReadAudit(first, count));
    if (rows.size() != count) return Differs(first + rows.size());
    for (const core::AuditRow& row : rows) {
      if (row.index != edge.tree.size()) return Differs(edge.tree.size());
      ASSIGN_OR_RETURN(const std::string line, AnnexLine(row));
      RETURN_IF_ERROR(wire::AppendEntry(edge.entries, row.entry));
      const Hash leaf = wire::HashLeaf(row.entry);
      absl::StrAppend(&edge.leaves, AsBytes(leaf));
      absl::StrAppend(&edge.annex, line);
      Hash block = {};
      edge.tree.Append(leaf, [&block](wire::NodeId node, const Hash& hash) {
        if (node.level == wire::kTileHeight) block = hash;
      });
      if (edge.tree.size() % kBundleSize != 0) continue;
      const uint64_t bundle = edge.tree.size() / kBundleSize - 1;
      ASSIGN_OR_RETURN(const Hash expected, tree({wire::kTileHeight, bundle}));
      if (block != expected) return Differs(bundle * kBundleSize);
      RETURN_IF_ERROR(WriteBundle(edge, bundle, wire::kTileWidth));
      edge.entries.clear();
      edge.leaves.clear();
      edge.annex.clear();
    }
  }
  return absl::OkStatus();
}

absl::Status Publisher::WriteBundle(const Edge& edge, uint64_t bundle,
                                    int width) {
  const auto path = [&](int level) {
    return wire::TilePath({.level = level, .index = bundle, .width = width});
  };
  RETURN_IF_ERROR(log_.annex->Write(AnnexPath(bundle), edge.annex));
  RETURN_IF_ERROR(log_.audit->Write(path(wire::kEntriesLevel), edge.entries));
  return log_.audit->Write(path(0), edge.leaves);
}

absl::Status Publisher::WriteHigherTiles(uint64_t size, wire::HashReader tree) {
  for (const wire::Tile& tile : wire::NewTiles(this->size(), size)) {
    if (tile.level == 0) continue;
    ASSIGN_OR_RETURN(const std::string hashes, HigherTile(tile, tree));
    RETURN_IF_ERROR(log_.audit->Write(wire::TilePath(tile), hashes));
  }
  return absl::OkStatus();
}

}  // namespace enlace::audit
