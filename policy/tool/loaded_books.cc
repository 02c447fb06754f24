#include "policy/tool/loaded_books.h"

#include "absl/status/status.h"

namespace enlace::policy {

int ForEachBook(const std::vector<std::string>& directories, std::ostream& err,
                const std::function<bool(const std::string& directory,
                                         const Book& book)>& look) {
  int exit = kExitDone;
  for (const std::string& directory : directories) {
    const auto book = Book::Load(directory);
    if (book.ok()) {
      if (!look(directory, **book) && exit == kExitDone) exit = kExitNo;
      continue;
    }
    const bool mistakes = absl::IsInvalidArgument(book.status());
    err << std::string(book.status().message()) << (mistakes ? "" : "\n");
    // Not being able to look is worse than having found something.
    if (exit != kExitBroke) exit = mistakes ? kExitNo : kExitBroke;
  }
  return exit;
}

}  // namespace enlace::policy
