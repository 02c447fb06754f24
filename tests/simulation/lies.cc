#include "tests/simulation/lies.h"

namespace enlace::simulation {

const std::vector<v1::RecordState>& ClaimedStates() {
  static const auto* const kStates = new std::vector<v1::RecordState>{
      v1::RECORD_STATE_COLLECTED, v1::RECORD_STATE_EXPIRED,
      v1::RECORD_STATE_REFUSED,   v1::RECORD_STATE_REVOKED,
      v1::RECORD_STATE_DELIVERED, v1::RECORD_STATE_DENIED};
  return *kStates;
}

const std::vector<v1::DecisionOutcome>& ClaimedOutcomes() {
  static const auto* const kOutcomes = new std::vector<v1::DecisionOutcome>{
      v1::DECISION_OUTCOME_PERMIT, v1::DECISION_OUTCOME_DENY,
      v1::DECISION_OUTCOME_HOLD};
  return *kOutcomes;
}

v1::Evidence MadeUpEvidence(absl::string_view transfer_id,
                            v1::RecordState state, const ClaimedEntry& entry) {
  v1::Evidence evidence;
  evidence.set_transfer_id(std::string(transfer_id));
  evidence.set_entry_index(entry.index);
  evidence.set_entry_hash(entry.hash);
  evidence.set_state(state);
  return evidence;
}

v1::RelayAnswer MadeUpAnswer(absl::string_view transfer_id,
                             v1::DecisionOutcome outcome,
                             const ClaimedEntry& entry) {
  v1::RelayAnswer answer;
  answer.set_transfer_id(std::string(transfer_id));
  answer.set_outcome(outcome);
  if (outcome != v1::DECISION_OUTCOME_PERMIT) answer.set_reason("R01");
  answer.set_entry_index(entry.index);
  answer.set_entry_hash(entry.hash);
  return answer;
}

v1::Revocation MadeUpRevocation(absl::string_view transfer_id,
                                uint64_t link_sequence,
                                const ClaimedEntry& entry) {
  v1::Revocation revocation;
  revocation.set_transfer_id(std::string(transfer_id));
  revocation.set_reason("B03");
  revocation.set_entry_index(entry.index);
  revocation.set_entry_hash(entry.hash);
  revocation.set_link_sequence(link_sequence);
  return revocation;
}

std::vector<SimRelayItem> ChangedRelays(const SimRelayItem& sent,
                                        absl::Time now,
                                        const UnusedIds& unused) {
  std::vector<SimRelayItem> items(6, sent);
  items[0].link_sequence = sent.link_sequence + 999;
  items[1].link_sequence = 0;
  items[2].facts.set_record_id(unused.record_id);
  items[3].facts.set_transfer_id(unused.transfer_id);
  items[4].facts.set_created_at_ms(absl::ToUnixMillis(now) +
                                   int64_t{400} * 24 * 3600 * 1000);
  items[4].facts.set_valid_until_ms(items[4].facts.created_at_ms() + 1000);
  items[5].facts.set_transfer_id(unused.other_transfer_id);
  items[5].facts.set_record_id(unused.other_record_id);
  items[5].facts.set_message_id(unused.other_message_id);
  items[5].link_sequence = sent.link_sequence + 1;
  return items;
}

}  // namespace enlace::simulation
