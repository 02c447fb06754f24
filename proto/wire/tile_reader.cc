#include "proto/wire/tile_reader.h"

#include <algorithm>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/entry_bundle.h"

namespace enlace::wire {
namespace {

// Cuts the content of a full tile to what the partial one of `width` had.
absl::StatusOr<std::string> Cut(const Tile& tile, std::string full) {
  if (tile.level != kEntriesLevel) {
    if (full.size() != kTileWidth * kHashSize) {
      return absl::InvalidArgumentError("tile: wrong size");
    }
    full.resize(static_cast<size_t>(tile.width) * kHashSize);
    return full;
  }
  ASSIGN_OR_RETURN(const std::vector<absl::string_view> entries,
                   DecodeBundle(full, kTileWidth));
  const absl::string_view last = entries[static_cast<size_t>(tile.width) - 1];
  full.resize(static_cast<size_t>(last.data() + last.size() - full.data()));
  return full;
}

}  // namespace

absl::StatusOr<std::string> ReadTile(const Tile& tile, TileSource source) {
  absl::StatusOr<std::string> content = source(TilePath(tile));
  if (tile.partial() && absl::IsNotFound(content.status())) {
    const Tile full{.level = tile.level, .index = tile.index};
    ASSIGN_OR_RETURN(std::string bytes, source(TilePath(full)));
    content = Cut(tile, std::move(bytes));
  }
  if (!content.ok()) return content.status();
  if (tile.level == kEntriesLevel) {
    RETURN_IF_ERROR(DecodeBundle(*content, tile.width).status());
  } else if (content->size() != static_cast<size_t>(tile.width) * kHashSize) {
    return absl::InvalidArgumentError("tile: wrong size");
  }
  return content;
}

absl::StatusOr<Hash> ReadNode(NodeId node, uint64_t size, TileSource source) {
  const Tile tile = TileOfNode(node, size);
  ASSIGN_OR_RETURN(const std::string content, ReadTile(tile, source));
  return NodeFromTile(node, tile, content);
}

absl::StatusOr<std::vector<std::string>> ReadEntries(uint64_t index,
                                                     uint64_t size,
                                                     TileSource source) {
  const uint64_t first = index * kTileWidth;
  CHECK(first < size) << "bundle beyond the tree";
  const Tile bundle{
      .level = kEntriesLevel,
      .index = index,
      .width = static_cast<int>(std::min<uint64_t>(size - first, kTileWidth))};
  ASSIGN_OR_RETURN(const std::string content, ReadTile(bundle, source));
  ASSIGN_OR_RETURN(const std::vector<absl::string_view> entries,
                   DecodeBundle(content, bundle.width));
  return std::vector<std::string>(entries.begin(), entries.end());
}

}  // namespace enlace::wire
