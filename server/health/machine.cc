#include "server/health/machine.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/file.h"

namespace enlace::health {
namespace {

namespace fs = std::filesystem;

uint64_t SizeOf(const fs::path& path) {
  std::error_code error;
  const uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

// `visit` gets each name in the folder, as far as it can be read.
template <typename Visit>
void EachName(const std::string& directory, const Visit& visit) {
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    visit(it->path());
  }
}

absl::Time ModifiedAt(const fs::path& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return absl::InfinitePast();
  return absl::TimeFromTimespec(status.st_mtim);
}

}  // namespace

DiskHealth MeasureDisk(const std::string& store_directory) {
  const fs::path store = store_directory;
  DiskHealth disk;
  disk.journal_bytes = SizeOf(store / "journal.db");
  disk.wal_bytes = SizeOf(store / "journal.db-wal");
  std::error_code error;
  const fs::space_info space = fs::space(store, error);
  disk.free_bytes =
      error ? std::numeric_limits<uint64_t>::max() : space.available;
  disk.snapshot_at = ModifiedAt(store / "state.rows");
  return disk;
}

ProcessHealth MeasureProcess() {
  ProcessHealth process;
  const absl::StatusOr<std::string> pages = ReadFile("/proc/self/statm");
  if (pages.ok()) {
    const std::vector<absl::string_view> fields = absl::StrSplit(*pages, ' ');
    uint64_t resident = 0;
    if (fields.size() > 1 && absl::SimpleAtoi(fields[1], &resident)) {
      process.resident_bytes =
          resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    }
  }
  EachName("/proc/self/fd",
           [&process](const fs::path&) { ++process.open_files; });
  return process;
}

uint64_t CountFiles(const std::string& directory, absl::string_view prefix) {
  uint64_t count = 0;
  EachName(directory, [&](const fs::path& path) {
    if (absl::StartsWith(path.filename().string(), prefix)) ++count;
  });
  return count;
}

}  // namespace enlace::health
