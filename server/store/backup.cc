#include "server/store/backup.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/rename.h"
#include "base/status_macros.h"
#include "server/store/journal_copy.h"
#include "server/store/journal_schema.h"
#include "server/store/store_layout.h"

namespace enlace::store {
namespace {

namespace fs = std::filesystem;
using Stage = BackupProgress::Stage;

constexpr size_t kBackupManifestSizeMax = 16 << 20;

// A folder that goes with all that is in it, unless it was given its name.
class NewFolder {
 public:
  explicit NewFolder(std::string path) : path_(std::move(path)) {}
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder() {
    if (!made_) return;
    std::error_code error;
    fs::remove_all(path_, error);
  }

  absl::Status Make() {
    if (mkdir(path_.c_str(), 0700) == 0) {
      made_ = true;
      return absl::OkStatus();
    }
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(
          absl::StrCat("`", path_,
                       "` exists: a backup to there is under way, or was "
                       "interrupted; remove it if none is"));
    }
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("cannot make `", path_, "`"));
  }

  absl::Status Rename(const std::string& name) {
    RETURN_IF_ERROR(RenameDurably(path_, name));
    made_ = false;
    return absl::OkStatus();
  }

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  bool made_ = false;
};

// What the observer is told of one stage.
auto ObserveStage(BackupObserver observer, Stage stage) {
  return [observer, stage](uint64_t done, uint64_t total) {
    observer({.stage = stage, .done = done, .total = total});
  };
}

absl::Status DamagedBackup(absl::string_view what) {
  return absl::DataLossError(
      absl::StrCat("the backup is damaged: ", what, "; use another one"));
}

// Everything in the folder but the manifest.
absl::StatusOr<std::vector<BackupManifest::File>> DigestsOfFiles(
    const std::string& folder, BackupObserver observer) {
  std::vector<std::string> names = {std::string(kJournalFile)};
  ASSIGN_OR_RETURN(const std::vector<std::string> books,
                   BookFiles(BooksOf(folder)));
  for (const std::string& book : books) {
    names.push_back(absl::StrCat(kBooksFolder, "/", book));
  }
  std::vector<BackupManifest::File> files;
  for (std::string& name : names) {
    ASSIGN_OR_RETURN(const FileDigest file,
                     DigestOfFile(absl::StrCat(folder, "/", name),
                                  ObserveStage(observer, Stage::kDigest)));
    files.push_back({std::move(name), file.size, file.digest});
  }
  return files;
}

// A file that SQLite or a person would take for a part of it.
absl::Status CheckNothingElse(const std::string& folder) {
  std::error_code error;
  for (fs::directory_iterator file(folder, error), end; !error && file != end;
       file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (name != kJournalFile && name != kBooksFolder &&
        name != kBackupManifestFile) {
      return DamagedBackup("it has files that are not of it");
    }
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat("cannot list `", folder, "`: ", error.message()));
}

}  // namespace

absl::StatusOr<CheckedBackup> MakeBackup(const BackupRequest& request,
                                         BackupObserver observer) {
  const std::string journal = JournalOf(request.store_directory);
  if (!FileExists(journal)) {
    return absl::NotFoundError(absl::StrCat("there is no `", journal, "`"));
  }
  if (FileExists(request.folder)) {
    return absl::AlreadyExistsError(
        absl::StrCat("`", request.folder, "` exists; choose another name"));
  }
  RETURN_IF_ERROR(
      MakeDirectories(fs::path(request.folder).parent_path().string()));
  NewFolder folder(request.folder + ".new");
  RETURN_IF_ERROR(folder.Make());
  const std::string copy = JournalOf(folder.path());
  RETURN_IF_ERROR(CopyJournal(journal, sqlite::Database::Mode::kRead, copy,
                              request.pages_a_step,
                              ObserveStage(observer, Stage::kCopy)));
  // After the journal: what that adopted was kept before.
  ASSIGN_OR_RETURN(const std::vector<std::string> books,
                   BookFiles(BooksOf(request.store_directory)));
  for (const std::string& book : books) {
    RETURN_IF_ERROR(
        CopyBookFile(absl::StrCat(BooksOf(request.store_directory), "/", book),
                     absl::StrCat(BooksOf(folder.path()), "/", book)));
  }
  ASSIGN_OR_RETURN(const CheckedJournal checked,
                   CheckJournal(copy, ObserveStage(observer, Stage::kCheck)));
  BackupManifest manifest;
  manifest.node = request.node;
  manifest.schema_version = kSchemaVersion;
  manifest.end = checked.end;
  manifest.log_root = checked.log_root;
  manifest.instant =
      absl::FromUnixSeconds(absl::ToUnixSeconds(request.instant));
  // A write-ahead log that SQLite could not remove.
  RETURN_IF_ERROR(CheckNothingElse(folder.path()));
  ASSIGN_OR_RETURN(manifest.files, DigestsOfFiles(folder.path(), observer));
  RETURN_IF_ERROR(ReplaceFileDurably(
      absl::StrCat(folder.path(), "/", kBackupManifestFile),
      FormatBackupManifest(manifest), /*private_to_owner=*/true));
  RETURN_IF_ERROR(folder.Rename(request.folder));
  return CheckedBackup{request.folder, std::move(manifest), checked};
}

absl::StatusOr<CheckedBackup> CheckBackup(absl::string_view folder,
                                          BackupObserver observer) {
  CheckedBackup backup;
  backup.folder = std::string(folder);
  const std::string path = absl::StrCat(folder, "/", kBackupManifestFile);
  if (!FileExists(path)) {
    return absl::NotFoundError(absl::StrCat("`", folder,
                                            "` is no backup: it has no file `",
                                            kBackupManifestFile, "`"));
  }
  ASSIGN_OR_RETURN(const std::string text,
                   ReadFile(path, kBackupManifestSizeMax));
  ASSIGN_OR_RETURN(backup.manifest, ParseBackupManifest(text));
  RETURN_IF_ERROR(CheckSchemaVersion(folder, backup.manifest.schema_version));
  RETURN_IF_ERROR(CheckNothingElse(backup.folder));
  if (!FileExists(JournalOf(folder)))
    return DamagedBackup("its journal is missing");
  ASSIGN_OR_RETURN(const std::vector<BackupManifest::File> files,
                   DigestsOfFiles(backup.folder, observer));
  if (files != backup.manifest.files) {
    return DamagedBackup("its files are not those that the manifest names");
  }
  ASSIGN_OR_RETURN(
      backup.journal,
      CheckJournal(JournalOf(folder), ObserveStage(observer, Stage::kCheck)));
  if (backup.journal.end != backup.manifest.end ||
      backup.journal.log_root != backup.manifest.log_root) {
    return DamagedBackup("its journal ends elsewhere than the manifest says");
  }
  return backup;
}

}  // namespace enlace::store
