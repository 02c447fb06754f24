#include "policy/tool/render_command.h"

#include <memory>

#include "base/file.h"
#include "policy/render/book_page.h"
#include "policy/render/protocol_page.h"

namespace enlace::policy {
namespace {

std::string PageOf(const RenderSettings& settings, const Book& book,
                   const Book* before, Language language) {
  if (settings.protocol) return ProtocolPage(book);
  const BookFiles files = FilesAt(settings.directory).value();
  return before == nullptr ? BookPage(book, files, language)
                           : ChangedBookPage(*before, book, files, language);
}

}  // namespace

int RenderBook(const RenderSettings& settings, Language language,
               std::ostream& out, std::ostream& err) {
  std::shared_ptr<const Book> before;
  if (!settings.since.empty()) {
    const auto files = FilesAt(settings.since);
    const auto old = files.ok() ? Book::Parse(*files) : files.status();
    if (!old.ok()) {
      err << std::string(old.status().message()) << "\n";
      return files.ok() ? kExitNo : kExitBroke;
    }
    before = *old;
  }
  bool written = true;
  const int exit = ForEachBook(
      {settings.directory}, err, [&](const std::string&, const Book& book) {
        const std::string page = PageOf(settings, book, before.get(), language);
        if (settings.file == "-") {
          out << page;
          return true;
        }
        const absl::Status saved = ReplaceFileDurably(settings.file, page);
        if (!saved.ok()) {
          err << "rulebook: " << std::string(saved.message()) << "\n";
        }
        written = saved.ok();
        return true;
      });
  return written ? exit : kExitBroke;
}

}  // namespace enlace::policy
