// A reviewer's signed word about one version of a rule book: approval or
// objection, and remarks about single rules.  Pure but for the signer.
// docs/governance.md.

#ifndef ENLACE_PROTO_WIRE_BOOK_REVIEW_H_
#define ENLACE_PROTO_WIRE_BOOK_REVIEW_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "enlace/v1/rule_book.pb.h"

namespace enlace::wire {

inline constexpr size_t kBookReviewSizeMax = size_t{64} << 10;
inline constexpr int kBookRemarksMax = 256;

// The bytes of a SignedBookReview.  `review` has all but its version.  Fails
// with kInvalidArgument, FIELD_INVALID, naming the field, and as the signer.
absl::StatusOr<std::string> SignBookReview(v1::BookReview review,
                                           const certs::Signer& key,
                                           const std::string& chain_pem);

// The review in `bytes`, signed by the person whom it names with a key that
// `root` vouched for at the instant that it states.  Fails with
// kInvalidArgument: FIELD_INVALID, TOO_LARGE; with kPermissionDenied,
// SIGNATURE_INVALID; with kFailedPrecondition, CLOCK_SKEW, if it was stated
// later than `now`.
absl::StatusOr<v1::BookReview> ReadBookReview(absl::string_view bytes,
                                              const certs::TrustAnchor& root,
                                              absl::Time now);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BOOK_REVIEW_H_
