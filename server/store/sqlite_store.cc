#include "server/store/sqlite_store.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "server/store/journal_schema.h"
#include "server/store/store_layout.h"

namespace enlace::store {
namespace {

// 256 MiB, which nobody moved.
constexpr uint64_t kLogPagesMax = 64'000;
// So few pages that a commit may wait for them.
constexpr uint64_t kLogPagesLast = 128;
constexpr int kLogPassesMax = 4;

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(
    absl::string_view directory) {
  RETURN_IF_ERROR(MakeDirectories(directory));
  ASSIGN_OR_RETURN(FileLock lock, FileLock::Acquire(LockOf(directory)));
  const std::string path = JournalOf(directory);
  if (!FileExists(path) && FileExists(UnfinishedRestoreOf(directory))) {
    return absl::FailedPreconditionError(
        absl::StrCat("a backup was not restored to its end into `", directory,
                     "`; restore it again"));
  }
  ASSIGN_OR_RETURN(sqlite::Database writer, OpenJournal(path));
  writer.CountLog(kLogPagesMax);
  ASSIGN_OR_RETURN(
      sqlite::Database mover,
      sqlite::Database::Open(path, sqlite::Database::Mode::kWrite));
  RETURN_IF_ERROR(mover.Run("PRAGMA synchronous = FULL"));
  ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Open(path));
  auto store = absl::WrapUnique(
      new SqliteStore(path, StateOf(directory), std::move(lock),
                      std::move(writer), std::move(mover), std::move(reader)));
  RETURN_IF_ERROR(store->PrepareStatements());
  RETURN_IF_ERROR(store->Load());
  return store;
}

SqliteStore::SqliteStore(std::string journal_path, std::string state_path,
                         FileLock lock, sqlite::Database writer,
                         sqlite::Database mover, JournalReader reader)
    : journal_path_(std::move(journal_path)),
      lock_(std::move(lock)),
      mover_(std::move(mover)),
      writer_(std::move(writer)),
      state_(std::move(state_path)),
      reader_(std::move(reader)) {}

absl::Status SqliteStore::PrepareStatements() {
  const absl::MutexLock lock(&write_mutex_);
  const std::pair<sqlite::Statement*, absl::string_view> statements[] = {
      {&write_.begin, "BEGIN IMMEDIATE"},
      {&write_.commit, "COMMIT"},
      {&write_.event,
       "INSERT INTO events (number, digest, manifest, bytes) "
       "VALUES (?, ?, ?, ?)"},
      {&write_.audit,
       "INSERT INTO audit (position, batch, entry, annex) VALUES (?, ?, ?, ?)"},
      {&write_.payload,
       "INSERT INTO payloads (position, transfer_id, retention_class, sealed) "
       "VALUES (?, ?, ?, ?)"},
      {&write_.key,
       "INSERT INTO keys (position, key_epoch, wrapped) VALUES (?, ?, ?)"},
      {&write_.drop_payload, "DELETE FROM payloads WHERE position = ?"},
      {&write_.drop_key, "DELETE FROM keys WHERE position = ?"},
      {&write_.head,
       "INSERT OR REPLACE INTO head (one, number, digest) VALUES (1, ?, ?)"},
  };
  for (const auto& [statement, sql] : statements) {
    ASSIGN_OR_RETURN(*statement, writer_.Prepare(sql));
  }
  return absl::OkStatus();
}

absl::Status SqliteStore::Load() {
  const absl::MutexLock write_lock(&write_mutex_);
  const absl::MutexLock read_lock(&read_mutex_);
  const absl::MutexLock lock(&end_mutex_);
  ASSIGN_OR_RETURN(const uint64_t last, reader_.LastNumber());
  absl::StatusOr<SnapshotHead> snapshot = state_.ReadHead();
  if (snapshot.ok() && snapshot->newest > last) {
    return absl::DataLossError(
        absl::StrCat("the journal is damaged: it ends at batch ", last,
                     ", before a snapshot of batch ", snapshot->newest,
                     "; restore both from one backup"));
  }
  if (snapshot.ok()) {
    ASSIGN_OR_RETURN(const Hash digest,
                     reader_.DigestOfBatch(snapshot->newest));
    if (digest != snapshot->digest) {
      snapshot = absl::DataLossError("it belongs to another history");
    }
  }
  if (!snapshot.ok()) {
    Log(Severity::kWarning, "snapshot passed over",
        {{"reason", snapshot.status().ToString()}});
    state_.Drop().IgnoreError();  // it has no rows any more
  }
  return Follow(snapshot.ok() ? snapshot->number : 0);
}

absl::Status SqliteStore::Follow(uint64_t after) {
  index_.emplace(state_);
  const absl::StatusOr<JournalEnd> end =
      reader_.Follow(after, [this](uint64_t number, const Manifest& manifest) {
        end_mutex_.AssertHeld();
        index_->Apply(number, manifest);
        return absl::OkStatus();
      });
  absl::Status status = end.ok() ? reader_.CheckEnds(*end) : end.status();
  if (status.ok()) {
    end_ = *end;
  } else {
    index_->Lose(status);
  }
  return status;
}

absl::Status SqliteStore::Commit(const core::Batch& batch) {
  const absl::MutexLock lock(&write_mutex_);
  RETURN_IF_ERROR(broken_);
  JournalEnd end;
  {
    const absl::MutexLock end_lock(&end_mutex_);
    end = end_;
    RETURN_IF_ERROR(index_->fault());
  }
  if (batch.number != end.number + 1) {
    return absl::FailedPreconditionError(absl::StrCat(
        "batch ", batch.number, " where ", end.number + 1, " is next"));
  }
  absl::Status status = TryCommit(batch, end);
  if (!status.ok()) {
    broken_ = absl::Status(
        status.code(),
        absl::StrCat("an earlier commit failed, restart: ", status.message()));
  }
  return status;
}

absl::Status SqliteStore::TryCommit(const core::Batch& batch,
                                    const JournalEnd& end) {
  ASSIGN_OR_RETURN(const Manifest manifest,
                   MakeManifest(batch, end.audit_size));
  const std::string encoded = EncodeManifest(manifest);
  const JournalEnd next{
      .number = batch.number,
      .digest = ChainDigest(end.digest, batch.number, encoded),
      .audit_size = manifest.audit_end()};

  RETURN_IF_ERROR(write_.begin.Run());
  RETURN_IF_ERROR(DeleteRows(manifest));
  write_.event.Bind(1, next.number);
  write_.event.BindBytes(2, AsBytes(next.digest));
  write_.event.BindBytes(3, encoded);
  write_.event.BindBytes(4, batch.events);
  RETURN_IF_ERROR(write_.event.Run());
  RETURN_IF_ERROR(InsertRows(batch));
  write_.head.Bind(1, next.number);
  write_.head.BindBytes(2, AsBytes(next.digest));
  RETURN_IF_ERROR(write_.head.Run());
  RETURN_IF_ERROR(write_.commit.Run());

  const absl::MutexLock lock(&end_mutex_);
  end_ = next;
  index_->Apply(batch.number, manifest);
  return absl::OkStatus();
}

absl::Status SqliteStore::DeleteRows(const Manifest& manifest) {
  std::vector<uint64_t> positions;
  const auto add = [&](absl::string_view transfer_id) -> absl::Status {
    ASSIGN_OR_RETURN(const auto location, Locate(transfer_id));
    if (location) positions.push_back(location->position);
    return absl::OkStatus();
  };
  for (const PayloadDigest& payload : manifest.payloads) {
    RETURN_IF_ERROR(add(payload.transfer_id));
  }
  for (const std::string& transfer_id : manifest.dropped_payloads) {
    RETURN_IF_ERROR(add(transfer_id));
  }
  for (const uint64_t position : positions) {
    write_.drop_payload.Bind(1, position);
    RETURN_IF_ERROR(write_.drop_payload.Run());
    write_.drop_key.Bind(1, position);
    RETURN_IF_ERROR(write_.drop_key.Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteStore::InsertRows(const core::Batch& batch) {
  for (const core::AuditRow& row : batch.audit) {
    write_.audit.Bind(1, row.index);
    write_.audit.Bind(2, batch.number);
    write_.audit.BindBytes(3, row.entry);
    write_.audit.BindBytes(4, row.annex);
    RETURN_IF_ERROR(write_.audit.Run());
  }
  absl::flat_hash_map<absl::string_view, size_t> last;
  for (size_t i = 0; i < batch.payloads.size(); ++i) {
    last[batch.payloads[i].transfer_id] = i;
  }
  for (const std::string& transfer_id : batch.dropped_payloads) {
    last.erase(transfer_id);
  }
  for (size_t i = 0; i < batch.payloads.size(); ++i) {
    const core::PayloadRow& row = batch.payloads[i];
    const auto found = last.find(row.transfer_id);
    if (found == last.end() || found->second != i) continue;
    const uint64_t position = PayloadPosition(batch.number, i);
    write_.payload.Bind(1, position);
    write_.payload.BindBytes(2, row.transfer_id);
    write_.payload.BindText(3, row.payload.retention_class);
    write_.payload.BindBytes(4, row.payload.sealed);
    RETURN_IF_ERROR(write_.payload.Run());
    write_.key.Bind(1, position);
    write_.key.Bind(2, row.payload.key_epoch);
    write_.key.BindBytes(3, row.payload.wrapped_key);
    RETURN_IF_ERROR(write_.key.Run());
  }
  return absl::OkStatus();
}

absl::Status SqliteStore::Replay(
    uint64_t after,
    const std::function<absl::Status(absl::string_view)>& visit) {
  return Visit(after, Rows::kChecked, visit);
}

absl::Status SqliteStore::ReadEvents(
    uint64_t after,
    const std::function<absl::Status(absl::string_view)>& visit) {
  return Visit(after, Rows::kLeft, visit);
}

absl::Status SqliteStore::Visit(
    uint64_t after, Rows rows,
    const std::function<absl::Status(absl::string_view)>& visit) {
  // A reader of its own: this takes long, and others read meanwhile.
  ASSIGN_OR_RETURN(JournalReader reader, JournalReader::Open(journal_path_));
  return reader
      .Follow(after,
              [&](uint64_t number, const Manifest& manifest) -> absl::Status {
                ASSIGN_OR_RETURN(const std::string events,
                                 reader.ReadEvents(number, manifest));
                if (rows == Rows::kChecked) {
                  RETURN_IF_ERROR(CheckRows(reader, number, manifest));
                }
                return visit(events);
              })
      .status();
}

absl::Status SqliteStore::CheckRows(JournalReader& reader, uint64_t number,
                                    const Manifest& manifest) {
  RETURN_IF_ERROR(
      reader.ReadAudit(manifest.first_audit, manifest.audit_end()).status());
  for (size_t i = 0; i < manifest.payloads.size(); ++i) {
    const std::string& transfer_id = manifest.payloads[i].transfer_id;
    const uint64_t position = PayloadPosition(number, i);
    ASSIGN_OR_RETURN(const auto location, Locate(transfer_id));
    if (!location || location->position != position) continue;
    absl::Status status = reader.ReadPayload(transfer_id, *location).status();
    if (!status.ok() && StillAt(transfer_id, position)) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<PayloadLocation>> SqliteStore::Locate(
    absl::string_view transfer_id) const {
  const absl::MutexLock lock(&end_mutex_);
  return index_->Find(transfer_id);
}

bool SqliteStore::StillAt(absl::string_view transfer_id, uint64_t position) {
  const absl::MutexLock lock(&write_mutex_);
  const auto location = Locate(transfer_id);
  return !location.ok() || (*location && (*location)->position == position);
}

absl::StatusOr<core::Snapshot> SqliteStore::NewestSnapshot() {
  // One of another history was dropped when this was opened.
  ASSIGN_OR_RETURN(SnapshotHead head, state_.ReadHead());
  return core::Snapshot{head.number, std::move(head.rest), {}};
}

absl::Status SqliteStore::SaveSnapshot(core::Snapshot snapshot) {
  JournalEnd newest;
  std::function<void(std::vector<core::RowChange>&)> add_places;
  {
    const absl::MutexLock lock(&end_mutex_);
    RETURN_IF_ERROR(index_->fault());
    if (snapshot.number == 0 || snapshot.number > end_.number) {
      return absl::InvalidArgumentError(absl::StrCat(
          "a snapshot of batch ", snapshot.number, ", which is not committed"));
    }
    // A start folds what lies between the two batches once more.
    newest = end_;
    add_places = index_->Freeze();
  }
  add_places(snapshot.changes);
  absl::Status saved = state_.Save(snapshot, newest.number, newest.digest);
  const absl::MutexLock lock(&end_mutex_);
  index_->Thaw(saved.ok());
  return saved;
}

absl::Status SqliteStore::DropSnapshot() {
  const absl::MutexLock write_lock(&write_mutex_);
  const absl::MutexLock read_lock(&read_mutex_);
  const absl::MutexLock lock(&end_mutex_);
  const absl::Status dropped = state_.Drop();
  RETURN_IF_ERROR(Follow(0));
  return dropped;
}

absl::StatusOr<core::SealedPayload> SqliteStore::ReadPayload(
    absl::string_view transfer_id) {
  while (true) {
    ASSIGN_OR_RETURN(const auto location, Locate(transfer_id));
    if (!location) {
      return absl::NotFoundError("the payload was dropped or never stored");
    }
    absl::StatusOr<core::SealedPayload> payload;
    {
      const absl::MutexLock lock(&read_mutex_);
      payload = reader_.ReadPayload(transfer_id, *location);
    }
    // A commit may have taken the row since.
    if (payload.ok() || StillAt(transfer_id, location->position)) {
      return payload;
    }
  }
}

absl::StatusOr<std::vector<core::AuditRow>> SqliteStore::ReadAudit(
    uint64_t first, uint64_t count) {
  const uint64_t size = audit_size();
  first = std::min(first, size);
  count = std::min(count, size - first);
  const absl::MutexLock lock(&read_mutex_);
  return reader_.ReadAudit(first, first + count);
}

absl::StatusOr<std::vector<std::string>> SqliteStore::PayloadsOfEpoch(
    uint32_t key_epoch, size_t max) {
  const absl::MutexLock lock(&read_mutex_);
  return reader_.PayloadsOfEpoch(key_epoch, max);
}

void SqliteStore::MoveLog(uint64_t pages_min) {
  const absl::MutexLock lock(&move_mutex_);
  {
    const absl::MutexLock write_lock(&write_mutex_);
    if (writer_.log_pages() < pages_min || !broken_.ok()) return;
  }
  // What is committed during one pass is moved by the next, which is shorter.
  absl::StatusOr<sqlite::Database::MovedLog> log;
  const auto is_nearly_moved = [&log] {
    return log.ok() && log->pages <= log->moved + kLogPagesLast;
  };
  for (int pass = 0; pass < kLogPassesMax; ++pass) {
    log = mover_.MoveLog();
    if (!log.ok() || is_nearly_moved()) break;
  }
  const absl::MutexLock write_lock(&write_mutex_);
  if (is_nearly_moved()) log = mover_.MoveLog();
  if (!log.ok()) {
    Log(Severity::kError, "the write-ahead log cannot be moved",
        {{"error", log.status().ToString()}});
    broken_ = log.status();
  } else if (log->pages == log->moved) {
    writer_.ForgetLog();
  }  // else somebody reads what is left; it is tried again later
}

uint64_t SqliteStore::batch_number() const {
  const absl::MutexLock lock(&end_mutex_);
  return end_.number;
}

uint64_t SqliteStore::audit_size() const {
  const absl::MutexLock lock(&end_mutex_);
  return end_.audit_size;
}

}  // namespace enlace::store
