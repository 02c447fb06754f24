// What lies where in the folder of a store, and in that of a backup of it.

#ifndef ENLACE_SERVER_STORE_STORE_LAYOUT_H_
#define ENLACE_SERVER_STORE_STORE_LAYOUT_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace enlace::store {

inline constexpr absl::string_view kJournalFile = "journal.db";
// The newest snapshot of the state.  Not in a backup.
inline constexpr absl::string_view kStateFile = "state.rows";
// Adopted rule books and their reviews.
inline constexpr absl::string_view kBooksFolder = "books";

inline std::string JournalOf(absl::string_view folder) {
  return absl::StrCat(folder, "/", kJournalFile);
}
inline std::string StateOf(absl::string_view folder) {
  return absl::StrCat(folder, "/", kStateFile);
}
inline std::string BooksOf(absl::string_view folder) {
  return absl::StrCat(folder, "/", kBooksFolder);
}
// Held by the one process that has the store open.
inline std::string LockOf(absl::string_view folder) {
  return absl::StrCat(folder, "/lock");
}
// There while a backup is restored, and after a restore that did not end.
inline std::string UnfinishedRestoreOf(absl::string_view folder) {
  return absl::StrCat(folder, "/restore.new");
}

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_STORE_LAYOUT_H_
