// The product's own store on a disk that forgets and rots.
//
// A process that ends leaves what it wrote; in half of the cases the power goes
// with it, and what was not synced is lost.  Now and then the journal is
// damaged while the node is down: a bit flips, or somebody rewrites a batch
// together with its own digest.  The store must then refuse to open or to be
// read, or show exactly what was committed; afterwards the damage is repaired,
// as from a backup.
//
// Which of these happens depends on the random source alone, never on what the
// node does with it.

#ifndef ENLACE_TESTS_SIMULATION_DISK_STORE_H_
#define ENLACE_TESTS_SIMULATION_DISK_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/sqlite_store.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/sim_random.h"
#include "tests/simulation/sim_store.h"

namespace enlace::simulation {

// What the disks of this process met.
struct DiskCounts {
  uint64_t power_cuts = 0;
  uint64_t damages_found = 0;
  uint64_t damages_without_effect = 0;
};
const DiskCounts& DisksMet();

class DiskStore final : public SimStore {
 public:
  // In a fresh folder; closed until Reopen().  Tells `ledger` of damage that
  // was served.
  DiskStore(SimRandom& random, Ledger& ledger);
  ~DiskStore() override;

  absl::Status Commit(const core::Batch& batch) override;
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view)>& visit) override;
  absl::StatusOr<core::Snapshot> NewestSnapshot() override;
  absl::Status SaveSnapshot(core::Snapshot snapshot) override;
  absl::Status DropSnapshot() override;
  core::StateRows* state_rows() override { return store_->state_rows(); }
  absl::StatusOr<core::SealedPayload> ReadPayload(
      absl::string_view transfer_id) override;
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override;

  void FailNextCommit(CommitFault fault) override { fault_ = fault; }
  absl::Status Reopen() override;
  bool has_snapshot() override;

 private:
  std::string JournalPath() const { return folder_ + "/journal.db"; }
  void End();
  absl::Status MeetDamage();
  void FlipABit();
  absl::Status RewriteABatch(uint64_t batches);

  SimRandom& random_;
  Ledger& ledger_;
  std::string folder_;
  std::unique_ptr<store::SqliteStore> store_;
  CommitFault fault_ = CommitFault::kNone;
  absl::Status failed_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_DISK_STORE_H_
