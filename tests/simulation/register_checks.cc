#include "tests/simulation/register_checks.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sample_book.h"

namespace enlace::simulation {
namespace {

bool IsUnderWay(const core::Transfer& transfer) {
  return !transfer.handed_over && !transfer.revocation_asked &&
         (transfer.state == v1::RECORD_STATE_QUEUED ||
          transfer.state == v1::RECORD_STATE_DELIVERED ||
          transfer.state == v1::RECORD_STATE_HELD_BY_PEER);
}

}  // namespace

bool Clears(const core::RegisterItem& item, const std::string& agency,
            int64_t instant_ms) {
  const v1::RegisterEntry& entry = item.entry;
  return entry.holder() == agency && entry.term() == kClearedTerm &&
         entry.valid_from_ms() <= instant_ms &&
         instant_ms < entry.valid_until_ms();
}

std::set<std::string> Counted(const AuditView& audit,
                              const AuditView::Entry& then) {
  std::set<std::string> counting;
  for (const AuditView::Entry& entry : audit.entries()) {
    if (&entry == &then) break;
    if (entry.entry.step == v1::AUDIT_STEP_REGISTER_APPROVED) {
      counting.insert(entry.national.register_entries(0));
    } else if (entry.entry.step == v1::AUDIT_STEP_REGISTER_REVOKED) {
      counting.erase(entry.national.register_entries(0));
    }
  }
  return counting;
}

bool WasCleared(SimNode& node, const core::Transfer& transfer,
                const AuditView::Entry& decision) {
  const std::string& party = transfer.incoming ? transfer.record.sender()
                                               : transfer.record.recipient();
  const std::set<std::string> counting = Counted(node.audit(), decision);
  return std::any_of(counting.begin(), counting.end(),
                     [&](const std::string& id) {
                       return Clears(node.state().register_items.at(id), party,
                                     decision.entry.log_time_ms);
                     });
}

void CheckRegister(Environment& env, SimNode& node,
                   const core::Transfer& transfer) {
  const std::string& id = transfer.record.transfer_id();
  const AuditView::Entry* const decided =
      node.audit().Find(transfer.incoming ? v1::AUDIT_STEP_DECIDED_INCOMING
                                          : v1::AUDIT_STEP_DECIDED_OUTGOING,
                        id);
  if (decided == nullptr) return;
  const auto& entries = decided->national.register_entries();
  const std::set<std::string> rests_on(entries.begin(), entries.end());
  if (rests_on.empty()) return;
  SIM_REACHED("rests_on_the_register");
  const AuditView::Entry* const handed_over =
      node.audit().Find(v1::AUDIT_STEP_HANDED_OVER, id);
  bool revoked = false;
  for (const AuditView::Entry& entry : node.audit().entries()) {
    if (&entry == handed_over && revoked) {
      env.ledger.Violation(
          absl::StrCat("P3: handed over after what it rested on was revoked (",
                       node.trust_domain(), ")"));
    }
    revoked |= entry.entry.step == v1::AUDIT_STEP_REGISTER_REVOKED &&
               rests_on.contains(entry.national.register_entries(0));
  }
  if (!revoked || handed_over != nullptr) return;
  if (IsUnderWay(transfer)) {
    env.ledger.Violation(
        absl::StrCat("P8: under way though what it rested on was revoked (",
                     node.trust_domain(), ")"));
  }
  if (transfer.incoming && transfer.state == v1::RECORD_STATE_EXPIRED) {
    SIM_REACHED("withdrawn_from_inbox");
  }
  if (!transfer.incoming && transfer.state == v1::RECORD_STATE_REVOKED) {
    SIM_REACHED("withdrawn_by_sender");
  }
}

}  // namespace enlace::simulation
