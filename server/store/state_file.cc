#include "server/store/state_file.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "server/core/journal_format.h"
#include "server/store/row_file_writer.h"

namespace enlace::store {
namespace {

constexpr size_t kMergedAtOnce = 256;
constexpr size_t kNumbersSize = 2 * sizeof(uint64_t);
constexpr size_t kNoteSizeMin = kNumbersSize + 2 * kHashSize;

std::string KeyOf(core::TableId table, absl::string_view key) {
  std::string whole(1, static_cast<char>(table));
  whole.append(key.data(), key.size());
  return whole;
}

void Tell(const absl::Status& unreadable) {
  Log(Severity::kError, "a row of the snapshot cannot be read",
      {{"error", unreadable.ToString()}});
}

// Writes the rows of `before`, which may be null, as `changes` leave them.
// REQUIRES: `changes` are in the order of their tables and keys.
absl::Status Merge(RowFile* before, const std::vector<core::RowChange>& changes,
                   RowFileWriter& writer) {
  auto change = changes.begin();
  const auto add_changed = [&](const std::string* up_to) -> absl::Status {
    for (; change != changes.end(); ++change) {
      const std::string key = KeyOf(change->table, change->key);
      if (up_to != nullptr && key >= *up_to) break;
      if (change->value.has_value()) {
        RETURN_IF_ERROR(writer.Add(key, *change->value));
      }
    }
    return absl::OkStatus();
  };
  std::string from;
  while (before != nullptr) {
    ASSIGN_OR_RETURN(const std::vector<StoredRow> rows,
                     before->Scan(from, kMergedAtOnce));
    for (const StoredRow& row : rows) {
      RETURN_IF_ERROR(add_changed(&row.key));
      if (change == changes.end() ||
          KeyOf(change->table, change->key) != row.key) {
        RETURN_IF_ERROR(writer.Add(row.key, row.value));
      }
    }
    if (rows.size() < kMergedAtOnce) break;
    from = rows.back().key + '\0';
  }
  return add_changed(nullptr);
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  std::filesystem::remove(path, error);
  if (!error) return absl::OkStatus();
  absl::Status status = absl::UnavailableError(
      absl::StrCat("cannot remove `", path, "`: ", error.message()));
  Log(Severity::kWarning, "a snapshot cannot be dropped",
      {{"error", status.ToString()}});
  return status;
}

}  // namespace

StateFile::StateFile(std::string path) : path_(std::move(path)) {
  const absl::MutexLock lock(&mutex_);
  absl::StatusOr<std::unique_ptr<RowFile>> file = RowFile::Open(path_);
  if (file.ok()) {
    file_ = *std::move(file);
  } else if (!absl::IsNotFound(file.status())) {
    Log(Severity::kWarning, "snapshot passed over",
        {{"reason", file.status().ToString()}});
  }
}

absl::StatusOr<SnapshotHead> StateFile::ReadHead() {
  const absl::MutexLock lock(&mutex_);
  SnapshotHead head;
  if (file_ == nullptr) return head;
  const absl::string_view note = file_->note();
  if (note.size() < kNoteSizeMin || ReadU64(note) == 0) {
    return absl::DataLossError("a file of rows that is no snapshot");
  }
  if (note.substr(kNumbersSize + kHashSize, kHashSize) !=
      AsBytes(core::JournalFormat())) {
    file_.reset();
    return absl::FailedPreconditionError(
        "another version of the program wrote it");
  }
  head.number = ReadU64(note);
  head.newest = ReadU64(note.substr(sizeof(uint64_t)));
  head.digest = HashFromBytes(note.substr(kNumbersSize, kHashSize));
  head.rest = std::string(note.substr(kNoteSizeMin));
  return head;
}

// Reads the rows before by a file of its own: who commits reads them, too.
absl::Status StateFile::Save(const core::Snapshot& snapshot, uint64_t newest,
                             const Hash& digest) {
  uint64_t drops = 0;
  bool has_rows = false;
  {
    const absl::MutexLock lock(&mutex_);
    drops = drops_;
    has_rows = file_ != nullptr;
  }
  std::unique_ptr<RowFile> before;
  if (has_rows) {
    ASSIGN_OR_RETURN(before, RowFile::Open(path_));
  }
  ASSIGN_OR_RETURN(RowFileWriter writer, RowFileWriter::Begin(path_));
  RETURN_IF_ERROR(Merge(before.get(), snapshot.changes, writer));
  std::string note;
  AppendU64(note, snapshot.number);
  AppendU64(note, newest);
  absl::StrAppend(&note, AsBytes(digest), AsBytes(core::JournalFormat()),
                  snapshot.rest);
  RETURN_IF_ERROR(writer.Finish(note));
  ASSIGN_OR_RETURN(std::unique_ptr<RowFile> after, RowFile::Open(path_));
  {
    const absl::MutexLock lock(&mutex_);
    if (drops == drops_) {
      file_ = std::move(after);
      return absl::OkStatus();
    }
  }
  // It was made of rows that nobody may read any more.
  RETURN_IF_ERROR(Remove(path_));
  return absl::AbortedError("the snapshot before was dropped meanwhile");
}

absl::Status StateFile::Drop() {
  const absl::MutexLock lock(&mutex_);
  ++drops_;
  if (file_ == nullptr) return absl::OkStatus();
  file_.reset();
  return Remove(path_);
}

absl::StatusOr<std::optional<std::string>> StateFile::Find(
    core::TableId table, absl::string_view key) {
  const absl::MutexLock lock(&mutex_);
  if (file_ == nullptr) return std::nullopt;
  auto found = file_->Find(KeyOf(table, key));
  if (!found.ok()) Tell(found.status());
  return found;
}

absl::StatusOr<std::vector<core::Row>> StateFile::Scan(core::TableId table,
                                                       absl::string_view from,
                                                       size_t max) {
  const absl::MutexLock lock(&mutex_);
  std::vector<core::Row> rows;
  if (file_ == nullptr) return rows;
  const auto found = file_->Scan(KeyOf(table, from), max);
  if (!found.ok()) {
    Tell(found.status());
    return found.status();
  }
  for (const StoredRow& row : *found) {
    if (row.key.front() != static_cast<char>(table)) break;
    rows.push_back({row.key.substr(1), row.value});
  }
  return rows;
}

uint64_t StateFile::row_count() {
  const absl::MutexLock lock(&mutex_);
  return file_ == nullptr ? 0 : file_->rows();
}

}  // namespace enlace::store
