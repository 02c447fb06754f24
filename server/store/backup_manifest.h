// The file `backup` of a backup: what was copied, and how far it goes.
//
//   enlace backup 1
//   node <identity>
//   schema <version of the tables>
//   batch <number of the last batch> <its chained digest, hexadecimal>
//   log <entries> <base64 of the root of their tree>
//   instant <when the copy began, RFC 3339, UTC>
//   file <name> <bytes> <SHA-256, hexadecimal>
//   sha256 <hexadecimal, of everything above>
//
// It is written last: a folder that has it was whole.  The digests have no key:
// they find damage, not forgery.  Pure.  docs/backup.md.

#ifndef ENLACE_SERVER_STORE_BACKUP_MANIFEST_H_
#define ENLACE_SERVER_STORE_BACKUP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "server/store/journal_reader.h"

namespace enlace::store {

inline constexpr absl::string_view kBackupManifestFile = "backup";

struct BackupManifest {
  struct File {
    std::string name;  // within the backup's folder
    uint64_t size = 0;
    Hash digest = {};

    bool operator==(const File&) const = default;
  };

  std::string node;
  uint64_t schema_version = 0;
  JournalEnd end;
  Hash log_root = {};
  absl::Time instant;       // whole seconds
  std::vector<File> files;  // the journal first, then books by name

  bool operator==(const BackupManifest&) const = default;
};

// Whether a file of the folder of adopted rule books may be in a backup.
bool IsBookFileName(absl::string_view name);

// REQUIRES: the files are named as above, the node by a URI.
std::string FormatBackupManifest(const BackupManifest& manifest);

// Fails with kFailedPrecondition if a newer program wrote the backup, with
// kDataLoss if the text is not exactly a manifest.
absl::StatusOr<BackupManifest> ParseBackupManifest(absl::string_view text);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_BACKUP_MANIFEST_H_
