// A store in memory that fails on demand, for the simulation and its tests.
//
// Keeps the contract of core::Store, and adds what a disk can do to it: a
// commit that fails and did not persist, one that fails and did. LieAboutSync()
// breaks the contract on purpose, as a disk does that acknowledges from its
// cache: it shows that the checks would notice.

#ifndef ENLACE_TESTS_SIMULATION_MEMORY_STORE_H_
#define ENLACE_TESTS_SIMULATION_MEMORY_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/store.h"
#include "tests/simulation/sim_store.h"

namespace enlace::simulation {

// Not thread-safe.
class MemoryStore final : public SimStore, private core::StateRows {
 public:
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

  void FailNextCommit(CommitFault fault) override { fault_ = fault; }
  absl::Status Reopen() override;
  bool has_snapshot() override { return visible_.snapshot_number != 0; }

  // From now on the rows of the snapshot cannot be read, until it is dropped.
  void DamageRows() { rows_damaged_ = true; }

  // From now on nothing that is written survives Reopen().
  void LieAboutSync() { synced_ = visible_; }

  const std::vector<std::string>& batches() const { return visible_.batches; }
  const std::vector<core::AuditRow>& audit() const { return visible_.audit; }

 private:
  struct Contents {
    std::vector<std::string> batches;
    std::vector<core::AuditRow> audit;
    std::map<std::string, core::SealedPayload, std::less<>> payloads;
    uint64_t snapshot_number = 0;
    std::string snapshot_rest;
    std::map<core::TableId, std::map<std::string, std::string, std::less<>>>
        rows;
  };

  absl::StatusOr<std::optional<std::string>> Find(
      core::TableId table, absl::string_view key) override;
  absl::StatusOr<std::vector<core::Row>> Scan(core::TableId table,
                                              absl::string_view from,
                                              size_t max) override;
  uint64_t row_count() override { return 0; }

  void Persist(const core::Batch& batch);

  Contents visible_;
  std::optional<Contents> synced_;  // set if lying
  CommitFault fault_ = CommitFault::kNone;
  absl::Status failed_;
  bool rows_damaged_ = false;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_MEMORY_STORE_H_
