#include "policy/tool/loaded_books.h"

#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "policy/governance/bundle.h"

namespace enlace::policy {
namespace {

bool IsBundle(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

absl::StatusOr<TrueBook> OpenBundleFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kBookBundleSizeMax));
  return OpenBundle(bytes);
}

absl::StatusOr<std::shared_ptr<const Book>> BookAt(const std::string& path) {
  if (!IsBundle(path)) return Book::Load(path);
  ASSIGN_OR_RETURN(TrueBook opened, OpenBundleFile(path));
  return std::move(opened.book);
}

}  // namespace

absl::StatusOr<BookFiles> FilesAt(const std::string& path) {
  if (!IsBundle(path)) return Book::ReadFiles(path);
  ASSIGN_OR_RETURN(const TrueBook opened, OpenBundleFile(path));
  return FilesOf(opened.bundle.content);
}

int ForEachBook(const std::vector<std::string>& paths, std::ostream& err,
                const std::function<bool(const std::string& path,
                                         const Book& book)>& look) {
  int exit = kExitDone;
  for (const std::string& path : paths) {
    const auto book = BookAt(path);
    if (book.ok()) {
      if (!look(path, **book) && exit == kExitDone) exit = kExitNo;
      continue;
    }
    const bool mistakes = absl::IsInvalidArgument(book.status()) ||
                          absl::IsFailedPrecondition(book.status());
    const std::string message(book.status().message());
    err << message << (message.ends_with('\n') ? "" : "\n");
    // Not being able to look is worse than having found something.
    if (exit != kExitBroke) exit = mistakes ? kExitNo : kExitBroke;
  }
  return exit;
}

}  // namespace enlace::policy
