#include "policy/tool/fmt_command.h"

#include <filesystem>

#include "base/file.h"
#include "base/status_macros.h"
#include "policy/engine/diagnostic.h"
#include "policy/format/format_document.h"

namespace enlace::policy {
namespace {

namespace fs = std::filesystem;

// The files of a book, or the one file that `path` names.
absl::StatusOr<BookFiles> FilesAt(const std::string& path) {
  if (fs::is_directory(path)) {
    ASSIGN_OR_RETURN(BookFiles files, Book::ReadFiles(path));
    BookFiles whole;
    for (auto& [name, text] : files) {
      whole.emplace((fs::path(path) / name).generic_string(), std::move(text));
    }
    return whole;
  }
  ASSIGN_OR_RETURN(std::string text, ReadFile(path));
  return BookFiles{{path, std::move(text)}};
}

class Formatter {
 public:
  Formatter(const FmtSettings& settings, std::ostream& out, std::ostream& err)
      : settings_(settings), out_(out), err_(err) {}

  void Format(const std::string& path) {
    const absl::StatusOr<BookFiles> files = FilesAt(path);
    if (!files.ok()) return Broke(files.status());
    for (const auto& [name, text] : *files) FormatOne(name, text);
  }

  int exit() const { return exit_; }

 private:
  void Broke(const absl::Status& status) {
    err_ << "rulebook: " << std::string(status.message()) << "\n";
    exit_ = kExitBroke;
  }

  // Not being able to look is worse than having found something.
  void Found() {
    if (exit_ == kExitDone) exit_ = kExitNo;
  }

  void FormatOne(const std::string& name, const std::string& text) {
    Diagnostics diagnostics;
    diagnostics.AddSource(name, text);
    const std::string formatted =
        FormatDocument(name, text, settings_.blocks, diagnostics);
    if (!diagnostics.ok()) {
      err_ << diagnostics.ToString();
      return Found();
    }
    if (formatted == text) return;
    out_ << name << "\n";
    if (settings_.check) return Found();
    const absl::Status saved = ReplaceFileDurably(name, formatted);
    if (!saved.ok()) Broke(saved);
  }

  const FmtSettings& settings_;
  std::ostream& out_;
  std::ostream& err_;
  int exit_ = kExitDone;
};

}  // namespace

int FormatFiles(const std::vector<std::string>& paths,
                const FmtSettings& settings, std::ostream& out,
                std::ostream& err) {
  Formatter formatter(settings, out, err);
  for (const std::string& path : paths) formatter.Format(path);
  return formatter.exit();
}

}  // namespace enlace::policy
