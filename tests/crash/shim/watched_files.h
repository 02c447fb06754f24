// Which descriptors of the process are open files below the watched folder.

#ifndef ENLACE_TESTS_CRASH_SHIM_WATCHED_FILES_H_
#define ENLACE_TESTS_CRASH_SHIM_WATCHED_FILES_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace enlace::crash {

struct WatchedFile {
  uint64_t inode = 0;
  bool is_folder = false;
  std::string path;  // below the root, as it was opened
};

// Thread-safe as far as descriptors are: who closes one while another thread
// uses it has lost already.
class WatchedFiles {
 public:
  static WatchedFiles& Get() {
    static auto& files = *new WatchedFiles;
    return files;
  }

  // Null if the descriptor is of no watched file.
  const WatchedFile* Find(int descriptor) const {
    return Fits(descriptor) ? files_[static_cast<size_t>(descriptor)].load()
                            : nullptr;
  }
  void Set(int descriptor, const WatchedFile* file) {
    if (!Fits(descriptor)) return;
    delete files_[static_cast<size_t>(descriptor)].exchange(file);
  }

 private:
  static constexpr int kMax = 1 << 16;
  static bool Fits(int descriptor) {
    return descriptor >= 0 && descriptor < kMax;
  }

  std::array<std::atomic<const WatchedFile*>, kMax> files_ = {};
};

}  // namespace enlace::crash

#endif  // ENLACE_TESTS_CRASH_SHIM_WATCHED_FILES_H_
