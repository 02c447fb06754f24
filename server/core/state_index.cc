#include "server/core/state_index.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/core/lapse.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

absl::Status Misfit(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("journal: ", what));
}

constexpr int64_t kMinuteMs = int64_t{60} * 1000;

// Content that was decided before is forgotten: by the minute, so that not each
// record has to look.
int64_t ForgottenBeforeMs(int64_t newest_ms) {
  return newest_ms - newest_ms % kMinuteMs - kRepeatWindowMs;
}

void ForgetContents(State& state, int64_t before_ms) {
  std::vector<std::pair<int64_t, Names>> past;
  state.content_ages.Scan({}, [&](const auto& age, Nothing) {
    if (age.first >= before_ms) return false;
    past.push_back(age);
    return true;
  });
  for (const auto& age : past) {
    state.contents.Erase(age.second);
    state.content_ages.Erase(age);
  }
}

// Content that passed or is held is remembered from its newest decision on, as
// long as it counts; so what is remembered does not depend on the order in
// which transfers are read.
void RememberContent(State& state, const Transfer& transfer) {
  const jv1::RecordFacts& record = transfer.record;
  const int64_t before_ms = ForgottenBeforeMs(state.newest_content_ms);
  if (transfer.incoming || record.content_tag().empty() ||
      transfer.decided_at_ms < before_ms ||
      (transfer.decision == v1::DECISION_OUTCOME_DENY && !record.has_hold())) {
    return;
  }
  const Names key(record.sender(), record.content_tag());
  const int64_t* known_ms = state.contents.Find(key);
  if (known_ms != nullptr) {
    if (*known_ms >= transfer.decided_at_ms) return;
    state.content_ages.Erase({*known_ms, key});
  }
  state.contents.Put(key, transfer.decided_at_ms);
  state.content_ages.Put({transfer.decided_at_ms, key}, {});
  if (transfer.decided_at_ms <= state.newest_content_ms) return;
  state.newest_content_ms = transfer.decided_at_ms;
  const int64_t now_before_ms = ForgottenBeforeMs(state.newest_content_ms);
  if (now_before_ms != before_ms) ForgetContents(state, now_before_ms);
}

// False if the outbox has another record at that sequence.
bool AddToOutbox(State& state, const Transfer& transfer) {
  const std::string& id = transfer.record.transfer_id();
  if (!state.outbox.Insert({transfer.link, transfer.link_sequence}, id)) {
    return false;
  }
  ++state.links[transfer.link].queued;
  if (transfer.record.urgency() > v1::URGENCY_ROUTINE) {
    state.hurried.Put(HurriedKey(transfer), {});
  }
  return true;
}

// Whether `transfer` had been permitted when `grant` was.  What was held may
// have been released since: folded or read, the answer must be the same.
bool WasPermitted(const Transfer& transfer, const Transfer& grant) {
  return transfer.decision == v1::DECISION_OUTCOME_PERMIT &&
         (!transfer.record.has_hold() ||
          transfer.decided_at_ms < grant.decided_at_ms);
}

}  // namespace

std::pair<std::pair<std::string, uint64_t>, uint64_t> HurriedKey(
    const Transfer& transfer) {
  return {{transfer.link, transfer.record.urgency()}, transfer.link_sequence};
}

void TakeFromOutbox(State& state, const Transfer& transfer) {
  state.outbox.Erase({transfer.link, transfer.link_sequence});
  --state.links[transfer.link].queued;
  if (transfer.record.urgency() > v1::URGENCY_ROUTINE) {
    state.hurried.Erase(HurriedKey(transfer));
  }
}

bool ExpiresByItself(const Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_HELD ||
         transfer.state == (transfer.inbox_cursor != 0
                                ? v1::RECORD_STATE_DELIVERED
                                : v1::RECORD_STATE_QUEUED);
}

absl::Status IndexTransfer(State& state, const Transfer& transfer) {
  const jv1::RecordFacts& record = transfer.record;
  const std::string& id = record.transfer_id();
  if (transfer.IsUnseen()) return absl::OkStatus();
  ++state.first_decisions[{transfer.incoming, record.has_hold()
                                                  ? v1::DECISION_OUTCOME_HOLD
                                                  : transfer.decision}];
  if (!state.by_record.Insert(record.record_id(), id)) {
    return Misfit("a record id appears twice");
  }
  if (!state.by_message.Insert({record.sender(), record.message_id()}, id)) {
    return Misfit("a message id appears twice");
  }
  return IndexPlace(state, transfer);
}

absl::Status IndexPlace(State& state, const Transfer& transfer) {
  const jv1::RecordFacts& record = transfer.record;
  const std::string& id = record.transfer_id();
  if (transfer.state == v1::RECORD_STATE_QUEUED &&
      !AddToOutbox(state, transfer)) {
    return Misfit("a link sequence appears twice");
  }
  if (transfer.inbox_cursor != 0 &&
      !state.inbox.Insert({record.recipient(), transfer.inbox_cursor}, id)) {
    return Misfit("an inbox cursor appears twice");
  }
  for (const std::string& entry_id : record.register_entries()) {
    state.resting.Put({entry_id, id}, {});
  }
  if (transfer.evidence_owed) {
    state.links[transfer.link].evidence.emplace(transfer.entry_index, id);
  }
  if (ExpiresByItself(transfer)) {
    state.expiries.Put({EndMs(record), id}, {});
  }
  if (transfer.state == v1::RECORD_STATE_HELD) {
    state.holds.emplace(EndMs(record), id);
  }
  RememberContent(state, transfer);
  return absl::OkStatus();
}

void IndexConsent(State& state, const Transfer& grant) {
  if (!grant.record.has_consent() ||
      grant.decision != v1::DECISION_OUTCOME_PERMIT) {
    return;
  }
  const Transfer* request = state.FindRecord(grant.record.parent());
  const Transfer* matter =
      request == nullptr ? nullptr : state.FindRecord(request->record.parent());
  if (matter == nullptr || !WasPermitted(*matter, grant) ||
      !WasPermitted(*request, grant)) {
    return;
  }
  // Only who sent the record gives a leave for it, to whom it was sent and who
  // asked for it.
  const std::string& giver = grant.record.sender();
  const std::string& taker = grant.record.recipient();
  if (matter->record.sender() == giver && matter->record.recipient() == taker &&
      request->record.sender() == taker &&
      request->record.recipient() == giver) {
    state.consents.Put({matter->record.record_id(), grant.record.transfer_id()},
                       {});
  }
}

}  // namespace enlace::core
