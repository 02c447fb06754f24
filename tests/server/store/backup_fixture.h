// What the tests of backups share.

#ifndef ENLACE_TESTS_SERVER_STORE_BACKUP_FIXTURE_H_
#define ENLACE_TESTS_SERVER_STORE_BACKUP_FIXTURE_H_

#include <map>
#include <string>

#include "server/store/backup.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {

inline constexpr char kBackedUpNode[] = "spiffe://us.enlace.example/node/1";

inline void Ignore(const BackupProgress&) {}

BackupRequest RequestFor(const std::string& store, const std::string& folder);

// Makes a backup of a new store with the first `batches` batches of the
// fixture's history and one rule book.
void MakeSampleBackup(const std::string& folder, uint64_t batches);

// What a backup restores to; an error fails the test.
Content RestoredContent(const std::string& backup, const std::string& store);

// Content of every file below a folder, by its path within, less shared memory
// and locks.
std::map<std::string, std::string> FilesBelow(const std::string& folder);

}  // namespace enlace::store

#endif  // ENLACE_TESTS_SERVER_STORE_BACKUP_FIXTURE_H_
