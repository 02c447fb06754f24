#include "server/app/book_library.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "proto/wire/book_charter.h"
#include "proto/wire/book_review.h"

namespace enlace::app {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kBundleEnd = ".book";
constexpr absl::string_view kReviewEnd = ".review";

// The files of the folder whose names end like that, sorted.
std::vector<fs::path> FilesIn(const std::string& folder,
                              absl::string_view end) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), last; !error && it != last;
       it.increment(error)) {
    std::error_code ignored;
    if (absl::EndsWith(it->path().string(), end) &&
        it->is_regular_file(ignored)) {
      files.push_back(it->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string KeptPath(const std::string& folder, absl::string_view digest,
                     absl::string_view end) {
  return absl::StrCat(folder, "/", HexEncode(digest), end);
}

absl::StatusOr<LibraryContent::Bundle> ReadBundle(const fs::path& path) {
  LibraryContent::Bundle bundle;
  bundle.file = path.filename().string();
  ASSIGN_OR_RETURN(bundle.bytes,
                   ReadFile(path.string(), wire::kBookBundleSizeMax));
  ASSIGN_OR_RETURN(bundle.bundle, wire::ReadBookBundle(bundle.bytes));
  return bundle;
}

}  // namespace

BookLibrary::BookLibrary(Places places, certs::TrustAnchor root)
    : places_(std::move(places)), root_(std::move(root)) {}

absl::StatusOr<LibraryContent> BookLibrary::Read(absl::Time now) const {
  LibraryContent content;
  ASSIGN_OR_RETURN(const std::string charter,
                   ReadFile(places_.charter, wire::kBookCharterSizeMax));
  ASSIGN_OR_RETURN(content.charter, wire::ReadBookCharter(charter, root_));
  for (const fs::path& path : FilesIn(places_.library, kBundleEnd)) {
    absl::StatusOr<LibraryContent::Bundle> bundle = ReadBundle(path);
    if (bundle.ok()) {
      content.bundles.push_back(*std::move(bundle));
    } else {
      content.unreadable.push_back({path.filename().string(), bundle.status()});
    }
  }
  std::stable_sort(content.bundles.begin(), content.bundles.end(),
                   [](const auto& a, const auto& b) {
                     return a.bundle.manifest.book_version() <
                            b.bundle.manifest.book_version();
                   });
  for (const fs::path& path : FilesIn(places_.library, kReviewEnd)) {
    absl::StatusOr<std::string> bytes =
        ReadFile(path.string(), wire::kBookReviewSizeMax);
    absl::StatusOr<v1::BookReview> review =
        bytes.ok() ? wire::ReadBookReview(*bytes, root_, now) : bytes.status();
    if (review.ok()) {
      content.reviews.push_back(*std::move(review));
      content.review_bytes.push_back(*std::move(bytes));
    } else {
      content.unreadable.push_back({path.filename().string(), review.status()});
    }
  }
  return content;
}

std::string BookLibrary::Fingerprint() const {
  std::vector<fs::path> files = FilesIn(places_.library, kBundleEnd);
  for (fs::path& path : FilesIn(places_.library, kReviewEnd)) {
    files.push_back(std::move(path));
  }
  files.emplace_back(places_.charter);
  std::string text;
  for (const fs::path& path : files) {
    std::error_code ignored;
    absl::StrAppend(
        &text, path.string(), " ", fs::file_size(path, ignored), " ",
        fs::last_write_time(path, ignored).time_since_epoch().count(), "\n");
  }
  return text;
}

absl::Status BookLibrary::Keep(const LibraryContent& content,
                               const LibraryContent::Bundle& bundle) const {
  for (size_t i = 0; i < content.reviews.size(); ++i) {
    if (content.reviews[i].manifest_digest() != bundle.bundle.digest) continue;
    RETURN_IF_ERROR(
        ReplaceFileDurably(KeptPath(places_.kept, bundle.bundle.digest,
                                    absl::StrCat(".", i, kReviewEnd)),
                           content.review_bytes[i]));
  }
  return ReplaceFileDurably(
      KeptPath(places_.kept, bundle.bundle.digest, kBundleEnd), bundle.bytes);
}

absl::StatusOr<std::string> BookLibrary::FindKept(
    absl::string_view manifest_digest) const {
  ASSIGN_OR_RETURN(std::string bytes,
                   ReadFile(KeptPath(places_.kept, manifest_digest, kBundleEnd),
                            wire::kBookBundleSizeMax));
  ASSIGN_OR_RETURN(const wire::BookBundle bundle, wire::ReadBookBundle(bytes));
  if (bundle.digest == manifest_digest) return bytes;
  return absl::DataLossError(
      "a rule book in the store is another one than was adopted; restore the "
      "folder `books` of the store");
}

}  // namespace enlace::app
