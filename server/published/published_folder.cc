#include "server/published/published_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace enlace::published {
namespace {

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

absl::Status NoSuchFile() { return absl::NotFoundError("no such file"); }

absl::Status Refused() {
  // ENOTDIR and ELOOP are what a link is met with.
  if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) {
    return NoSuchFile();
  }
  return absl::ErrnoToStatus(errno, "cannot open what is published");
}

absl::StatusOr<Descriptor> OpenRoot(const std::string& path) {
  Descriptor root(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.number() < 0) {
    // Also where it is not there: whoever asks would take the log for empty.
    return absl::UnavailableError(
        absl::StrCat("cannot open `", path, "`, error ", errno));
  }
  return root;
}

absl::StatusOr<Descriptor> OpenBelow(const Descriptor& folder,
                                     absl::string_view name, int flags) {
  if (name.empty() || name == "." || name == ".." ||
      name.find('\0') != absl::string_view::npos) {
    return NoSuchFile();
  }
  // Not to wait where somebody has put a pipe.
  Descriptor opened(
      openat(folder.number(), std::string(name).c_str(),
             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | flags));
  if (opened.number() < 0) return Refused();
  return opened;
}

absl::StatusOr<std::string> ReadWhole(const Descriptor& file, size_t size_max) {
  struct stat status;
  if (fstat(file.number(), &status) != 0) return Refused();
  if (!S_ISREG(status.st_mode)) return NoSuchFile();
  std::string bytes;
  std::array<char, 1 << 14> block;
  while (true) {
    const ssize_t size = read(file.number(), block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return Refused();
    if (size == 0) return bytes;
    bytes.append(block.data(), static_cast<size_t>(size));
    if (bytes.size() > size_max) {
      return absl::ResourceExhaustedError("a published file is too large");
    }
  }
}

}  // namespace

absl::StatusOr<std::string> PublishedFolder::Read(absl::string_view path,
                                                  size_t size_max) const {
  ASSIGN_OR_RETURN(Descriptor folder, OpenRoot(path_));
  std::vector<absl::string_view> steps = absl::StrSplit(path, '/');
  const absl::string_view name = steps.back();
  steps.pop_back();
  for (const absl::string_view step : steps) {
    ASSIGN_OR_RETURN(folder, OpenBelow(folder, step, O_DIRECTORY));
  }
  ASSIGN_OR_RETURN(const Descriptor file, OpenBelow(folder, name, 0));
  return ReadWhole(file, size_max);
}

absl::Status PublishedFolder::Check() const { return OpenRoot(path_).status(); }

}  // namespace enlace::published
