#include "tests/every_fault/fault_store.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "server/store/store_layout.h"

namespace enlace::every_fault {
namespace {

constexpr char kDamageServed[] = "P4: a damaged journal was served as good";

std::string FolderInMemory() {
  std::string pattern = access("/dev/shm", W_OK) == 0
                            ? "/dev/shm/enlace-fault-XXXXXX"
                            : "/tmp/enlace-fault-XXXXXX";
  CHECK(mkdtemp(pattern.data()) != nullptr) << "no temporary folder";
  return pattern;
}

bool IsSame(const core::AuditRow& a, const core::AuditRow& b) {
  return a.index == b.index && a.entry == b.entry && a.annex == b.annex;
}

}  // namespace

StoreCounts& StoresMet() {
  static StoreCounts counts;
  return counts;
}

FaultStore::FaultStore(FaultPlan& plan, simulation::Ledger& ledger)
    : plan_(plan),
      ledger_(ledger),
      folder_(FolderInMemory()),
      disk_(folder_, plan) {}

FaultStore::~FaultStore() {
  disk_.End(MemoryDisk::Ending::kProcess);
  store_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

void FaultStore::Leave() {
  if (!disk_.down()) disk_.End(MemoryDisk::Ending::kProcess);
  throw ProcessEnded{this};
}

bool FaultStore::IsDamage(const absl::Status& status) const {
  return !status.ok() && plan_.struck() && plan_.kind() == FaultKind::kBitFlip;
}

void FaultStore::EndIfMet(const absl::Status& status) {
  if (disk_.down()) Leave();
  if (disk_.met_fault() && plan_.kind() == FaultKind::kBitFlip) Leave();
  if (status.ok()) return;
  if (IsDamage(status)) {
    // It was read, and written back.
    ++StoresMet().damages_found;
    damaged_ = true;
    Leave();
  }
  if (disk_.met_fault()) Leave();
}

absl::Status FaultStore::Commit(const core::Batch& batch) {
  const absl::Status status = store_->Commit(batch);
  if (status.ok() && !disk_.down()) {
    Remember(batch);
  } else {
    unknown_ = batch;
  }
  // A failed commit is for the node to deal with.
  EndIfMet(IsDamage(status) ? status : absl::OkStatus());
  return status;
}

void FaultStore::Remember(const core::Batch& batch) {
  batches_.push_back(batch);
  audit_.insert(audit_.end(), batch.audit.begin(), batch.audit.end());
  for (const core::PayloadRow& row : batch.payloads) {
    payloads_[row.transfer_id] = row.payload;
  }
  for (const std::string& id : batch.dropped_payloads) payloads_.erase(id);
}

absl::Status FaultStore::Replay(
    uint64_t after,
    const std::function<absl::Status(absl::string_view)>& visit) {
  uint64_t number = after;
  const absl::Status status =
      store_->Replay(after, [&](absl::string_view events) {
        if (++number > batches_.size() ||
            batches_[number - 1].events != events) {
          ledger_.Violation(kDamageServed);
        }
        return visit(events);
      });
  EndIfMet(status);
  if (status.ok() && number < batches_.size()) {
    ledger_.Violation("P1: a replay ends before what was acknowledged");
  }
  return status;
}

absl::StatusOr<core::SealedPayload> FaultStore::ReadPayload(
    absl::string_view transfer_id) {
  absl::StatusOr<core::SealedPayload> payload =
      store_->ReadPayload(transfer_id);
  const auto known = payloads_.find(transfer_id);
  if (payload.ok() && (known == payloads_.end() || known->second != *payload)) {
    ledger_.Violation(kDamageServed);
  }
  EndIfMet(known == payloads_.end() ? absl::OkStatus() : payload.status());
  return payload;
}

absl::StatusOr<std::vector<core::AuditRow>> FaultStore::ReadAudit(
    uint64_t first, uint64_t count) {
  absl::StatusOr<std::vector<core::AuditRow>> rows =
      store_->ReadAudit(first, count);
  if (rows.ok()) {
    const uint64_t known =
        std::min(count, audit_.size() - std::min(first, audit_.size()));
    if (rows->size() != known ||
        !std::equal(rows->begin(), rows->end(),
                    audit_.begin() +
                        static_cast<ptrdiff_t>(std::min(first, audit_.size())),
                    IsSame)) {
      ledger_.Violation(kDamageServed);
    }
  }
  EndIfMet(rows.status());
  return rows;
}

absl::StatusOr<core::Snapshot> FaultStore::NewestSnapshot() {
  absl::StatusOr<core::Snapshot> snapshot = store_->NewestSnapshot();
  EndIfMet(snapshot.status());
  return snapshot;
}

// The product replaces a snapshot's file as a whole: what can happen to that is
// seen from outside.
absl::Status FaultStore::SaveSnapshot(core::Snapshot snapshot) {
  if (snapshot.number == 0) return absl::OkStatus();  // nothing to fold
  const FaultKind met = disk_.Meet(Operation::kSnapshot);
  if (disk_.down()) Leave();
  if (met == FaultKind::kError || met == FaultKind::kFull) {
    return absl::UnavailableError("simulated disk fault");
  }
  const absl::Status status = store_->SaveSnapshot(std::move(snapshot));
  HurtSnapshot(met);
  disk_.EndAfter(met);
  EndIfMet(status);
  return status;
}

void FaultStore::HurtSnapshot(FaultKind kind) {
  if (kind != FaultKind::kTornWrite && kind != FaultKind::kBitFlip) return;
  const std::string path = store::StateOf(folder_);
  std::string bytes = *ReadFile(path);
  const size_t at = static_cast<size_t>(plan_.random().Next() % bytes.size());
  if (kind == FaultKind::kTornWrite) {
    bytes.resize(at / 512 * 512);
  } else {
    bytes[at] =
        static_cast<char>(bytes[at] ^ (1 << plan_.random().Between(0, 7)));
  }
  // In place: it is open.
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

absl::Status FaultStore::DropSnapshot() {
  const absl::Status status = store_->DropSnapshot();
  if (disk_.down()) Leave();
  return status;
}

bool FaultStore::has_snapshot() {
  const auto snapshot = NewestSnapshot();
  return snapshot.ok() && snapshot->number != 0;
}

// A process that cannot read a row of its state drops its snapshot, and ends
// before anything is made of what it read.
void FaultStore::EndUnread() {
  ++StoresMet().damages_found;
  store_->DropSnapshot().IgnoreError();
  Leave();
}

absl::StatusOr<std::optional<std::string>> FaultStore::Find(
    core::TableId table, absl::string_view key) {
  auto found = store_->state_rows()->Find(table, key);
  if (!found.ok()) EndUnread();
  return found;
}

absl::StatusOr<std::vector<core::Row>> FaultStore::Scan(core::TableId table,
                                                        absl::string_view from,
                                                        size_t max) {
  auto rows = store_->state_rows()->Scan(table, from, max);
  if (!rows.ok()) EndUnread();
  return rows;
}

void FaultStore::ReadAll() {
  const auto ignore = [](absl::string_view) { return absl::OkStatus(); };
  if (!Replay(0, ignore).ok()) return;
  ReadAudit(0, audit_.size()).IgnoreError();
  const auto expected = payloads_;
  for (const auto& [id, payload] : expected) ReadPayload(id).IgnoreError();
}

absl::Status FaultStore::Reopen() {
  const bool again = store_ != nullptr;
  while (true) {
    if (!disk_.down()) disk_.End(MemoryDisk::Ending::kProcess);
    store_.reset();
    if (std::exchange(damaged_, false)) RETURN_IF_ERROR(RestoreFromBackup());
    disk_.Start();
    if (again) ++StoresMet().recoveries;
    auto opened = store::SqliteStore::Open(folder_);
    if (opened.ok() && !disk_.down()) {
      store_ = *std::move(opened);
      damaged_ = !IsWhole();
      if (damaged_) continue;
      if (!disk_.met_fault()) return absl::OkStatus();
      try {
        ReadAll();
      } catch (const ProcessEnded&) {
        // That is what is to happen here.
      }
    } else if (!disk_.met_fault()) {
      if (!IsDamage(opened.status())) return opened.status();
      ++StoresMet().damages_found;
      damaged_ = true;
    }
  }
}

bool FaultStore::IsWhole() {
  const uint64_t number = store_->batch_number();
  if (number < batches_.size() && plan_.struck() &&
      plan_.kind() == FaultKind::kBitFlip) {
    ++StoresMet().cut_short;
    return false;
  }
  if (unknown_.has_value() && number == batches_.size() + 1) {
    Remember(*unknown_);
  }
  unknown_.reset();
  if (number < batches_.size()) {
    ledger_.Violation("P1: an acknowledged batch is gone");
  } else if (number > batches_.size()) {
    ledger_.Violation("P4: a batch is there that nobody wrote");
  }
  return true;
}

absl::Status FaultStore::RestoreFromBackup() {
  disk_.Empty();
  disk_.Start();
  // That of the damaged journal is ahead of an empty one.
  std::filesystem::remove(store::StateOf(folder_));
  {
    ASSIGN_OR_RETURN(const auto fresh, store::SqliteStore::Open(folder_));
    for (const core::Batch& batch : batches_) {
      RETURN_IF_ERROR(fresh->Commit(batch));
    }
  }
  disk_.End(MemoryDisk::Ending::kProcess);
  return absl::OkStatus();
}

void FaultStore::CutPower() {
  if (!disk_.down()) disk_.End(MemoryDisk::Ending::kPower);
}

}  // namespace enlace::every_fault
