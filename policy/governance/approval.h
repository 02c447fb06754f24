// Whether a version of a rule book may come into force: who signed it, who
// objects, who is missing.
//
//   ASSIGN_OR_RETURN(Approval approval,
//                    CheckApproval(charter, bundle, reviews, tightens));
//
// Distinct persons count, not signatures; who wrote the book does not count; an
// objection stands until the same person signs otherwise.  Pure.
// docs/governance.md.

#ifndef ENLACE_POLICY_GOVERNANCE_APPROVAL_H_
#define ENLACE_POLICY_GOVERNANCE_APPROVAL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "enlace/v1/rule_book.pb.h"
#include "proto/wire/book_manifest.h"

namespace enlace::policy {

inline constexpr absl::string_view kBookNotApproved = "BOOK_NOT_APPROVED";
inline constexpr absl::string_view kBookObjected = "BOOK_OBJECTED";

struct Approval {
  std::vector<std::string> persons;  // identities, sorted
  bool by_one = false;               // as a book that only tightens
};

// Whether the person is one of the book's authors.
bool Wrote(const v1::BookManifest& manifest, absl::string_view person);

// The last word of each person about this bundle, by identity; reviews of other
// bundles are passed over.
std::vector<v1::BookReview> LastWords(const wire::BookBundle& bundle,
                                      absl::Span<const v1::BookReview> reviews);

// Who brings the book into force.  `reviews` were read, so that their
// signatures count; `tightens` says whether the book only tightens the one in
// force.  Fails with kFailedPrecondition: BOOK_OBJECTED naming who objects to
// what; BOOK_NOT_APPROVED saying how many persons are missing, or which
// language nobody answers for.
absl::StatusOr<Approval> CheckApproval(const v1::BookCharter& charter,
                                       const wire::BookBundle& bundle,
                                       absl::Span<const v1::BookReview> reviews,
                                       bool tightens);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_GOVERNANCE_APPROVAL_H_
