#include "server/core/state_index.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/core/lapse.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

absl::Status Misfit(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("journal: ", what));
}

// Content that passed or is held is remembered from its newest decision on, as
// long as it counts; so what is remembered does not depend on the order in
// which transfers are read.
void RememberContent(State& state, const Transfer& transfer) {
  const jv1::RecordFacts& record = transfer.record;
  if (transfer.incoming || record.content_tag().empty() ||
      (transfer.decision == v1::DECISION_OUTCOME_DENY && !record.has_hold())) {
    return;
  }
  const auto key = std::make_pair(record.sender(), record.content_tag());
  const auto [known, added] =
      state.contents.emplace(key, transfer.decided_at_ms);
  if (!added) {
    if (known->second >= transfer.decided_at_ms) return;
    state.content_ages.erase({known->second, key});
    known->second = transfer.decided_at_ms;
  }
  state.content_ages.emplace(transfer.decided_at_ms, key);
  const int64_t newest_ms = state.content_ages.rbegin()->first;
  while (newest_ms - state.content_ages.begin()->first >= kRepeatWindowMs) {
    state.contents.erase(state.content_ages.begin()->second);
    state.content_ages.erase(state.content_ages.begin());
  }
}

// Whether `transfer` had been permitted when `grant` was.  What was held may
// have been released since: folded or read, the answer must be the same.
bool WasPermitted(const Transfer& transfer, const Transfer& grant) {
  return transfer.decision == v1::DECISION_OUTCOME_PERMIT &&
         (!transfer.record.has_hold() ||
          transfer.decided_at_ms < grant.decided_at_ms);
}

}  // namespace

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
  if (!state.by_record.emplace(record.record_id(), id).second) {
    return Misfit("a record id appears twice");
  }
  if (!state.by_message
           .emplace(std::make_pair(record.sender(), record.message_id()), id)
           .second) {
    return Misfit("a message id appears twice");
  }
  return IndexPlace(state, transfer);
}

absl::Status IndexPlace(State& state, const Transfer& transfer) {
  const jv1::RecordFacts& record = transfer.record;
  const std::string& id = record.transfer_id();
  if (transfer.state == v1::RECORD_STATE_QUEUED &&
      !state.links[transfer.link].AddToOutbox(transfer.link_sequence,
                                              record.urgency(), id)) {
    return Misfit("a link sequence appears twice");
  }
  if (transfer.inbox_cursor != 0 &&
      !state.inbox
           .emplace(std::make_pair(record.recipient(), transfer.inbox_cursor),
                    id)
           .second) {
    return Misfit("an inbox cursor appears twice");
  }
  if (transfer.evidence_owed) {
    state.links[transfer.link].evidence.emplace(transfer.entry_index, id);
  }
  if (ExpiresByItself(transfer)) {
    state.expiries.emplace(EndMs(record), id);
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
    state.consents[matter->record.record_id()].insert(
        grant.record.transfer_id());
  }
}

}  // namespace enlace::core
