#include "tests/simulation/disk_store.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/sqlite.h"
#include "base/status_macros.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/store/manifest.h"
#include "tests/server/store/faulty_vfs.h"

namespace enlace::simulation {
namespace {

constexpr int kPowerCutPercent = 50;
constexpr int kDamagePercent = 20;

DiskCounts& Counts() {
  static DiskCounts counts;
  return counts;
}

std::string FreshFolder() {
  // In memory where that is to be had.
  std::string pattern = access("/dev/shm", W_OK) == 0
                            ? "/dev/shm/enlace-disk-XXXXXX"
                            : "/tmp/enlace-disk-XXXXXX";
  CHECK(mkdtemp(pattern.data()) != nullptr) << "no temporary folder";
  return pattern;
}

// Whatever a store has, read through its own checks.
struct Contents {
  std::vector<std::string> batches;
  std::vector<std::string> rest;
  bool operator==(const Contents& other) const {
    return batches == other.batches && rest == other.rest;
  }
};

absl::Status ReadPayloads(store::SqliteStore& store, absl::string_view events,
                          std::vector<std::string>& out) {
  journal::v1::EventBatch batch;
  if (!batch.ParseFromString(std::string(events))) {
    return absl::OkStatus();  // others judge that
  }
  for (const journal::v1::Event& event : batch.events()) {
    const std::string& id = event.has_received()
                                ? event.received().record().transfer_id()
                                : event.decided().record().transfer_id();
    if (id.empty()) continue;
    const auto payload = store.ReadPayload(id);
    if (absl::IsNotFound(payload.status())) continue;
    RETURN_IF_ERROR(payload.status());
    out.push_back(absl::StrCat(id, payload->sealed, payload->wrapped_key,
                               payload->key_epoch, payload->retention_class));
  }
  return absl::OkStatus();
}

absl::StatusOr<Contents> OpenAndRead(const std::string& folder) {
  ASSIGN_OR_RETURN(const auto store, store::SqliteStore::Open(folder));
  Contents contents;
  RETURN_IF_ERROR(store->Replay(0, [&](absl::string_view events) {
    contents.batches.emplace_back(events);
    return ReadPayloads(*store, events, contents.rest);
  }));
  ASSIGN_OR_RETURN(const auto rows, store->ReadAudit(0, store->audit_size()));
  for (const core::AuditRow& row : rows) {
    contents.rest.push_back(row.entry);
    contents.rest.push_back(row.annex);
  }
  return contents;
}

}  // namespace

const DiskCounts& DisksMet() { return Counts(); }

DiskStore::DiskStore(SimRandom& random, Ledger& ledger)
    : random_(random), ledger_(ledger), folder_(FreshFolder()) {
  store::SimulateSyncs();
}

DiskStore::~DiskStore() {
  store_.reset();
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

absl::Status DiskStore::Commit(const core::Batch& batch) {
  RETURN_IF_ERROR(failed_);
  const CommitFault fault = std::exchange(fault_, CommitFault::kNone);
  if (fault == CommitFault::kLost) {
    store::ArmDisk(store::DiskFault::kErrors, 1);
  }
  failed_ = store_->Commit(batch);
  store::DisarmDisk();
  if (failed_.ok() && fault != CommitFault::kNone) {
    failed_ = absl::DataLossError("simulated disk fault");
  }
  return failed_;
}

absl::Status DiskStore::Replay(
    uint64_t after,
    const std::function<absl::Status(absl::string_view)>& visit) {
  return store_->Replay(after, visit);
}

absl::StatusOr<core::Snapshot> DiskStore::NewestSnapshot() {
  return store_->NewestSnapshot();
}

absl::Status DiskStore::SaveSnapshot(core::Snapshot snapshot) {
  RETURN_IF_ERROR(failed_);
  if (snapshot.number == 0) return absl::OkStatus();  // nothing to fold
  return store_->SaveSnapshot(std::move(snapshot));
}

absl::StatusOr<core::SealedPayload> DiskStore::ReadPayload(
    absl::string_view transfer_id) {
  return store_->ReadPayload(transfer_id);
}

absl::StatusOr<std::vector<core::AuditRow>> DiskStore::ReadAudit(
    uint64_t first, uint64_t count) {
  return store_->ReadAudit(first, count);
}

absl::Status DiskStore::Reopen() {
  fault_ = CommitFault::kNone;
  failed_ = absl::OkStatus();
  if (store_ != nullptr) {
    End();
    if (random_.Percent(kDamagePercent)) RETURN_IF_ERROR(MeetDamage());
  }
  ASSIGN_OR_RETURN(store_, store::SqliteStore::Open(folder_));
  return absl::OkStatus();
}

void DiskStore::End() {
  const bool power = random_.Percent(kPowerCutPercent);
  if (power) ++Counts().power_cuts;
  store::EndFilesBelow(folder_,
                       power ? store::Ending::kPower : store::Ending::kProcess);
  store_.reset();
}

absl::Status DiskStore::MeetDamage() {
  ASSIGN_OR_RETURN(const Contents before, OpenAndRead(folder_));
  ASSIGN_OR_RETURN(const std::string good, ReadFile(JournalPath()));
  if (before.batches.empty() || random_.Percent(50)) {
    FlipABit();
  } else {
    RETURN_IF_ERROR(RewriteABatch(before.batches.size()));
  }
  const absl::StatusOr<Contents> after = OpenAndRead(folder_);
  if (!after.ok()) {
    ++Counts().damages_found;
  } else if (*after == before) {
    ++Counts().damages_without_effect;
  } else {
    ledger_.Violation("P4: a damaged journal was served as good");
  }
  for (const absl::string_view suffix : {"-wal", "-shm"}) {
    std::error_code error;
    std::filesystem::remove(absl::StrCat(JournalPath(), suffix), error);
  }
  return ReplaceFileDurably(JournalPath(), good, /*private_to_owner=*/true);
}

// Mostly where something stands: much of a small database is empty.
void DiskStore::FlipABit() {
  std::fstream file(JournalPath(),
                    std::ios::in | std::ios::out | std::ios::binary);
  const auto size =
      static_cast<int64_t>(std::filesystem::file_size(JournalPath()));
  int64_t offset = 0;
  char byte = 0;
  for (int tries = 0; tries < 20 && byte == 0; ++tries) {
    offset = random_.Between(0, size - 1);
    file.seekg(offset);
    file.get(byte);
  }
  byte = static_cast<char>(byte ^ (1 << random_.Between(0, 7)));
  file.seekp(offset);
  file.put(byte);
}

absl::Status DiskStore::RewriteABatch(uint64_t batches) {
  const auto number =
      static_cast<uint64_t>(random_.Between(1, static_cast<int64_t>(batches)));
  ASSIGN_OR_RETURN(
      sqlite::Database database,
      sqlite::Database::Open(JournalPath(), sqlite::Database::Mode::kWrite));
  ASSIGN_OR_RETURN(
      sqlite::Statement read,
      database.Prepare("SELECT bytes, manifest, (SELECT digest FROM events "
                       "WHERE number = ?1 - 1) FROM events "
                       "WHERE number = ?1"));
  read.Bind(1, number);
  RETURN_IF_ERROR(read.Step().status());
  journal::v1::EventBatch batch;
  CHECK(batch.ParseFromString(std::string(read.Bytes(0))));
  batch.set_log_time_ms(batch.log_time_ms() + 1);
  const std::string events = batch.SerializeAsString();
  ASSIGN_OR_RETURN(store::Manifest manifest,
                   store::DecodeManifest(read.Bytes(1)));
  const Hash previous = number == 1 ? Hash{} : HashFromBytes(read.Bytes(2));
  read.Reset();
  manifest.events = Sha256(events);
  const std::string encoded = store::EncodeManifest(manifest);
  const Hash digest = store::ChainDigest(previous, number, encoded);
  ASSIGN_OR_RETURN(sqlite::Statement write,
                   database.Prepare("UPDATE events SET bytes = ?1, "
                                    "manifest = ?2, digest = ?3 "
                                    "WHERE number = ?4"));
  write.BindBytes(1, events);
  write.BindBytes(2, encoded);
  write.BindBytes(3, AsBytes(digest));
  write.Bind(4, number);
  return write.Run();
}

absl::Status DiskStore::DropSnapshot() { return store_->DropSnapshot(); }

bool DiskStore::has_snapshot() {
  const auto snapshot = store_->NewestSnapshot();
  return snapshot.ok() && snapshot->number != 0;
}

}  // namespace enlace::simulation
