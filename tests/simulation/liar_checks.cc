#include "tests/simulation/liar_checks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {
namespace {

class LiarChecks {
 public:
  LiarChecks(Environment& env, SimNode& node) : env_(env), node_(node) {}

  void Run() {
    for (const auto& [id, transfer] : core::RowsOf(node_.state().transfers)) {
      if (transfer.link != env_.liar) continue;
      Believed(transfer);
      Contradicted(id, transfer);
      if (transfer.inbox_cursor != 0) InInbox(id, transfer);
    }
    for (const AuditView::Entry& entry : node_.audit().entries()) {
      Claimed(entry);
    }
  }

 private:
  void Fail(absl::string_view what) {
    env_.ledger.Violation(absl::StrCat(what, " (", node_.trust_domain(), ")"));
  }

  void Believed(const core::Transfer& transfer) {
    if (transfer.incoming || transfer.link_sequence != 0) return;
    if (transfer.peer_answered || transfer.peer_reported) {
      Fail("P5: a peer is believed about what never crossed");
    }
  }

  // What it has permitted, it cannot refuse any more.
  void Contradicted(const std::string& id, const core::Transfer& transfer) {
    const AuditView::Entry* const answer =
        node_.audit().Find(v1::AUDIT_STEP_RELAYED, id);
    if (transfer.state == v1::RECORD_STATE_REFUSED && answer != nullptr &&
        answer->national.outcome() == v1::DECISION_OUTCOME_PERMIT) {
      Fail("P5: a peer is believed that contradicts itself");
    }
  }

  void InInbox(const std::string& id, const core::Transfer& transfer) {
    const AuditView::Entry* const decided =
        node_.audit().Find(v1::AUDIT_STEP_DECIDED_INCOMING, id);
    if (decided == nullptr || !transfer.incoming ||
        decided->national.outcome() != v1::DECISION_OUTCOME_PERMIT) {
      Fail("P3: what was not permitted is in an inbox");
    }
    if (transfer.state == v1::RECORD_STATE_COLLECTED) {
      SIM_REACHED("collected_from_a_liar");
    }
  }

  void Claimed(const AuditView::Entry& entry) {
    const bool relayed = entry.entry.step == v1::AUDIT_STEP_RELAYED;
    if (!relayed && entry.entry.step != v1::AUDIT_STEP_REPORTED) return;
    const core::Transfer* const transfer =
        node_.state().FindTransfer(entry.transfer_id);
    if (transfer == nullptr) return Fail("P5: a report about nothing");
    if (transfer->link != env_.liar) return;
    const v1::NationalOpening& national = entry.national;
    // An answer to a revocation tells of nothing else.
    const int claimed = relayed ? static_cast<int>(national.outcome())
                        : national.reported_state() == 0
                            ? static_cast<int>(v1::RECORD_STATE_REVOKED)
                            : static_cast<int>(national.reported_state());
    if (env_.claims.count({node_.trust_domain(), entry.transfer_id,
                           national.peer_entry_hash(), claimed}) == 0) {
      Fail("P5: the log tells of a claim that the peer did not make");
    }
    SIM_REACHED("claim_of_a_liar_logged");
  }

  Environment& env_;
  SimNode& node_;
};

}  // namespace

void CheckLies(Environment& env) {
  if (env.liar.empty()) return;
  for (const auto& [domain, node] : env.nodes) {
    if (!env.Lies(domain)) LiarChecks(env, *node).Run();
  }
}

}  // namespace enlace::simulation
