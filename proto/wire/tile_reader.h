// Reads hashes and entries of a published log from its tiles.
//
// A log may delete a partial tile once the full one exists; then the full one
// is read and cut.  What comes from a tile is outside the trust: check it
// against a signed root.
//
//   auto files = [&](absl::string_view path) { return ReadFile(...); };
//   auto reader = [&](NodeId node) { return ReadNode(node, size, files); };
//   ASSIGN_OR_RETURN(const Hash root, RootHash(size, reader));
//
// Source: c2sp.org/tlog-tiles.

#ifndef ENLACE_PROTO_WIRE_TILE_READER_H_
#define ENLACE_PROTO_WIRE_TILE_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "proto/wire/tile.h"

namespace enlace::wire {

// The bytes of the file at a path below the log's directory; kNotFound if
// there is none.
using TileSource =
    absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view path)>;

// The content of a hash tile or bundle.  Passes on the errors of `source`;
// fails with kInvalidArgument if the content does not fit the tile.
absl::StatusOr<std::string> ReadTile(const Tile& tile, TileSource source);

// A HashReader over tiles of a tree of `size` entries.
absl::StatusOr<Hash> ReadNode(NodeId node, uint64_t size, TileSource source);

// The entries of the bundle `index` in a tree of `size` entries.  REQUIRES:
// index * kTileWidth < size.
absl::StatusOr<std::vector<std::string>> ReadEntries(uint64_t index,
                                                     uint64_t size,
                                                     TileSource source);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_TILE_READER_H_
