#include "policy/tool/bundle_command.h"

#include <utility>

#include "base/file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "policy/governance/bundle.h"
#include "policy/render/book_page.h"
#include "policy/tool/bundle_text.h"
#include "policy/tool/coverage_command.h"
#include "policy/tool/lint_command.h"
#include "policy/tool/test_command.h"

namespace enlace::policy {
namespace {

// What nobody should be asked to sign.
int LookForFaults(const BundleSettings& settings, Language language,
                  std::ostream& out, std::ostream& err) {
  const std::vector<std::string> books = {settings.directory};
  LintSettings lint;
  lint.now = settings.effective_from;
  if (const int exit =
          LintBooks(books, lint, language, Format::kText, out, err)) {
    return exit;
  }
  if (const int exit = TestBooks(books, language, out, err)) return exit;
  return CoverBooks(books, language, out, err);
}

v1::BookPage PageOf(const Book& book, const BookFiles& files,
                    Language language) {
  v1::BookPage page;
  page.set_language(LanguageTag(language));
  page.set_digest(ToBytes(Sha256(BookPage(book, files, language))));
  return page;
}

absl::StatusOr<wire::BookBundle> ReadBundleAt(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadFile(path, wire::kBookBundleSizeMax));
  return wire::ReadBookBundle(bytes);
}

absl::StatusOr<std::string> BundleOf(const BundleSettings& settings) {
  BundleOrder order;
  order.trust_domain = settings.trust_domain;
  order.book_version = 1;
  if (!settings.previous.empty()) {
    ASSIGN_OR_RETURN(const wire::BookBundle previous,
                     ReadBundleAt(settings.previous));
    order.book_version = previous.manifest.book_version() + 1;
    order.previous = previous.digest;
  }
  if (!settings.waiting.empty()) {
    ASSIGN_OR_RETURN(const wire::BookBundle waiting,
                     ReadBundleAt(settings.waiting));
    order.book_version = waiting.manifest.book_version() + 1;
  }
  order.effective_from = settings.effective_from;
  order.authors = {settings.authors.begin(), settings.authors.end()};
  ASSIGN_OR_RETURN(const BookFiles files, FilesAt(settings.directory));
  ASSIGN_OR_RETURN(const auto book, Book::Parse(files));
  order.pages = {PageOf(*book, files, Language::kEnglish),
                 PageOf(*book, files, Language::kSpanish)};
  return MakeBundle(files, order);
}

}  // namespace

int BundleBook(const BundleSettings& settings, Language language,
               std::ostream& out, std::ostream& err) {
  if (const int exit = LookForFaults(settings, language, out, err)) {
    return exit;
  }
  const auto broke = [&](const absl::Status& status) {
    err << "rulebook: " << std::string(status.message()) << "\n";
    return kExitBroke;
  };
  const absl::StatusOr<std::string> bytes = BundleOf(settings);
  if (!bytes.ok()) return broke(bytes.status());
  const absl::Status saved = ReplaceFileDurably(settings.out, *bytes);
  if (!saved.ok()) return broke(saved);
  out << ManifestText(wire::ReadBookBundle(*bytes).value(), language);
  return kExitDone;
}

}  // namespace enlace::policy
