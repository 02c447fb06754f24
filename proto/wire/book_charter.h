// Who decides about a nation's rule books: a file that its root signed.
//
// A node's operator can change the node's configuration, and must not be able
// to change who makes the law that it executes.  Pure but for the signer.
// docs/governance.md.

#ifndef ENLACE_PROTO_WIRE_BOOK_CHARTER_H_
#define ENLACE_PROTO_WIRE_BOOK_CHARTER_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "enlace/v1/rule_book.pb.h"

namespace enlace::wire {

inline constexpr size_t kBookCharterSizeMax = size_t{64} << 10;
inline constexpr int kBookReviewersMax = 64;
// Nobody brings a book into force alone.
inline constexpr uint32_t kBookApprovalsMin = 2;

// The charter in `bytes`, a serialized SignedBookCharter, signed by `root` and
// of its trust domain.  Whether it holds now, the caller asks.  Fails with
// kInvalidArgument: FIELD_INVALID naming the field, TOO_LARGE,
// SIGNATURE_INVALID.
absl::StatusOr<v1::BookCharter> ReadBookCharter(absl::string_view bytes,
                                                const certs::TrustAnchor& root);

// The bytes of the file that `root_key` signs.  Fails as ReadBookCharter()
// would for the content, and as the signer does.
absl::StatusOr<std::string> SignBookCharter(const v1::BookCharter& charter,
                                            const certs::Signer& root_key);

// Null unless the charter names the person.
const v1::BookReviewer* FindBookReviewer(const v1::BookCharter& charter,
                                         absl::string_view person);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BOOK_CHARTER_H_
