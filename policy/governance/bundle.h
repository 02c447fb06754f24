// A version of a rule book as one file, and whether it is what its manifest
// says.
//
//   ASSIGN_OR_RETURN(std::string bytes, MakeBundle(files, order));
//   ASSIGN_OR_RETURN(TrueBook opened, OpenBundle(bytes));
//
// The same files and the same order give the same bytes.  Pure.
// docs/governance.md.

#ifndef ENLACE_POLICY_GOVERNANCE_BUNDLE_H_
#define ENLACE_POLICY_GOVERNANCE_BUNDLE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/rule_book.pb.h"
#include "policy/engine/book.h"
#include "proto/wire/book_manifest.h"

namespace enlace::policy {

// What the files do not say themselves.
struct BundleOrder {
  std::string trust_domain;
  uint64_t book_version = 0;
  std::string previous;  // digest of the manifest before; "" of the first
  absl::Time effective_from;
  std::set<std::string> authors;    // identities of persons
  std::vector<v1::BookPage> pages;  // what reviewers read, by language
};

// Fails as Book::Parse() and wire::WriteBookBundle() do.
absl::StatusOr<std::string> MakeBundle(const BookFiles& files,
                                       const BundleOrder& order);

// A book of whose manifest all is true here.
struct TrueBook {
  wire::BookBundle bundle;
  std::shared_ptr<const Book> book;
};

// Fails as wire::ReadBookBundle() and Book::Parse() do, and with
// kFailedPrecondition, BOOK_MEANS_OTHERWISE, naming what differs: the files,
// the name, the record types, the time zone or the language are others than
// those that reviewers signed.
absl::StatusOr<TrueBook> OpenBundle(absl::string_view bytes);

// The files of a bundle.
BookFiles FilesOf(const v1::BookBundle& bundle);

inline constexpr absl::string_view kBookMeansOtherwise = "BOOK_MEANS_OTHERWISE";

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_GOVERNANCE_BUNDLE_H_
