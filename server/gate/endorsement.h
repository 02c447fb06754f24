// Approvals that cross: whom the sender's node names as having approved a
// record that one of its rules held, and what the other node takes from it.
//
// Only those of rules that their book discloses are named.  Who set a rule
// aside is named apart, and endorses nothing.  Pure.

#ifndef ENLACE_SERVER_GATE_ENDORSEMENT_H_
#define ENLACE_SERVER_GATE_ENDORSEMENT_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "enlace/v1/envelope.pb.h"
#include "policy/engine/book.h"
#include "server/core/state.h"
#include "server/core/state_facts.h"

namespace enlace::gate {

// Those of `approvals` that count under `book` and may be named.
std::vector<v1::ReleaseApproval> DisclosedApprovals(
    absl::Span<const core::Approval> approvals, const policy::Book& book);

// Those of `overrides` without which a rule of `book` that may be named would
// hold `record`.
std::vector<v1::ReleaseApproval> DisclosedOverrides(
    const core::RecordFacts& record, const core::StateFacts& known,
    const policy::Book& book);

// Who approved by `release`, less `sender`, which cannot endorse itself.
std::set<std::string> EndorsersOf(const v1::ReleaseStatement& release,
                                  absl::string_view sender);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_ENDORSEMENT_H_
