// Reads the published log again, all of it, a little at a time.
//
// A publication looks at what is new; what was published long ago is looked at
// by nobody until an auditor does.  The scrubber derives block after block anew
// from the journal and holds it against the log's tree, then what lies in the
// published files against that, the openings too; after the last block it
// begins again.  A published file that differs is made anew: the journal is
// what counts.  A journal that differs is beyond repair here.
//
// Thread-compatible.

#ifndef ENLACE_SERVER_AUDIT_SCRUBBER_H_
#define ENLACE_SERVER_AUDIT_SCRUBBER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/wire/tree_proof.h"
#include "server/audit/directory.h"
#include "server/audit/publisher.h"
#include "server/core/store.h"

namespace enlace::audit {

// How far reading again has come since the node started.
struct ScrubProgress {
  uint64_t rounds = 0;  // everything was looked at so often
  absl::Time completed_at = absl::InfinitePast();  // the last of them
  uint64_t files_made_anew = 0;
  absl::Time made_anew_at = absl::InfinitePast();  // the last of them
};

class Scrubber {
 public:
  // All of `log` must outlive the scrubber.
  explicit Scrubber(PublishedLog log) : log_(log) {}

  // Looks at the next 256 entries of the first `size`, which are published.
  // Returns the paths of files that were missing or differed, and are made
  // anew and synced.  Fails with kDataLoss, naming the entry, if the journal
  // gives another one than the tree was made of, or openings that do not open
  // it; then nothing was written.
  absl::StatusOr<std::vector<std::string>> Next(uint64_t size,
                                                wire::HashReader tree);

  // How often everything was looked at.
  uint64_t rounds() const { return rounds_; }

 private:
  // What the files of one block must hold.
  struct Block {
    uint64_t first = 0;
    uint64_t end = 0;
    std::string entries = {};
    std::string leaves = {};
    std::string annex = {};
  };

  absl::StatusOr<Block> Derive(uint64_t first, uint64_t end,
                               wire::HashReader tree) const;
  // Why the rows of `block` are not those in the log.
  absl::Status Locate(const Block& block) const;

  const PublishedLog log_;
  uint64_t next_ = 0;  // the first entry of the next block
  uint64_t rounds_ = 0;
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_SCRUBBER_H_
