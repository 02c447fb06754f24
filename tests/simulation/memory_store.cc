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
  return visible_.snapshots.empty() ? core::Snapshot()
                                    : visible_.snapshots.back();
}

absl::Status MemoryStore::SaveSnapshot(const core::Snapshot& snapshot) {
  RETURN_IF_ERROR(failed_);
  visible_.snapshots.push_back(snapshot);
  if (visible_.snapshots.size() > 2)
    visible_.snapshots.erase(visible_.snapshots.begin());
  return absl::OkStatus();
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

void MemoryStore::LoseNewestSnapshot() {
  if (!visible_.snapshots.empty()) visible_.snapshots.pop_back();
}

}  // namespace enlace::simulation
