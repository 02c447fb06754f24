// Checksums of the pages of an SQLite database.
//
// SQLite believes what it reads: a bit that rots in a key makes a row vanish,
// and nothing tells.  Here the last bytes of each page are a digest of its
// number and of what stands before, made when the page is written and held
// against it when it is read.  A page that does not match cannot be read
// (kDataLoss, by base/sqlite.h).  A page that is an older one of the same place
// passes.
//
// For databases with a rollback journal: there is no shared memory, so none
// with a write-ahead log.  Thread-safe.

#ifndef ENLACE_BASE_CHECKED_PAGES_H_
#define ENLACE_BASE_CHECKED_PAGES_H_

namespace enlace::sqlite {

// Bytes at the end of each page that the database leaves to it.
inline constexpr int kPageDigestSize = 8;

// The name of a file system for SQLite that does so, above the one that is the
// default now.
const char* CheckedPages();

}  // namespace enlace::sqlite

#endif  // ENLACE_BASE_CHECKED_PAGES_H_
