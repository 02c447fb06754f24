// The folder into which bundles and reviews of rule books are put, and the
// folder in which the node keeps those that it adopted.
//
// File names do not matter: a review names the bundle that it is about.  Old
// books stay, so that old decisions can be explained.  docs/governance.md.
//
// Thread-compatible.

#ifndef ENLACE_SERVER_APP_BOOK_LIBRARY_H_
#define ENLACE_SERVER_APP_BOOK_LIBRARY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "enlace/v1/rule_book.pb.h"
#include "policy/governance/bundle.h"

namespace enlace::app {

// What lies in the library now.
struct LibraryContent {
  struct Bundle {
    std::string file;  // its name
    std::string bytes;
    wire::BookBundle bundle;
  };
  struct Unreadable {
    std::string file;
    absl::Status problem;
  };
  v1::BookCharter charter;
  std::vector<Bundle> bundles;  // by version
  std::vector<v1::BookReview> reviews;
  std::vector<std::string> review_bytes;  // in the same order
  std::vector<Unreadable> unreadable;
};

class BookLibrary {
 public:
  struct Places {
    std::string library;  // *.book, *.review
    std::string charter;  // file
    std::string kept;     // folder to make
  };

  BookLibrary(Places places, certs::TrustAnchor root);

  // Everything in the library.  Fails if the charter cannot be read, or does
  // not verify.
  absl::StatusOr<LibraryContent> Read(absl::Time now) const;

  // Names, sizes and times of what Read() reads: what is equal reads the same.
  std::string Fingerprint() const;

  // Copies an adopted bundle and the reviews of it, on disk once this returns
  // OK.
  absl::Status Keep(const LibraryContent& content,
                    const LibraryContent::Bundle& bundle) const;

  // The bytes of a bundle that was adopted.  Fails with kNotFound, and with
  // kDataLoss if it is not the one that this manifest is of.
  absl::StatusOr<std::string> FindKept(absl::string_view manifest_digest) const;

 private:
  const Places places_;
  const certs::TrustAnchor root_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_BOOK_LIBRARY_H_
