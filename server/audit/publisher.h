// Writes the files of the published log.
//
//   AUDIT/tile/<level>/<N>, AUDIT/tile/entries/<N>     c2sp.org/tlog-tiles
//   ANNEX/<N>.jsonl        what opens the entries of bundle N: one AnnexEntry
//                          in proto3 JSON a line
//
// Every entry is read back from the journal for it, and no file is written
// before its hashes are those that the log's tree has: what is signed next is
// what was read twice and is on disk.  Partial tiles and bundles are made for
// the sizes asked for, and stay when the full one comes.
//
// The open bundle is kept in memory, so that a publication costs what is new.
// Thread-compatible.

#ifndef ENLACE_SERVER_AUDIT_PUBLISHER_H_
#define ENLACE_SERVER_AUDIT_PUBLISHER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/sha256.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/tile.h"
#include "proto/wire/tree_proof.h"
#include "server/audit/directory.h"
#include "server/core/store.h"

namespace enlace::audit {

// Where the log is published; and what it is made of.
struct PublishedLog {
  core::Store* store = nullptr;
  Directory* audit = nullptr;
  Directory* annex = nullptr;
};

// The hashes of a tile above the entries, as its file has them.
absl::StatusOr<std::string> HigherTile(const wire::Tile& tile,
                                       wire::HashReader tree);

class Publisher {
 public:
  // Goes on behind the first `size` entries, whose files are there.  All of
  // `log` must outlive it; `tree` reads nodes of the log's tree.
  static absl::StatusOr<Publisher> Resume(PublishedLog log, uint64_t size,
                                          wire::HashReader tree);

  // Writes and syncs the files that the tree of `size` entries with this
  // `root` has and the one published last does not.  Fails with kDataLoss if
  // the journal gives other entries than the tree was made of; after another
  // error it may be called again.  REQUIRES: `size` is not below size().
  absl::Status Publish(uint64_t size, const Hash& root, wire::HashReader tree);

  // Entries whose files are there.
  uint64_t size() const { return edge_.tree.size(); }

 private:
  // The tree as published, and its open bundle.
  struct Edge {
    wire::CompactTree tree;
    std::string entries;  // of the bundle
    std::string leaves;   // their hashes
    std::string annex;    // their lines
  };

  Publisher(PublishedLog log, Edge edge) : log_(log), edge_(std::move(edge)) {}

  // Reads the rows up to `end` into `edge` and writes the bundles they fill.
  absl::Status Fill(uint64_t end, wire::HashReader tree, Edge& edge);
  absl::Status WriteBundle(const Edge& edge, uint64_t bundle, int width);
  absl::Status WriteHigherTiles(uint64_t size, wire::HashReader tree);

  PublishedLog log_;
  Edge edge_;
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_PUBLISHER_H_
