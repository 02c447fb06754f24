// A folder of published files, and the moment from which they are safe.
//
//   RETURN_IF_ERROR(directory.Write("tile/0/000", hashes));
//   RETURN_IF_ERROR(directory.Sync());   // before anything that refers to it
//
// The seam at which tests cut the power between any two steps of a publication.

#ifndef ENLACE_SERVER_AUDIT_DIRECTORY_H_
#define ENLACE_SERVER_AUDIT_DIRECTORY_H_

#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::audit {

// Paths are relative, with '/' between folders.  Thread-compatible.
class Directory {
 public:
  virtual ~Directory() = default;

  // The whole file.  Fails with kNotFound if there is none.
  virtual absl::StatusOr<std::string> Read(absl::string_view path) const = 0;

  // Puts `bytes` at `path`, in place of what was there: a reader sees the old
  // file or the new one, and so does a restart after a crash of the process.
  // After a power cut the file may be the old one, or none, until Sync().
  virtual absl::Status Write(absl::string_view path,
                             absl::string_view bytes) = 0;

  // Everything written before is on disk once this returns OK.
  virtual absl::Status Sync() = 0;
};

// A folder on disk.
class DiskDirectory final : public Directory {
 public:
  enum class Readers { kAll, kOwner };

  // Makes the folder; what is written is readable by `readers`.
  static absl::StatusOr<std::unique_ptr<DiskDirectory>> Open(
      absl::string_view path, Readers readers);

  absl::StatusOr<std::string> Read(absl::string_view path) const override;
  absl::Status Write(absl::string_view path, absl::string_view bytes) override;
  absl::Status Sync() override;

 private:
  DiskDirectory(std::string path, Readers readers);

  const std::string path_;
  const Readers readers_;
  std::set<std::string> unsynced_;  // folders
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_DIRECTORY_H_
