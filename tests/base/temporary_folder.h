// A fresh folder for one test, removed with everything in it at the end.

#ifndef ENLACE_TESTS_BASE_TEMPORARY_FOLDER_H_
#define ENLACE_TESTS_BASE_TEMPORARY_FOLDER_H_

#include <sys/stat.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace {

class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }
  std::string operator/(absl::string_view name) const;

  // The names in the folder, sorted.
  std::vector<std::string> Names() const;

 private:
  std::string path_;
};

// The permission bits of a file; 0 if there is none.
mode_t PermissionsOf(const std::string& path);

}  // namespace enlace

#endif  // ENLACE_TESTS_BASE_TEMPORARY_FOLDER_H_
