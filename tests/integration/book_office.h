// The legal staff of a throw-away nation: writes rule books as bundles, and
// signs them, into the folder where the nation's node looks.

#ifndef ENLACE_TESTS_INTEGRATION_BOOK_OFFICE_H_
#define ENLACE_TESTS_INTEGRATION_BOOK_OFFICE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "certs/dev_pki.h"
#include "policy/engine/book.h"

namespace enlace {

struct PublishedBook {
  policy::BookFiles files = {};
  uint64_t version = 1;
  std::string previous = {};  // digest of a manifest
  absl::Time effective_from = absl::UnixEpoch();
  std::vector<std::string> signers = {"counsel", "legal"};
};

class BookOffice {
 public:
  // Makes the folder `home`/books and the charter `home`/charter.pb, by which
  // both of "counsel" and "legal" must sign.
  BookOffice(const certs::DevPki& pki, std::string home);

  std::string library() const { return home_ + "/books"; }
  std::string charter() const { return home_ + "/charter.pb"; }

  // Puts another charter in the place of the one that is there, which says the
  // same but for its serial.
  void SignCharter(const certs::DevPki& pki, uint64_t serial);

  // Puts the book and its reviews into the library; the digest of its manifest.
  std::string Publish(const PublishedBook& book);

 private:
  std::string home_;
  std::string trust_domain_;
  std::map<std::string, certs::IssuedKey> keys_;
};

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_BOOK_OFFICE_H_
