// What follows the start of a key epoch: the data keys of everything that is
// still stored are wrapped anew, and then the keys of the epochs before are
// destroyed.  From that moment on what was erased in them opens with no key
// that exists, in the database, its write-ahead log and every backup.
//
// In steps of a bounded size, each of which can be the last one before a crash:
//
//   1. the epochs before the current one are closed: from that commit on the
//      core stores nothing that was sealed under them, and lets it be prepared
//      once more;
//   2. payloads that are stored under them are written anew, a few a commit,
//      with the data key wrapped under the current epoch;
//   3. once none is left, the key of the epoch is destroyed.
//
// A step finds what is to be done in the journal, the database and the key file
// alone, so the next process goes on where one ended.  docs/erasure.md.

#ifndef ENLACE_SERVER_APP_EPOCH_TURN_H_
#define ENLACE_SERVER_APP_EPOCH_TURN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/gate/pipeline.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"

namespace enlace::app {

// Thread-compatible: steps are taken by one thread.
class EpochTurn {
 public:
  // At most so many payloads are written anew in a step, and no further one
  // once so many bytes are.
  static constexpr size_t kStepMax = 64;
  static constexpr size_t kStepBytesMax = 1 << 20;

  // All three must outlive it.
  EpochTurn(store::SqliteStore& store, store::KeyStore& keys,
            gate::Pipeline& pipeline)
      : store_(store), keys_(keys), pipeline_(pipeline) {}

  // Does the next step, if there is one.  Fails as store, keys and pipeline do,
  // and with kDataLoss if a payload does not verify: its epoch then stays.
  absl::Status Step();

 private:
  absl::Status Close(uint32_t last_epoch);
  absl::Status WrapAnew(const std::vector<std::string>& transfer_ids);
  absl::Status Commit(core::Input input);

  store::SqliteStore& store_;
  store::KeyStore& keys_;
  gate::Pipeline& pipeline_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_EPOCH_TURN_H_
