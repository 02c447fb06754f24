// Who signs the rule books of a throw-away nation, signed by its root; for the
// demo, for development and for tests, never for production.

#ifndef ENLACE_CERTS_DEV_DEV_BOOK_CHARTER_H_
#define ENLACE_CERTS_DEV_DEV_BOOK_CHARTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certs/dev_pki.h"

namespace enlace::certs {

// The bytes of a charter by which two of `reviewers` bring a book into force
// and each alone one that only tightens; all of them answer for both languages.
// They are ids of persons.  Fails as wire::SignBookCharter() does.
absl::StatusOr<std::string> DevBookCharter(
    const DevPki& pki, const std::vector<std::string>& reviewers,
    absl::Time valid_from, absl::Time valid_until, uint64_t serial = 1);

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_DEV_DEV_BOOK_CHARTER_H_
