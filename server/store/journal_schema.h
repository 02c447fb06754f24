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

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sqlite.h"

namespace enlace::store {

// Opens the journal for its one writer, making it, readable by its owner only,
// if there is none: 4 KiB pages, write-ahead log, synchronous=FULL.  What a
// crash left in the write-ahead log is moved into the database and synced, so
// that no later commit rests on bytes that only the page cache has.
//
// Fails with kFailedPrecondition if the file is not a journal, or one of a
// newer version.
absl::StatusOr<sqlite::Database> OpenJournal(absl::string_view path);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_JOURNAL_SCHEMA_H_
