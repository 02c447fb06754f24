#include "policy/governance/bundle.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "policy/engine/vocabulary.h"
#include "policy/governance/meaning.h"
#include "proto/wire/problem.h"

namespace enlace::policy {
namespace {

absl::Status Otherwise(absl::string_view field, absl::string_view what) {
  return wire::Refusal(
      absl::StatusCode::kFailedPrecondition, kBookMeansOtherwise,
      absl::StrCat("manifest.", field, ": ", what,
                   "; bundle the book anew and have it signed anew"));
}

absl::Status CheckTrue(const v1::BookManifest& manifest, const Book& book) {
  if (manifest.book_digest() != AsBytes(book.digest())) {
    return Otherwise("book_digest", "the files are others");
  }
  if (manifest.book() != book.name()) {
    return Otherwise("book", "the book gives itself another name");
  }
  if (manifest.language_version() != kRuleLanguageVersion) {
    return Otherwise("language_version",
                     "this version reads the rule language otherwise");
  }
  if (manifest.schema_digest() != AsBytes(SchemaDigest(book))) {
    return Otherwise("schema_digest",
                     "record types that the book names are others here");
  }
  if (manifest.zone_digest() != AsBytes(ZoneDigest(book.vocabulary().zone))) {
    return Otherwise("zone_digest",
                     "the book's time zone counts days otherwise here");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> MakeBundle(const BookFiles& files,
                                       const BundleOrder& order) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Book> book, Book::Parse(files));
  v1::BookManifest manifest;
  manifest.set_version(1);
  manifest.set_trust_domain(order.trust_domain);
  manifest.set_book(book->name());
  manifest.set_book_version(order.book_version);
  manifest.set_previous(order.previous);
  manifest.set_book_digest(ToBytes(book->digest()));
  manifest.set_schema_digest(ToBytes(SchemaDigest(*book)));
  manifest.set_language_version(kRuleLanguageVersion);
  manifest.set_zone_digest(ToBytes(ZoneDigest(book->vocabulary().zone)));
  manifest.set_effective_from_ms(absl::ToUnixMillis(order.effective_from));
  for (const std::string& author : order.authors) manifest.add_authors(author);
  for (const v1::BookPage& page : order.pages) *manifest.add_pages() = page;
  v1::BookBundle bundle;
  for (const auto& [name, content] : files) {
    v1::BookFile& file = *bundle.add_files();
    file.set_name(name);
    file.set_content(content);
  }
  return wire::WriteBookBundle(manifest, std::move(bundle));
}

BookFiles FilesOf(const v1::BookBundle& bundle) {
  BookFiles files;
  for (const v1::BookFile& file : bundle.files()) {
    files.emplace(file.name(), file.content());
  }
  return files;
}

absl::StatusOr<TrueBook> OpenBundle(absl::string_view bytes) {
  TrueBook opened;
  ASSIGN_OR_RETURN(opened.bundle, wire::ReadBookBundle(bytes));
  ASSIGN_OR_RETURN(opened.book, Book::Parse(FilesOf(opened.bundle.content)));
  RETURN_IF_ERROR(CheckTrue(opened.bundle.manifest, *opened.book));
  return opened;
}

}  // namespace enlace::policy
