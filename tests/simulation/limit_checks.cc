#include "tests/simulation/limit_checks.h"

#include "tests/simulation/reach.h"

namespace enlace::simulation {
namespace {

constexpr int kAllowed = 2;
constexpr int64_t kHourMs = int64_t{3600} * 1000;

bool IsLimited(const core::Transfer& transfer) {
  const core::RecordFacts& record = transfer.record;
  return !transfer.incoming && record.type() == "FirearmTraceRequest" &&
         record.channel() == v1::CHANNEL_INTEL &&
         record.urgency() == v1::URGENCY_PRIORITY;
}

}  // namespace

bool WasOverLimit(const SimNode& node, const core::Transfer& transfer) {
  if (!IsLimited(transfer)) return false;
  const AuditView::Entry* const decided = node.audit().FindFirst(
      v1::AUDIT_STEP_DECIDED_OUTGOING, transfer.record.transfer_id());
  if (decided == nullptr) return false;
  const int64_t hour = decided->entry.log_time_ms / kHourMs;
  int permitted = 0;
  for (const AuditView::Entry& entry : node.audit().entries()) {
    if (&entry == decided) break;
    if (entry.entry.step != v1::AUDIT_STEP_DECIDED_OUTGOING ||
        entry.national.outcome() != v1::DECISION_OUTCOME_PERMIT ||
        entry.entry.log_time_ms / kHourMs != hour) {
      continue;
    }
    const core::Transfer* const other =
        node.state().FindTransfer(entry.transfer_id);
    if (other != nullptr && IsLimited(*other) &&
        other->record.sender() == transfer.record.sender() &&
        other->record.recipient() == transfer.record.recipient()) {
      ++permitted;
    }
  }
  if (permitted >= kAllowed) SIM_REACHED("over_a_limit");
  return permitted >= kAllowed;
}

}  // namespace enlace::simulation
