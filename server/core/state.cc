#include "server/core/state.h"

#include <iterator>

#include "base/check.h"

namespace enlace::core {

bool Transfer::PeerHolds() const {
  // Only a hold or a denial comes with a reason, and a denial ends it.
  return state == v1::RECORD_STATE_HELD_BY_PEER ||
         (state == v1::RECORD_STATE_REVOKED && peer_answered &&
          !peer_reason.empty());
}

bool Link::AddToOutbox(uint64_t sequence, v1::Urgency urgency,
                       const std::string& transfer_id) {
  if (!outbox.emplace(sequence, transfer_id).second) return false;
  if (urgency > v1::URGENCY_ROUTINE) hurried[urgency].insert(sequence);
  return true;
}

void Link::TakeFromOutbox(uint64_t sequence, v1::Urgency urgency) {
  outbox.erase(sequence);
  const auto found = hurried.find(urgency);
  if (found == hurried.end()) return;
  found->second.erase(sequence);
  if (found->second.empty()) hurried.erase(found);
}

bool Link::HasReceived(uint64_t sequence) const {
  if (sequence <= received_sequence) return true;
  const auto after = received_ahead.upper_bound(sequence);
  return after != received_ahead.begin() &&
         sequence <= std::prev(after)->second;
}

void Link::MarkReceived(uint64_t sequence) {
  CHECK(sequence > 0 && !HasReceived(sequence)) << "sequence " << sequence;
  uint64_t first = sequence;
  uint64_t last = sequence;
  auto after = received_ahead.upper_bound(sequence);
  if (after != received_ahead.end() && after->first - 1 == sequence) {
    last = after->second;
    after = received_ahead.erase(after);
  }
  if (after != received_ahead.begin()) {
    const auto before = std::prev(after);
    if (before->second + 1 == sequence) {
      first = before->first;
      received_ahead.erase(before);
    }
  }
  if (first == received_sequence + 1) {
    received_sequence = last;
  } else {
    received_ahead.emplace(first, last);
  }
}

const Transfer* State::FindTransfer(absl::string_view transfer_id) const {
  const auto it = transfers.find(transfer_id);
  return it == transfers.end() ? nullptr : &it->second;
}

const Transfer* State::FindRecord(absl::string_view record_id) const {
  const auto it = by_record.find(record_id);
  return it == by_record.end() ? nullptr : FindTransfer(it->second);
}

const Transfer* State::FindMessage(const std::string& sender,
                                   const std::string& message_id) const {
  const auto it = by_message.find({sender, message_id});
  return it == by_message.end() ? nullptr : FindTransfer(it->second);
}

const Link* State::FindLink(absl::string_view trust_domain) const {
  const auto it = links.find(trust_domain);
  return it == links.end() ? nullptr : &it->second;
}

}  // namespace enlace::core
