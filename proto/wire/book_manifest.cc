#include "proto/wire/book_manifest.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/book_language.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr uint32_t kManifestVersion = 1;
constexpr int kAuthorsMax = 64;
constexpr size_t kBookNameSizeMax = 64;

absl::Status InvalidManifest(absl::string_view field,
                             absl::string_view problem) {
  return FieldInvalid(absl::StrCat("manifest.", field), problem);
}

absl::Status CheckDigest(absl::string_view field, absl::string_view digest) {
  if (digest.size() == kHashSize) return absl::OkStatus();
  return InvalidManifest(field, "must be a SHA-256");
}

absl::Status CheckDigests(const v1::BookManifest& manifest) {
  RETURN_IF_ERROR(CheckDigest("book_digest", manifest.book_digest()));
  RETURN_IF_ERROR(CheckDigest("schema_digest", manifest.schema_digest()));
  RETURN_IF_ERROR(CheckDigest("zone_digest", manifest.zone_digest()));
  if (manifest.book_version() == 1) {
    if (manifest.previous().empty()) return absl::OkStatus();
    return InvalidManifest("previous", "the first version has none");
  }
  return CheckDigest("previous", manifest.previous());
}

absl::Status CheckAuthors(const v1::BookManifest& manifest) {
  const auto& authors = manifest.authors();
  if (authors.empty() || authors.size() > kAuthorsMax) {
    return InvalidManifest("authors", "must be one to 64");
  }
  for (int i = 0; i < authors.size(); ++i) {
    const absl::StatusOr<certs::Identity> author =
        certs::ParseIdentity(authors[i]);
    if (!author.ok() || author->kind != certs::Identity::Kind::kPerson ||
        author->trust_domain != manifest.trust_domain()) {
      return InvalidManifest("authors",
                             "must be identities of persons of the nation");
    }
    if (i > 0 && authors[i - 1] >= authors[i]) {
      return InvalidManifest("authors", "must be sorted and name nobody twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPages(const v1::BookManifest& manifest) {
  google::protobuf::RepeatedPtrField<std::string> languages;
  for (const v1::BookPage& page : manifest.pages()) {
    RETURN_IF_ERROR(CheckDigest("pages.digest", page.digest()));
    *languages.Add() = page.language();
  }
  RETURN_IF_ERROR(CheckBookLanguages("manifest.pages", languages));
  // Nobody leaves a language out by not writing its page.
  if (languages.size() == 2) return absl::OkStatus();
  return InvalidManifest("pages", "must be en and es");
}

absl::Status CheckManifest(const v1::BookManifest& manifest) {
  if (manifest.version() != kManifestVersion) {
    return InvalidManifest("version", "must be 1");
  }
  if (!certs::IsTrustDomain(manifest.trust_domain())) {
    return InvalidManifest("trust_domain", "must be that of a nation");
  }
  if (manifest.book().empty() || manifest.book().size() > kBookNameSizeMax) {
    return InvalidManifest("book", "must have 1 to 64 bytes");
  }
  if (manifest.book_version() == 0) {
    return InvalidManifest("book_version", "must be at least 1");
  }
  RETURN_IF_ERROR(CheckDigests(manifest));
  if (manifest.language_version() == 0) {
    return InvalidManifest("language_version", "must be at least 1");
  }
  if (manifest.effective_from_ms() <= 0) {
    return InvalidManifest("effective_from_ms",
                           "must be milliseconds since 1970 UTC");
  }
  RETURN_IF_ERROR(CheckAuthors(manifest));
  return CheckPages(manifest);
}

absl::Status CheckFiles(const v1::BookBundle& bundle) {
  for (int i = 0; i < bundle.files_size(); ++i) {
    if (bundle.files(i).name().empty()) {
      return FieldInvalid("bundle.files.name", "must not be empty");
    }
    if (i > 0 && bundle.files(i - 1).name() >= bundle.files(i).name()) {
      return FieldInvalid("bundle.files",
                          "must be sorted and name no file twice");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<BookBundle> ReadBookBundle(absl::string_view bytes) {
  BookBundle bundle;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "bundle", kBookBundleSizeMax, bundle.content));
  RETURN_IF_ERROR(ParseStrictly(bundle.content.manifest(), "manifest",
                                kBookManifestSizeMax, bundle.manifest));
  RETURN_IF_ERROR(CheckManifest(bundle.manifest));
  RETURN_IF_ERROR(CheckFiles(bundle.content));
  bundle.digest = ToBytes(Sha256(bundle.content.manifest()));
  return bundle;
}

absl::StatusOr<std::string> WriteBookBundle(const v1::BookManifest& manifest,
                                            v1::BookBundle files) {
  RETURN_IF_ERROR(CheckManifest(manifest));
  RETURN_IF_ERROR(CheckFiles(files));
  files.set_manifest(SerializeStrictly(manifest));
  std::string bytes = SerializeStrictly(files);
  if (bytes.size() <= kBookBundleSizeMax &&
      files.manifest().size() <= kBookManifestSizeMax) {
    return bytes;
  }
  return Refusal(absl::StatusCode::kInvalidArgument, kTooLarge,
                 "bundle: the documents are too long together");
}

}  // namespace enlace::wire
