// What the approvals of a held record come to under a rule book.
//
// An approval counts while the rule has the digest that the reviewer saw: a
// rule that was changed must be looked at again.  One identity counts once a
// rule, whatever roles it holds (server/core/plan_review.cc lets in no second
// approval).  Pure.

#ifndef ENLACE_SERVER_CORE_APPROVALS_H_
#define ENLACE_SERVER_CORE_APPROVALS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/engine/book.h"
#include "policy/facts/facts.h"
#include "policy/engine/rule.h"
#include "server/core/state.h"

namespace enlace::core {

// Those of `approvals` that count under `book`, in their order.
std::vector<Approval> CountingApprovals(absl::Span<const Approval> approvals,
                                        const policy::Book& book);

// How many of `approvals`, which all count, are of `rule` by `role`.
int64_t CountApprovals(absl::Span<const Approval> approvals,
                       absl::string_view rule_id, absl::string_view role);

// Sets the facts `approval.R.P` (docs/policy-language.md, "Decision") that
// `approvals` come to under `book`.
void SetApprovalFacts(absl::Span<const Approval> approvals,
                      const policy::Book& book, policy::Facts& facts);

// Whether `held` is to be decided again: each rule that holds it has all its
// approvals, or stands in `book` no more.
bool ReviewsComplete(const Transfer& held, const policy::Book& book);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPROVALS_H_
