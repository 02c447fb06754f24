// A backup back into an empty store: declared in server/store/backup.h.

#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/rename.h"
#include "base/status_macros.h"
#include "server/store/backup.h"
#include "server/store/journal_copy.h"
#include "server/store/store_layout.h"

namespace enlace::store {
namespace {

namespace fs = std::filesystem;

constexpr int kPagesAStep = 1024;
// What a file system of its own has at its root.
constexpr absl::string_view kLostAndFound = "lost+found";

absl::Status RemoveAll(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot remove `", path, "`: ", error.message()));
}

absl::Status CheckEmpty(const std::string& directory) {
  const bool unfinished = FileExists(UnfinishedRestoreOf(directory)) &&
                          !FileExists(JournalOf(directory));
  std::error_code error;
  for (fs::directory_iterator file(directory, error), end;
       !error && file != end; file.increment(error)) {
    const std::string path = file->path().string();
    if (path == LockOf(directory) ||
        file->path().filename().string() == kLostAndFound) {
      continue;
    }
    if (unfinished && (path == UnfinishedRestoreOf(directory) ||
                       path == BooksOf(directory))) {
      continue;
    }
    return absl::AlreadyExistsError(absl::StrCat(
        "the store `", directory,
        "` is not empty; put aside what it has, and keep it: it may be the "
        "only copy of the newest entries"));
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot list `", directory, "`: ", error.message()));
}

}  // namespace

absl::Status CheckRestorable(absl::string_view store_directory) {
  const std::string directory(store_directory);
  if (!FileExists(directory)) return absl::OkStatus();
  std::optional<FileLock> lock;
  if (FileExists(LockOf(directory))) {
    ASSIGN_OR_RETURN(lock, FileLock::Acquire(LockOf(directory)));
  }
  return CheckEmpty(directory);
}

absl::Status RestoreBackup(const CheckedBackup& backup,
                           absl::string_view store_directory,
                           BackupObserver observer) {
  const std::string directory(store_directory);
  RETURN_IF_ERROR(CheckRestorable(directory));
  RETURN_IF_ERROR(MakeDirectories(directory));
  ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(LockOf(directory)));
  RETURN_IF_ERROR(CheckEmpty(directory));
  // Of a restore that did not end.
  RETURN_IF_ERROR(RemoveAll(BooksOf(directory)));
  const std::string unfinished = UnfinishedRestoreOf(directory);
  RETURN_IF_ERROR(RemoveAll(unfinished));
  RETURN_IF_ERROR(MakeDirectories(unfinished));

  const std::string journal = JournalOf(unfinished);
  RETURN_IF_ERROR(
      CopyJournal(JournalOf(backup.folder), sqlite::Database::Mode::kReadAtRest,
                  journal, kPagesAStep, [&](uint64_t done, uint64_t total) {
                    observer({BackupProgress::Stage::kCopy, done, total});
                  }));
  ASSIGN_OR_RETURN(const CheckedJournal copied,
                   CheckJournal(journal, [&](uint64_t done, uint64_t total) {
                     observer({BackupProgress::Stage::kCheck, done, total});
                   }));
  if (copied.end != backup.manifest.end ||
      copied.log_root != backup.manifest.log_root) {
    return absl::DataLossError(
        "what was restored is not what was in the backup; restore it again");
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> books,
                   BookFiles(BooksOf(backup.folder)));
  for (const std::string& book : books) {
    RETURN_IF_ERROR(
        CopyBookFile(absl::StrCat(BooksOf(backup.folder), "/", book),
                     absl::StrCat(BooksOf(unfinished), "/", book)));
  }
  if (!books.empty()) {
    RETURN_IF_ERROR(RenameDurably(BooksOf(unfinished), BooksOf(directory)));
  }
  RETURN_IF_ERROR(RenameDurably(journal, JournalOf(directory)));
  return RemoveAll(unfinished);
}

}  // namespace enlace::store
