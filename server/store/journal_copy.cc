#include "server/store/journal_copy.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/sha256_sum.h"
#include "base/status_macros.h"
#include "server/store/backup_manifest.h"
#include "server/store/journal_schema.h"

namespace enlace::store {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kBeingWritten = ".new";

}  // namespace

absl::Status CopyJournal(const std::string& from, sqlite::Database::Mode mode,
                         const std::string& to, int pages_a_step,
                         CopyProgress progress) {
  ASSIGN_OR_RETURN(sqlite::Database source, sqlite::Database::Open(from, mode));
  // The transaction begins with the first read: what it sees is what is copied,
  // whatever is committed meanwhile.
  RETURN_IF_ERROR(source.Run("BEGIN"));
  RETURN_IF_ERROR(CheckIdentity(source, from));
  ASSIGN_OR_RETURN(sqlite::Database copy,
                   sqlite::Database::Open(to, sqlite::Database::Mode::kWrite));
  RETURN_IF_ERROR(copy.Run("PRAGMA synchronous = FULL"));
  RETURN_IF_ERROR(source.CopyTo(copy, pages_a_step, progress));
  ASSIGN_OR_RETURN(const std::string journal_mode,
                   copy.QueryText("PRAGMA journal_mode = WAL"));
  if (journal_mode == "wal") return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the file system of `", to,
                   "` cannot hold a write-ahead log; choose another"));
}

absl::StatusOr<std::vector<std::string>> BookFiles(const std::string& folder) {
  std::vector<std::string> names;
  if (!FileExists(folder)) return names;
  std::error_code error;
  for (fs::directory_iterator file(folder, error), end; !error && file != end;
       file.increment(error)) {
    const std::string name = file->path().filename().string();
    if (absl::EndsWith(name, kBeingWritten)) continue;
    std::error_code ignored;
    if (!IsBookFileName(name) || !file->is_regular_file(ignored)) {
      return absl::FailedPreconditionError(absl::StrCat(
          "`", folder,
          "` holds what is no rule book or review; take it out of there"));
    }
    names.push_back(name);
  }
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot list `", folder, "`: ", error.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status CopyBookFile(const std::string& from, const std::string& to) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(from));
  return ReplaceFileDurably(to, bytes);
}

absl::StatusOr<FileDigest> DigestOfFile(const std::string& path,
                                        CopyProgress progress) {
  std::error_code error;
  const uint64_t total = fs::file_size(path, error);
  if (error) return absl::NotFoundError(absl::StrCat("no file `", path, "`"));
  std::ifstream in(path, std::ios::binary);
  std::vector<char> block(size_t{1} << 20);
  FileDigest file;
  Sha256Sum sum;
  do {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto size = static_cast<size_t>(in.gcount());
    sum.Add(absl::string_view(block.data(), size));
    file.size += size;
    progress(file.size, total);
  } while (in);
  if (!in.eof()) {
    return absl::UnavailableError(absl::StrCat("cannot read `", path, "`"));
  }
  file.digest = sum.Finish();
  return file;
}

}  // namespace enlace::store
