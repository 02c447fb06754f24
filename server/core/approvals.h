// What the approvals and overrides of a held record come to under a rule book.
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
#include "policy/engine/rule.h"
#include "policy/facts/facts.h"
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

// Those of `overrides` that count under `book`, in their order.
std::vector<Override> CountingOverrides(absl::Span<const Override> overrides,
                                        const policy::Book& book);

// Sets the facts of overrides (docs/policy-language.md, "Decision") that
// `overrides` come to under `book`.
void SetOverrideFacts(absl::Span<const Override> overrides,
                      const policy::Book& book, policy::Facts& facts);

// Whether `rule` may be set aside for such a record.
bool MayBeOverridden(const policy::Rule& rule,
                     const journal::v1::RecordFacts& record);

// How many more persons must set `rule` aside, which may be, where `counting`
// are overrides that count.
int64_t OverridesMissing(const policy::Rule& rule,
                         absl::Span<const Override> counting);

// Rules that do not hold `record` under `book` only because they were set
// aside: enough persons did, and approvals are missing.  By id.
std::vector<OverriddenRule> OverriddenRulesOf(
    const journal::v1::RecordFacts& record,
    absl::Span<const Approval> approvals, absl::Span<const Override> overrides,
    const policy::Book& book);

// Whether `held` is to be decided again: each rule that holds it has all its
// approvals or was set aside, or stands in `book` no more.
bool ReviewsComplete(const Transfer& held, const policy::Book& book);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPROVALS_H_
