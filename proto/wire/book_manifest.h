// What one version of a rule book is: a manifest that fixes everything that
// changes its meaning, and a bundle that carries the book's files with it.
//
// Reviewers sign the digest of the manifest, so they sign the files, what the
// words for record types, days and languages mean here, when it comes into
// force, and which version it takes the place of.  Pure.  docs/governance.md.

#ifndef ENLACE_PROTO_WIRE_BOOK_MANIFEST_H_
#define ENLACE_PROTO_WIRE_BOOK_MANIFEST_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/rule_book.pb.h"

namespace enlace::wire {

inline constexpr size_t kBookManifestSizeMax = size_t{16} << 10;
inline constexpr size_t kBookBundleSizeMax = size_t{8} << 20;

// The bundle of these bytes and its manifest, both in their form; whether the
// manifest is true of the files, policy/governance says.
struct BookBundle {
  v1::BookManifest manifest;
  v1::BookBundle content;
  std::string digest;  // SHA-256 of the manifest's bytes
};

// Fails with kInvalidArgument: FIELD_INVALID naming the field, TOO_LARGE.
absl::StatusOr<BookBundle> ReadBookBundle(absl::string_view bytes);

// The bytes of a bundle.  Fails as ReadBookBundle() would on them.
absl::StatusOr<std::string> WriteBookBundle(const v1::BookManifest& manifest,
                                            v1::BookBundle files);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BOOK_MANIFEST_H_
