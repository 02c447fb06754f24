// Tiles: the files a log's hashes and entries are published in.
//
// A hash tile at level l holds up to 256 hashes of complete subtrees of height
// 8 * l; a bundle (level kEntriesLevel) holds the entries under the level 0
// tile of the same index.  Only the last tile of a level may be partial, and a
// partial tile never feeds the level above.
//
//   tile/0/x001/x234/067          tile/1/000.p/17          tile/entries/000
//
// Pure.  Source: c2sp.org/tlog-tiles.

#ifndef ENLACE_PROTO_WIRE_TILE_H_
#define ENLACE_PROTO_WIRE_TILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {

inline constexpr int kTileHeight = 8;
inline constexpr int kTileWidth = 1 << kTileHeight;
inline constexpr int kEntriesLevel = -1;

struct Tile {
  int level = 0;           // kEntriesLevel, or 0 to 63
  uint64_t index = 0;      // position among the tiles of the level
  int width = kTileWidth;  // hashes or entries in it, 1 to kTileWidth

  bool partial() const { return width < kTileWidth; }
  bool operator==(const Tile&) const = default;
};

// The path below the log's directory.
std::string TilePath(const Tile& tile);

// The inverse.  Fails with kInvalidArgument on any text that TilePath() does
// not write.
absl::StatusOr<Tile> ParseTilePath(absl::string_view path);

// The hash tiles that a tree of `new_size` entries has and one of `old_size`
// does not: the tiles that became full in between and the partial ones of
// `new_size`, lowest level first.  The bundles have the indexes and widths of
// the level 0 tiles.  REQUIRES: old_size <= new_size < kTreeSizeLimit.
std::vector<Tile> NewTiles(uint64_t old_size, uint64_t new_size);

// Every hash tile of a tree.
inline std::vector<Tile> AllTiles(uint64_t size) { return NewTiles(0, size); }

// The tile that holds the hashes `node` is computed from, in a tree of `size`
// entries.  REQUIRES: `node` is complete in that tree.
Tile TileOfNode(NodeId node, uint64_t size);

// The hash of `node` from the content of its tile.  Fails with
// kInvalidArgument if `content` is not `tile.width` hashes or `node` does not
// lie within them.
absl::StatusOr<Hash> NodeFromTile(NodeId node, const Tile& tile,
                                  absl::string_view content);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_TILE_H_
