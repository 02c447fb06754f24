#include "tests/client/crossing_fixture.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace enlace::client {
namespace {

PlannedEntry Planned(const std::string& name, uint64_t sequence,
                     v1::AuditStep step, v1::DecisionOutcome outcome) {
  PlannedEntry planned;
  planned.transfer_id = TransferNamed(name);
  planned.step = step;
  planned.outcome = outcome;
  const bool from_us = absl::StartsWith(name, "us");
  planned.change = [from_us, sequence](v1::SharedOpening& shared,
                                       v1::NationalOpening& national) {
    const std::string us =
        absl::StrCat("spiffe://", kUsNation, "/agency/us-atf");
    const std::string mx =
        absl::StrCat("spiffe://", kMxNation, "/agency/mx-fgr");
    shared.set_sender(from_us ? us : mx);
    shared.set_recipient(from_us ? mx : us);
    shared.set_from_nation(from_us ? kUsNation : kMxNation);
    shared.set_to_nation(from_us ? kMxNation : kUsNation);
    shared.set_link_sequence(sequence);
    national.set_sender(shared.sender());
    national.set_recipient(shared.recipient());
  };
  return planned;
}

}  // namespace

PlannedEntry Sent(const std::string& name, uint64_t sequence,
                  v1::AuditStep step, v1::DecisionOutcome outcome) {
  return Planned(name, sequence, step, outcome);
}

PlannedEntry Received(const std::string& name, uint64_t sequence,
                      v1::AuditStep step, v1::DecisionOutcome outcome) {
  return Planned(name, sequence, step, outcome);
}

std::vector<PlannedEntry> UsCrossings() {
  return {Sent("us-1", 1),
          Sent("us-1", 1, v1::AUDIT_STEP_RELAYED),
          Sent("us-2", 2),
          Sent("us-2", 2, v1::AUDIT_STEP_RELAYED, v1::DECISION_OUTCOME_DENY),
          {TransferNamed("stays"), v1::AUDIT_STEP_DECIDED_OUTGOING,
           v1::DECISION_OUTCOME_DENY, "B04", false},
          Sent("us-3", 3),
          Sent("us-3", 3, v1::AUDIT_STEP_RELAYED),
          Received("mx-1", 1),
          Sent("us-1", 1, v1::AUDIT_STEP_REPORTED),
          Received("mx-1", 1, v1::AUDIT_STEP_COLLECTED)};
}

std::vector<PlannedEntry> UsCrossingsLater() {
  std::vector<PlannedEntry> later = UsCrossings();
  later.push_back(Sent("us-4", 4));
  return later;
}

std::vector<PlannedEntry> MxCrossings() {
  return {Received("us-1", 1),
          Received("us-2", 2, v1::AUDIT_STEP_DECIDED_INCOMING,
                   v1::DECISION_OUTCOME_DENY),
          Received("us-3", 3),
          Received("us-1", 1, v1::AUDIT_STEP_COLLECTED),
          Sent("mx-1", 1),
          Sent("mx-1", 1, v1::AUDIT_STEP_RELAYED)};
}

}  // namespace enlace::client
