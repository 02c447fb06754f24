// What an import leaves on disk, so that it can go on where it was killed.
//
// A folder of its own holds the spool of signed records and, in `job`, what the
// import was asked: rows that were sent under other words are other records, so
// the same folder is not used for them.

#ifndef ENLACE_CLIENT_IMPORTERS_IMPORT_STATE_H_
#define ENLACE_CLIENT_IMPORTERS_IMPORT_STATE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "client/library/spool.h"

namespace enlace::client {

// The spool in `folder`, which is made (mode 0700) if there is none.
// `file_digest` is the content that is imported, `words` all that decides what
// its rows become.  Fails with kInvalidArgument if the folder was used for
// another file or under other words; else as Spool::Open().
absl::StatusOr<std::unique_ptr<Spool>> OpenImportSpool(
    const std::string& folder, absl::string_view file_digest,
    const std::vector<std::string>& words, Clock& clock);

// The key of the row that begins in `line`.
std::string RowKey(absl::string_view file_digest, uint64_t line);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_IMPORT_STATE_H_
