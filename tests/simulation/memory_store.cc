#include "tests/simulation/memory_store.h"

#include <algorithm>
#include <utility>

#include "base/status_macros.h"

namespace enlace::simulation {

absl::Status MemoryStore::Commit(const core::Batch& batch) {
  RETURN_IF_ERROR(failed_);
  if (batch.number != visible_.batches.size() + 1) {
    return absl::FailedPreconditionError("batch number with a gap");
  }
  const CommitFault fault = std::exchange(fault_, CommitFault::kNone);
  if (fault == CommitFault::kPersisted) Persist(batch);
  if (fault != CommitFault::kNone) {
    failed_ = absl::DataLossError("simulated disk fault");
    return failed_;
  }
  Persist(batch);
  return absl::OkStatus();
}

void MemoryStore::Persist(const core::Batch& batch) {
  visible_.batches.push_back(batch.events);
  visible_.audit.insert(visible_.audit.end(), batch.audit.begin(),
                        batch.audit.end());
  for (const core::PayloadRow& row : batch.payloads) {
    visible_.payloads[row.transfer_id] = row.payload;
  }
  for (const std::string& id : batch.dropped_payloads)
    visible_.payloads.erase(id);
}

absl::Status MemoryStore::Replay(
    uint64_t after,
    const std::function<absl::Status(absl::string_view)>& visit) {
  for (size_t i = after; i < visible_.batches.size(); ++i) {
    RETURN_IF_ERROR(visit(visible_.batches[i]));
  }
  return absl::OkStatus();
}

absl::StatusOr<core::Snapshot> MemoryStore::NewestSnapshot() {
  return core::Snapshot{visible_.snapshot_number, visible_.snapshot_rest, {}};
}

absl::Status MemoryStore::SaveSnapshot(core::Snapshot snapshot) {
  RETURN_IF_ERROR(failed_);
  if (rows_damaged_) return absl::DataLossError("simulated damage");
  visible_.snapshot_number = snapshot.number;
  visible_.snapshot_rest = snapshot.rest;
  for (const core::RowChange& change : snapshot.changes) {
    auto& rows = visible_.rows[change.table];
    if (change.value.has_value()) {
      rows[change.key] = *change.value;
    } else {
      rows.erase(change.key);
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::DropSnapshot() {
  visible_.snapshot_number = 0;
  visible_.snapshot_rest.clear();
  rows_damaged_ = false;
  visible_.rows.clear();
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryStore::Find(
    core::TableId table, absl::string_view key) {
  if (rows_damaged_) return absl::DataLossError("simulated damage");
  const auto& rows = visible_.rows[table];
  const auto row = rows.find(key);
  if (row == rows.end()) return std::nullopt;
  return row->second;
}

absl::StatusOr<std::vector<core::Row>> MemoryStore::Scan(core::TableId table,
                                                         absl::string_view from,
                                                         size_t max) {
  if (rows_damaged_) return absl::DataLossError("simulated damage");
  const auto& stored = visible_.rows[table];
  std::vector<core::Row> rows;
  for (auto row = stored.lower_bound(from);
       row != stored.end() && rows.size() < max; ++row) {
    rows.push_back({row->first, row->second});
  }
  return rows;
}

absl::StatusOr<core::SealedPayload> MemoryStore::ReadPayload(
    absl::string_view transfer_id) {
  const auto it = visible_.payloads.find(transfer_id);
  if (it == visible_.payloads.end())
    return absl::NotFoundError("no such payload");
  return it->second;
}

absl::StatusOr<std::vector<core::AuditRow>> MemoryStore::ReadAudit(
    uint64_t first, uint64_t count) {
  const uint64_t begin = std::min<uint64_t>(first, visible_.audit.size());
  const uint64_t end = std::min<uint64_t>(begin + count, visible_.audit.size());
  return std::vector<core::AuditRow>(
      visible_.audit.begin() + static_cast<ptrdiff_t>(begin),
      visible_.audit.begin() + static_cast<ptrdiff_t>(end));
}

absl::Status MemoryStore::Reopen() {
  failed_ = absl::OkStatus();
  fault_ = CommitFault::kNone;
  if (synced_.has_value()) visible_ = *synced_;
  return absl::OkStatus();
}

}  // namespace enlace::simulation
