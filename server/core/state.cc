#include "server/core/state.h"

#include <iterator>

#include "base/check.h"
#include "base/encoding.h"

namespace enlace::core {

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

std::string ParentFacts::Canonical() const {
  std::string out;
  for (const std::string* text : {&type, &sender, &recipient}) {
    AppendU64(out, text->size());
    out += *text;
  }
  AppendU32(out, static_cast<uint32_t>(channel));
  out += known ? '\x01' : '\x00';
  out += open ? '\x01' : '\x00';
  return out;
}

ParentFacts FindParent(const State& state, absl::string_view parent_record_id) {
  const Transfer* parent = state.FindRecord(parent_record_id);
  if (parent == nullptr) return {};
  const bool open = parent->decision == v1::DECISION_OUTCOME_PERMIT &&
                    parent->state != v1::RECORD_STATE_REFUSED &&
                    parent->state != v1::RECORD_STATE_EXPIRED;
  return {.known = true,
          .type = parent->record.type(),
          .sender = parent->record.sender(),
          .recipient = parent->record.recipient(),
          .channel = parent->record.channel(),
          .open = open};
}

}  // namespace enlace::core
