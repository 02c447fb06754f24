#include "policy/tool/render_command.h"

#include "base/file.h"
#include "policy/render/book_page.h"

namespace enlace::policy {

int RenderBook(const std::string& directory, const std::string& file,
               Language language, std::ostream& out, std::ostream& err) {
  const auto files = FilesAt(directory);
  bool written = true;
  const int exit =
      ForEachBook({directory}, err, [&](const std::string&, const Book& book) {
        const std::string page = BookPage(book, *files, language);
        if (file == "-") {
          out << page;
          return true;
        }
        const absl::Status saved = ReplaceFileDurably(file, page);
        if (!saved.ok()) {
          err << "rulebook: " << std::string(saved.message()) << "\n";
        }
        written = saved.ok();
        return true;
      });
  return written ? exit : kExitBroke;
}

}  // namespace enlace::policy
