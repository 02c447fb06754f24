// The books that a command is about, loaded or reported.

#ifndef ENLACE_POLICY_TOOL_LOADED_BOOKS_H_
#define ENLACE_POLICY_TOOL_LOADED_BOOKS_H_

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "policy/engine/book.h"

namespace enlace::policy {

// Exit codes of every `rulebook` command.
inline constexpr int kExitDone = 0;
inline constexpr int kExitBroke = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNo = 3;

// The documents of the book in the folder or bundle `path`.  Fails as
// Book::ReadFiles() and OpenBundle().
absl::StatusOr<BookFiles> FilesAt(const std::string& path);

// Hands each sound book among `paths`, folders or bundles, to `look`, which
// says whether it found nothing wrong.  Mistakes of the others go to `err`.
// Goes on after a finding.  Returns kExitDone if all are sound and nothing was
// found, kExitNo if something was, kExitBroke if one cannot be read.
int ForEachBook(
    const std::vector<std::string>& paths, std::ostream& err,
    const std::function<bool(const std::string& path, const Book& book)>& look);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_LOADED_BOOKS_H_
