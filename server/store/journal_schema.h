// The tables of the journal, and the settings that make its promises hold.
//
//   events(number, digest, manifest, bytes)     one row a batch
//   audit(position, batch, entry, annex)        position = index in the log
//   payloads(position, transfer_id, retention_class, sealed)
//   keys(position, key_epoch, wrapped)          of the payload at `position`
//   head(number, digest)                        one row: where the chain ends
//
// docs/store.md says what each column is.

#ifndef ENLACE_SERVER_STORE_JOURNAL_SCHEMA_H_
#define ENLACE_SERVER_STORE_JOURNAL_SCHEMA_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sqlite.h"

namespace enlace::store {

// The version of the tables that this program reads and writes.
inline constexpr uint64_t kSchemaVersion = 1;

// Opens the journal for its one writer, making it, readable by its owner only,
// if there is none: 4 KiB pages, write-ahead log, synchronous=FULL.  What a
// crash left in the write-ahead log is moved into the database and synced, so
// that no later commit rests on bytes that only the page cache has.
//
// Fails with kFailedPrecondition if the file is not a journal, or one of
// another version; then nothing was written, and no more than the shared memory
// of SQLite is beside it that was not there before.
absl::StatusOr<sqlite::Database> OpenJournal(absl::string_view path);

// Fails with kFailedPrecondition if `version` is none that this program reads,
// saying which one and what to do.  `what` has that version.
absl::Status CheckSchemaVersion(absl::string_view what, uint64_t version);

// Fails likewise if the database is not a journal, or one of such a version.
absl::Status CheckIdentity(sqlite::Database& database, absl::string_view path);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_JOURNAL_SCHEMA_H_
