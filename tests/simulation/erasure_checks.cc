#include "tests/simulation/erasure_checks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {
namespace {

class ErasureChecks {
 public:
  ErasureChecks(Environment& env, SimNode& node) : env_(env), node_(node) {}

  void Run() {
    for (const auto& [id, transfer] : core::RowsOf(node_.state().transfers)) {
      const auto payload = node_.store().ReadPayload(id);
      if (payload.ok() && node_.keys().count(payload->key_epoch) == 0) {
        Fail("P1: the key of a stored payload was destroyed");
      }
      const AuditView::Entry* const entry =
          node_.audit().Find(v1::AUDIT_STEP_ERASED, id);
      if ((entry != nullptr) != transfer.erased) {
        Fail("P5: log and state differ about an erasure");
        continue;
      }
      if (transfer.incoming && !env_.Lies(transfer.link)) {
        AsStrictAsThere(id, transfer);
      }
      if (entry == nullptr) {
        Kept(transfer);
        continue;
      }
      if (payload.ok()) Fail("P7: an erased record has a payload");
      Erased(id, transfer, *entry);
    }
  }

 private:
  void Fail(absl::string_view what) {
    env_.ledger.Violation(absl::StrCat(what, " (", node_.trust_domain(), ")"));
  }

  void Kept(const core::Transfer& transfer) {
    const bool ended = transfer.decision != v1::DECISION_OUTCOME_PERMIT ||
                       transfer.state == v1::RECORD_STATE_REFUSED ||
                       transfer.state == v1::RECORD_STATE_EXPIRED ||
                       transfer.state == v1::RECORD_STATE_REVOKED;
    if (!ended && transfer.record.retain_until_ms() != 0) {
      Fail("P7: a record is kept past its time");
    }
  }

  void Erased(const std::string& id, const core::Transfer& transfer,
              const AuditView::Entry& entry) {
    const int64_t until_ms = transfer.record.retain_until_ms();
    if (until_ms == 0 || entry.entry.log_time_ms < until_ms ||
        entry.national.erasure().retain_until_ms() != until_ms) {
      Fail("P1: a record was erased before its time");
    }
    SIM_REACHED("erased");
    if (transfer.inbox_cursor == 0) return;
    for (const v1::AuditStep step :
         {v1::AUDIT_STEP_HANDED_OVER, v1::AUDIT_STEP_COLLECTED}) {
      const AuditView::Entry* const before = node_.audit().Find(step, id);
      // Both lie in one list, in order.
      if (before == nullptr || before > &entry) {
        Fail("P7: a record was erased before it was collected");
      }
    }
    SIM_REACHED("erased_after_collection");
  }

  // Nobody keeps what is permitted longer than its sender's nation allows.
  void AsStrictAsThere(const std::string& id, const core::Transfer& transfer) {
    if (transfer.decision != v1::DECISION_OUTCOME_PERMIT) return;
    const core::Transfer* const there =
        env_.nodes.at(transfer.link)->state().FindTransfer(id);
    const int64_t theirs_ms =
        there == nullptr ? 0 : there->record.retain_until_ms();
    const int64_t ours_ms = transfer.record.retain_until_ms();
    if (theirs_ms != 0 && (ours_ms == 0 || ours_ms > theirs_ms)) {
      Fail("P7: a record may be kept longer than its sender's nation allows");
    }
  }

  Environment& env_;
  SimNode& node_;
};

}  // namespace

void CheckErasure(Environment& env) {
  for (const auto& [domain, node] : env.nodes) {
    if (!env.Lies(domain)) ErasureChecks(env, *node).Run();
  }
}

}  // namespace enlace::simulation
