// A node without doors and links whose store, keys and core are the real ones:
// agencies of one nation send each other records, which are sealed, collected
// and erased on disk.

#ifndef ENLACE_TESTS_SERVER_APP_SEALED_NODE_H_
#define ENLACE_TESTS_SERVER_APP_SEALED_NODE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "server/app/epoch_turn.h"
#include "server/core/input.h"
#include "server/gate/pipeline.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::app {

inline constexpr absl::Duration kSealedRecordKept = absl::Hours(24 * 7);

class SealedNode {
 public:
  // On what is in `directory`: store/ and keys/epochs.  `now` is what the clock
  // shows from then on.
  SealedNode(std::string directory, absl::Time now);

  // Sends a record, which is collected at once; its transfer id.  If `limited`,
  // it may be kept for kSealedRecordKept.
  std::string Send(absl::string_view body, bool limited);
  // What the commit of `inputs` answered, in order.
  std::vector<core::Answer> Run(std::vector<core::Input> inputs);
  // Does what is due; how many entries that wrote.
  uint64_t Tick();
  // Starts the next epoch, a month later.
  void StartEpoch();
  // Takes steps until the keys of one epoch are left.
  absl::Status FinishTurn();
  // The plaintext of what is stored for a transfer.
  absl::StatusOr<std::string> Read(const std::string& transfer_id);

  static std::string StoreOf(const std::string& directory) {
    return directory + "/store";
  }
  static std::string KeysOf(const std::string& directory) {
    return directory + "/keys/epochs";
  }
  // Copies what a node in `from` has, but for its lock, to `to`.
  static void Copy(const std::string& from, const std::string& to);

  void PassTime(absl::Duration duration) { clock_.now += duration; }
  absl::Time now() const { return clock_.now; }
  store::SqliteStore& store() { return *store_; }
  store::KeyStore& keys() { return *keys_; }
  gate::Pipeline& pipeline() { return *pipeline_; }
  EpochTurn& turn() { return *turn_; }

 private:
  struct SetClock final : Clock {
    absl::Time TimeNow() override { return now; }
    absl::Time now;
  };

  SetClock clock_;
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<store::KeyStore> keys_;
  std::unique_ptr<gate::Pipeline> pipeline_;
  std::unique_ptr<EpochTurn> turn_;
};

}  // namespace enlace::app

#endif  // ENLACE_TESTS_SERVER_APP_SEALED_NODE_H_
