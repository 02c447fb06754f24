// A journal copied whole into a new file, and the files that go with it.

#ifndef ENLACE_SERVER_STORE_JOURNAL_COPY_H_
#define ENLACE_SERVER_STORE_JOURNAL_COPY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "base/sqlite.h"

namespace enlace::store {

using CopyProgress = absl::FunctionRef<void(uint64_t done, uint64_t total)>;

// Copies what the journal `from` holds in one commit to the new file `to`,
// synced.  `mode` is kRead beside a node that may run, kReadAtRest for a file
// that nobody writes.  Fails with kFailedPrecondition if `from` is no journal,
// or of another version.
absl::Status CopyJournal(const std::string& from, sqlite::Database::Mode mode,
                         const std::string& to, int pages_a_step,
                         CopyProgress progress);

// Names of the adopted rule books and reviews in `folder`, sorted; none if
// there is no such folder.  A file that is still being written is passed over.
// Fails with kFailedPrecondition if another file lies there.
absl::StatusOr<std::vector<std::string>> BookFiles(const std::string& folder);

// Copies one of them, synced.
absl::Status CopyBookFile(const std::string& from, const std::string& to);

struct FileDigest {
  uint64_t size = 0;
  Hash digest = {};
};

// Of a file of any size, read in pieces; `progress` counts bytes.
absl::StatusOr<FileDigest> DigestOfFile(const std::string& path,
                                        CopyProgress progress);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_JOURNAL_COPY_H_
