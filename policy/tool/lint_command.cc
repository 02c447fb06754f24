#include "policy/tool/lint_command.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/log.h"

namespace enlace::policy {
namespace {

std::string TextOf(const Finding& finding, Language language) {
  return absl::StrCat(finding.at.file, ":", finding.at.line, ":",
                      finding.at.column, ": ", finding.kind, ": ",
                      finding.what.In(language), "; ",
                      finding.help.In(language), "\n");
}

std::string JsonOf(const Finding& finding, Language language) {
  return absl::StrCat("{\"file\":\"", JsonEscape(finding.at.file),
                      "\",\"line\":", finding.at.line,
                      ",\"column\":", finding.at.column, ",\"kind\":\"",
                      finding.kind, "\",\"subject\":\"",
                      JsonEscape(finding.subject), "\",\"what\":\"",
                      JsonEscape(finding.what.In(language)), "\",\"do\":\"",
                      JsonEscape(finding.help.In(language)), "\"}");
}

}  // namespace

int LintBooks(const std::vector<std::string>& directories,
              const LintSettings& settings, Language language, Format format,
              std::ostream& out, std::ostream& err) {
  std::vector<std::string> objects;
  const int exit = ForEachBook(
      directories, err, [&](const std::string& directory, const Book& book) {
        const Findings findings = Lint(book, settings);
        for (const Finding& finding : findings) {
          if (format == Format::kJson) {
            objects.push_back(JsonOf(finding, language));
          } else {
            out << TextOf(finding, language);
          }
        }
        if (format == Format::kText) {
          out << directory
              << (language == Language::kEnglish ? ": findings: "
                                                 : ": hallazgos: ")
              << findings.size() << "\n";
        }
        return findings.empty();
      });
  if (format == Format::kJson) {
    out << "[" << absl::StrJoin(objects, ",\n ") << "]\n";
  }
  return exit;
}

}  // namespace enlace::policy
