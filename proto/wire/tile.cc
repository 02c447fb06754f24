#include "proto/wire/tile.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/log_text.h"

namespace enlace::wire {
namespace {

constexpr int kTileLevelMax = 63;
constexpr uint64_t kWidth = kTileWidth;

// 1234067 -> x001/x234/067
std::string IndexPath(uint64_t index) {
  std::string path = absl::StrFormat("%03d", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = absl::StrFormat("x%03d/%s", index % 1000, path);
  }
  return path;
}

absl::Status BadPath() {
  return absl::InvalidArgumentError("not the path of a tile");
}

// The number of hashes that a level of tiles has in a tree of `size` entries.
uint64_t HashesAtLevel(int level, uint64_t size) {
  const int shift = level * kTileHeight;
  return shift < 64 ? size >> shift : 0;
}

}  // namespace

std::string TilePath(const Tile& tile) {
  const std::string level = tile.level == kEntriesLevel
                                ? std::string("entries")
                                : absl::StrCat(tile.level);
  std::string path = absl::StrCat("tile/", level, "/", IndexPath(tile.index));
  if (tile.partial()) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

absl::StatusOr<Tile> ParseTilePath(absl::string_view path) {
  constexpr size_t kGroupsMax = 7;  // of three digits: beyond 2^63
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() < 3 || parts.size() > 3 + kGroupsMax) return BadPath();
  Tile tile;
  if (parts[1] == "entries") {
    tile.level = kEntriesLevel;
  } else {
    const absl::StatusOr<uint64_t> level = ParseDecimal(parts[1]);
    if (!level.ok() || *level > kTileLevelMax) return BadPath();
    tile.level = static_cast<int>(*level);
  }
  size_t end = parts.size();
  if (absl::EndsWith(parts[end - 2], ".p")) {
    const absl::StatusOr<uint64_t> width = ParseDecimal(parts[end - 1]);
    if (!width.ok() || *width == 0 || *width >= kWidth) return BadPath();
    tile.width = static_cast<int>(*width);
    --end;
  }
  std::string digits;
  for (size_t i = 2; i < end; ++i) {
    absl::StrAppend(&digits,
                    absl::StripPrefix(absl::StripSuffix(parts[i], ".p"), "x"));
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  const absl::StatusOr<uint64_t> index = ParseDecimal(digits);
  if (!index.ok()) return BadPath();
  tile.index = *index;
  // What the steps above forgave does not survive being written again.
  if (TilePath(tile) != path) return BadPath();
  return tile;
}

std::vector<Tile> NewTiles(uint64_t old_size, uint64_t new_size) {
  CHECK(old_size <= new_size && new_size < kTreeSizeLimit);
  std::vector<Tile> tiles;
  for (int level = 0; HashesAtLevel(level, new_size) > 0; ++level) {
    const uint64_t old_hashes = HashesAtLevel(level, old_size);
    const uint64_t new_hashes = HashesAtLevel(level, new_size);
    if (old_hashes == new_hashes) continue;
    for (uint64_t i = old_hashes / kWidth; i < new_hashes / kWidth; ++i) {
      tiles.push_back({.level = level, .index = i});
    }
    if (new_hashes % kWidth != 0) {
      tiles.push_back({.level = level,
                       .index = new_hashes / kWidth,
                       .width = static_cast<int>(new_hashes % kWidth)});
    }
  }
  return tiles;
}

Tile TileOfNode(NodeId node, uint64_t size) {
  const int level = node.level / kTileHeight;
  const int within = node.level % kTileHeight;
  Tile tile{.level = level, .index = node.index >> (kTileHeight - within)};
  const uint64_t hashes = HashesAtLevel(level, size);
  CHECK((node.index + 1) << within <= hashes) << "node beyond the tree";
  tile.width = static_cast<int>(std::min(hashes - tile.index * kWidth, kWidth));
  return tile;
}

absl::StatusOr<Hash> NodeFromTile(NodeId node, const Tile& tile,
                                  absl::string_view content) {
  if (content.size() != static_cast<size_t>(tile.width) * kHashSize) {
    return absl::InvalidArgumentError("tile: wrong size");
  }
  const int within = node.level - tile.level * kTileHeight;
  if (tile.level < 0 || within < 0 || within >= kTileHeight ||
      node.index >> (kTileHeight - within) != tile.index) {
    return absl::InvalidArgumentError("tile: does not hold the node");
  }
  size_t count = size_t{1} << within;
  const size_t first = (node.index << within) % kWidth;
  if (first + count > static_cast<size_t>(tile.width)) {
    return absl::InvalidArgumentError("tile: does not hold the node yet");
  }
  std::vector<Hash> hashes;
  for (size_t i = first; i < first + count; ++i) {
    hashes.push_back(HashFromBytes(content.substr(i * kHashSize, kHashSize)));
  }
  for (; count > 1; count /= 2) {
    for (size_t i = 0; i < count / 2; ++i) {
      hashes[i] = HashNode(hashes[2 * i], hashes[2 * i + 1]);
    }
  }
  return hashes[0];
}

}  // namespace enlace::wire
