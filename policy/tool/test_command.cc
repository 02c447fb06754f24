#include "policy/tool/test_command.h"

#include "absl/strings/str_cat.h"
#include "policy/engine/case.h"

namespace enlace::policy {

int TestBooks(const std::vector<std::string>& directories, Language language,
              std::ostream& out, std::ostream& err) {
  const bool english = language == Language::kEnglish;
  return ForEachBook(
      directories, err, [&](const std::string& directory, const Book& book) {
        size_t failed = 0;
        for (const Case& each : book.cases()) {
          const std::vector<std::string> differences =
              Differences(each, book, language);
          if (differences.empty()) continue;
          ++failed;
          out << each.at.file << ":" << each.at.line << ": "
              << (english ? "case " : "caso ") << each.id << "\n";
          for (const std::string& line : differences) {
            out << "  " << line << "\n";
          }
        }
        const size_t all = book.cases().size();
        out << directory << ": "
            << (english ? absl::StrCat(all - failed, " of ", all, " cases")
                        : absl::StrCat(all - failed, " de ", all, " casos"))
            << "\n";
        return failed == 0 && all > 0;
      });
}

}  // namespace enlace::policy
