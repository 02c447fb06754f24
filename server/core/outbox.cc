#include "server/core/outbox.h"

#include "server/core/answer_clock.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"
#include "server/core/limits.h"
#include "server/core/plan.h"
#include "server/core/register.h"
#include "server/core/retention.h"

namespace enlace::core {

v1::Evidence EvidenceOf(const Transfer& transfer) {
  v1::Evidence evidence;
  evidence.set_transfer_id(transfer.record.transfer_id());
  evidence.set_entry_index(transfer.entry_index);
  evidence.set_entry_hash(transfer.entry_hash);
  evidence.set_state(transfer.state == v1::RECORD_STATE_DENIED
                         ? v1::RECORD_STATE_REFUSED
                         : transfer.state);
  evidence.set_answer_due_ms(transfer.record.answer().due_ms());
  evidence.set_answer_latest_ms(transfer.record.answer().latest_ms());
  return evidence;
}

std::vector<v1::Evidence> PendingEvidence(const State& state,
                                          absl::string_view link, size_t max) {
  std::vector<v1::Evidence> list;
  const Link* found = state.FindLink(link);
  if (found == nullptr) return list;
  for (const auto& [entry_index, id] : found->evidence) {
    if (list.size() == max) break;
    list.push_back(EvidenceOf(state.TransferAt(id)));
  }
  return list;
}

std::vector<v1::Revocation> PendingRevocations(const State& state,
                                               absl::string_view link,
                                               size_t max) {
  std::vector<v1::Revocation> list;
  const Link* found = state.FindLink(link);
  if (found == nullptr) return list;
  for (const auto& [id, pending] : found->revocations) {
    if (list.size() == max) break;
    v1::Revocation& revocation = list.emplace_back();
    revocation.set_transfer_id(id);
    revocation.set_reason(pending.reason);
    revocation.set_entry_index(pending.entry_index);
    revocation.set_entry_hash(pending.entry_hash);
    revocation.set_link_sequence(state.TransferAt(id).link_sequence);
  }
  return list;
}

// NOLINTNEXTLINE(readability-function-size): each names a part of the page.
std::vector<std::string> Inbox(const State& state, absl::string_view agency,
                               uint64_t after, absl::Time now, size_t max,
                               bool include_confirmed) {
  std::vector<std::string> ids;
  const int64_t instant_ms = BatchInstantMs(state, now);
  const Place from(agency, after);
  state.inbox.Scan(from, [&](const Place& place, const std::string& id) {
    if (place == from) return true;
    if (place.first != agency || ids.size() == max) return false;
    const Transfer& transfer = state.TransferAt(id);
    const bool waits = transfer.state == v1::RECORD_STATE_DELIVERED &&
                       EndMs(transfer.record) > instant_ms &&
                       !state.withdrawals.contains(id);
    const bool confirmed =
        transfer.state == v1::RECORD_STATE_COLLECTED && !transfer.erased;
    if (waits || (include_confirmed && confirmed)) ids.push_back(id);
    return true;
  });
  return ids;
}

bool IsToBeDecidedAgain(const State& state, const Transfer& held,
                        const policy::Book& book, absl::Time now) {
  const int64_t instant_ms = BatchInstantMs(state, now);
  if (held.state != v1::RECORD_STATE_HELD ||
      held.record.hold().rule_ids().empty() ||  // journaled before reviews were
      EndMs(held.record) <= instant_ms) {
    return false;
  }
  return ReviewsComplete(held, book) ||
         RegisterChangedFor(state, held, book, instant_ms) ||
         LimitFreedFor(state, held, book, instant_ms);
}

std::vector<std::string> DueToRelease(
    const State& state, const policy::Book& book, absl::Time now, size_t max,
    const std::function<bool(const Transfer&)>& may_move) {
  std::vector<std::string> ids;
  for (const auto& [end_ms, id] : state.holds) {
    if (ids.size() == max) break;
    const Transfer& held = state.TransferAt(id);
    if (IsToBeDecidedAgain(state, held, book, now) && may_move(held)) {
      ids.push_back(id);
    }
  }
  return ids;
}

size_t CountHoldsEnding(const State& state, int64_t until_ms) {
  size_t count = 0;
  for (const auto& [end_ms, id] : state.holds) {
    if (end_ms > until_ms) break;
    ++count;
  }
  return count;
}

std::vector<std::string> DueToExpire(const State& state, absl::Time now,
                                     size_t max) {
  std::vector<std::string> ids;
  const int64_t instant_ms = BatchInstantMs(state, now);
  state.expiries.Scan({}, [&](const Due& due, Nothing) {
    if (ids.size() == max || due.first > instant_ms) return false;
    ids.push_back(due.second);
    return true;
  });
  return ids;
}

size_t DueForTick(const State& state, absl::Time now, size_t max) {
  size_t due = OverdueAnswers(state, BatchInstantMs(state, now), max).size();
  due += DueToWithdraw(state, max - due).size();
  due += DueToExpire(state, now, max - due).size();
  return due + DueToErase(state, BatchInstantMs(state, now), max - due).size();
}

}  // namespace enlace::core
