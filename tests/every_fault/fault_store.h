// The product's store on a disk in memory, and beside it what it acknowledged:
// whatever is read must be that, or be refused.

#ifndef ENLACE_TESTS_EVERY_FAULT_FAULT_STORE_H_
#define ENLACE_TESTS_EVERY_FAULT_FAULT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/sqlite_store.h"
#include "tests/every_fault/fault_plan.h"
#include "tests/every_fault/memory_disk.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/sim_store.h"

namespace enlace::every_fault {

// Thrown out of a store whose process has ended: nothing of the node runs on.
struct ProcessEnded {
  const simulation::SimStore* store = nullptr;
};

// Of all stores of this process.
struct StoreCounts {
  uint64_t recoveries = 0;  // of a store that was there before
  uint64_t damages_found = 0;
  // A bit that flips in the write-ahead log reads as its end.  What was
  // committed behind it the store cannot miss; the signer's anchor does.
  uint64_t cut_short = 0;
};
StoreCounts& StoresMet();

class FaultStore final : public simulation::SimStore, private core::StateRows {
 public:
  // In a fresh folder; closed until Reopen().
  FaultStore(FaultPlan& plan, simulation::Ledger& ledger);
  ~FaultStore() override;

  absl::Status Commit(const core::Batch& batch) override;
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view)>& visit) override;
  absl::StatusOr<core::Snapshot> NewestSnapshot() override;
  absl::Status SaveSnapshot(core::Snapshot snapshot) override;
  absl::Status DropSnapshot() override;
  core::StateRows* state_rows() override { return this; }
  absl::StatusOr<core::SealedPayload> ReadPayload(
      absl::string_view transfer_id) override;
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override;

  void FailNextCommit(CommitFault) override {}
  absl::Status Reopen() override;
  bool has_snapshot() override;
  bool HasMetFault() const override { return disk_.met_fault(); }

  // What was not synced is lost; the node has to be started anew.
  void CutPower();

 private:
  absl::StatusOr<std::optional<std::string>> Find(
      core::TableId table, absl::string_view key) override;
  absl::StatusOr<std::vector<core::Row>> Scan(core::TableId table,
                                              absl::string_view from,
                                              size_t max) override;
  uint64_t row_count() override { return store_->state_rows()->row_count(); }
  // Leaves the process if it ended; or if what `status` reports is the fault.
  void EndIfMet(const absl::Status& status);
  [[noreturn]] void Leave();
  [[noreturn]] void EndUnread();
  void HurtSnapshot(FaultKind kind);
  // All that was acknowledged, read and compared.
  void ReadAll();
  // Whether the store that was opened is whole; else it has to be restored.
  bool IsWhole();
  void Remember(const core::Batch& batch);
  absl::Status RestoreFromBackup();
  bool IsDamage(const absl::Status& status) const;

  FaultPlan& plan_;
  simulation::Ledger& ledger_;
  const std::string folder_;
  MemoryDisk disk_;
  std::unique_ptr<store::SqliteStore> store_;
  bool damaged_ = false;

  // What was acknowledged.
  std::vector<core::Batch> batches_;
  std::vector<core::AuditRow> audit_;
  std::map<std::string, core::SealedPayload, std::less<>> payloads_;
  // A commit of which nobody knows.
  std::optional<core::Batch> unknown_;
};

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_FAULT_STORE_H_
