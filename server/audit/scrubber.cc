#include "server/audit/scrubber.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/entry_bundle.h"
#include "proto/wire/merkle.h"
#include "server/audit/annex_line.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kBlockSize = wire::kTileWidth;

absl::Status Damaged(uint64_t index, absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("entry ", index, " in the journal: ", what));
}

// The tiles of a log of `size` entries that are complete with block [first,
// end) and were not before; at the end of the log also those that stay open.
std::vector<wire::Tile> TilesOf(uint64_t first, uint64_t end, uint64_t size) {
  std::vector<wire::Tile> tiles = wire::NewTiles(first, end);
  std::erase_if(tiles, [](const wire::Tile& tile) { return tile.partial(); });
  if (end != size) return tiles;
  for (int level = 0; size >> (level * wire::kTileHeight) != 0; ++level) {
    const uint64_t hashes = size >> (level * wire::kTileHeight);
    if (hashes % kBlockSize == 0) continue;
    tiles.push_back({.level = level,
                     .index = hashes / kBlockSize,
                     .width = static_cast<int>(hashes % kBlockSize)});
  }
  return tiles;
}

absl::Status CheckOpenings(const core::AuditRow& row) {
  if (row.annex.empty()) return absl::OkStatus();  // erased
  const absl::StatusOr<wire::AuditEntry> entry =
      wire::DecodeAuditEntry(row.entry);
  v1::AnnexEntry annex;
  if (!entry.ok() || !annex.ParseFromString(row.annex) ||
      !wire::VerifyOpenings(*entry, annex).ok()) {
    return Damaged(row.index, "its openings do not open it");
  }
  return absl::OkStatus();
}

// Makes good what `path` does not hold, and notes it.
absl::Status Compare(Directory& directory, const std::string& path,
                     absl::string_view expected,
                     std::vector<std::string>& damaged) {
  const absl::StatusOr<std::string> found = directory.Read(path);
  if (found.ok() && *found == expected) return absl::OkStatus();
  damaged.push_back(path);
  return directory.Write(path, expected);
}

}  // namespace

absl::Status Scrubber::Locate(const Block& block) const {
  // The published hashes still tell which entry it is, if nobody changed them.
  const wire::Tile tile{
      .level = 0,
      .index = block.first / kBlockSize,
      .width = static_cast<int>(block.leaves.size() / kHashSize)};
  const absl::StatusOr<std::string> published =
      log_.audit->Read(wire::TilePath(tile));
  if (published.ok() && published->size() == block.leaves.size()) {
    const auto differs = std::mismatch(block.leaves.begin(), block.leaves.end(),
                                       published->begin());
    if (differs.first != block.leaves.end()) {
      const auto at = static_cast<size_t>(differs.first - block.leaves.begin());
      return Damaged(block.first + at / kHashSize, "is not the one in the log");
    }
  }
  return absl::DataLossError(
      absl::StrCat("entries ", block.first, " to ", block.end - 1,
                   " in the journal: are not those in the log"));
}

absl::StatusOr<Scrubber::Block> Scrubber::Derive(uint64_t first, uint64_t end,
                                                 wire::HashReader tree) const {
  ASSIGN_OR_RETURN(const std::vector<core::AuditRow> rows,
                   log_.store->ReadAudit(first, end - first));
  Block block{.first = first, .end = end};
  wire::CompactTree derived;
  for (const core::AuditRow& row : rows) {
    const uint64_t index = first + derived.size();
    if (row.index != index) return Damaged(index, "is missing");
    const Hash leaf = wire::HashLeaf(row.entry);
    derived.Append(leaf);
    absl::StrAppend(&block.leaves, AsBytes(leaf));
  }
  if (rows.size() != end - first) {
    return Damaged(first + rows.size(), "is missing");
  }
  if (rows.size() == kBlockSize) {
    ASSIGN_OR_RETURN(const Hash hash,
                     tree({wire::kTileHeight, first / kBlockSize}));
    if (derived.Root() != hash) return Locate(block);
  } else {
    wire::CompactTree known;
    for (uint64_t index = first; index < end; ++index) {
      ASSIGN_OR_RETURN(const Hash leaf, tree({0, index}));
      known.Append(leaf);
    }
    if (derived != known) return Locate(block);
  }
  for (const core::AuditRow& row : rows) {
    RETURN_IF_ERROR(CheckOpenings(row));
    ASSIGN_OR_RETURN(const std::string line, AnnexLine(row));
    RETURN_IF_ERROR(wire::AppendEntry(block.entries, row.entry));
    absl::StrAppend(&block.annex, line);
  }
  return block;
}

absl::StatusOr<std::vector<std::string>> Scrubber::Next(uint64_t size,
                                                        wire::HashReader tree) {
  std::vector<std::string> damaged;
  if (next_ >= size) next_ = 0;
  if (size == 0) return damaged;
  const uint64_t end = std::min(next_ + kBlockSize, size);
  ASSIGN_OR_RETURN(const Block block, Derive(next_, end, tree));
  RETURN_IF_ERROR(Compare(*log_.annex, AnnexPath(next_ / kBlockSize),
                          block.annex, damaged));
  for (wire::Tile tile : TilesOf(next_, end, size)) {
    if (tile.level > 0) {
      ASSIGN_OR_RETURN(const std::string hashes, HigherTile(tile, tree));
      RETURN_IF_ERROR(
          Compare(*log_.audit, wire::TilePath(tile), hashes, damaged));
      continue;
    }
    RETURN_IF_ERROR(
        Compare(*log_.audit, wire::TilePath(tile), block.leaves, damaged));
    tile.level = wire::kEntriesLevel;
    RETURN_IF_ERROR(
        Compare(*log_.audit, wire::TilePath(tile), block.entries, damaged));
  }
  if (!damaged.empty()) {
    RETURN_IF_ERROR(log_.annex->Sync());
    RETURN_IF_ERROR(log_.audit->Sync());
  }
  next_ = end == size ? 0 : end;
  if (end == size) ++rounds_;
  return damaged;
}

}  // namespace enlace::audit
