// One holder at a time: a lock on a file, by flock(2).
//
//   ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(folder + "/lock"));
//
// It also keeps out a second holder in the same process, ends with the process
// however that ends, and, unlike fcntl(2) locks, is not lost when some other
// descriptor of the file is closed.  The file stays behind; that is no lock.

#ifndef ENLACE_BASE_FILE_LOCK_H_
#define ENLACE_BASE_FILE_LOCK_H_

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace {

// Movable; releases the lock when it goes out of scope.
class FileLock {
 public:
  // Makes the file, readable by its owner only, if there is none.  Fails with
  // kFailedPrecondition if somebody holds the lock, with the code of the
  // system's error if the file cannot be opened.
  static absl::StatusOr<FileLock> Acquire(absl::string_view path);

  FileLock(FileLock&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace enlace

#endif  // ENLACE_BASE_FILE_LOCK_H_
