#include "server/core/state_facts.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "server/core/thread.h"

namespace enlace::core {
namespace {

bool WasRepeated(const State& state, const RecordFacts& record,
                 int64_t instant_ms) {
  // A held record stays what it was when it came.
  if (record.has_hold()) return record.hold().repeated();
  if (record.content_tag().empty() ||
      state.FindMessage(record.sender(), record.message_id()) != nullptr) {
    return false;
  }
  const int64_t* before_ms =
      state.contents.Find({record.sender(), record.content_tag()});
  return before_ms != nullptr && instant_ms - *before_ms < kRepeatWindowMs;
}

// A leave that was refused, taken back or not collected in time is none.
bool Stands(const Transfer& grant) {
  return grant.state == v1::RECORD_STATE_QUEUED ||
         grant.state == v1::RECORD_STATE_DELIVERED ||
         grant.state == v1::RECORD_STATE_COLLECTED;
}

int64_t ConsentUntil(const State& state, const RecordFacts& record,
                     absl::string_view purpose, int64_t instant_ms) {
  const Transfer* const matter = FindMatter(state, record.parent());
  if (purpose.empty() || matter == nullptr ||
      matter->record.recipient() != record.sender()) {
    return 0;
  }
  const std::string& used = matter->record.record_id();
  int64_t until_ms = 0;
  state.consents.Scan({used, ""}, [&](const Names& named, Nothing) {
    if (named.first != used) return false;
    const Transfer& grant = state.TransferAt(named.second);
    const journal::v1::Consent& consent = grant.record.consent();
    if (Stands(grant) && !consent.recipient().empty() &&
        consent.recipient() == record.recipient() &&
        consent.purpose() == purpose && consent.expires_at_ms() > instant_ms) {
      until_ms = std::max(until_ms, consent.expires_at_ms());
    }
    return true;
  });
  return until_ms;
}

// The record among those that are held here, or null.
const Transfer* FindHeld(const State& state, const RecordFacts& record) {
  return record.has_hold() ? state.FindTransfer(record.transfer_id()) : nullptr;
}

void AppendText(std::string& out, absl::string_view text) {
  AppendU64(out, text.size());
  absl::StrAppend(&out, text);
}

}  // namespace

ParentFacts FindParent(const State& state, absl::string_view parent_record_id) {
  const Transfer* parent = state.FindRecord(parent_record_id);
  if (parent == nullptr) return {};
  const bool open = parent->decision == v1::DECISION_OUTCOME_PERMIT &&
                    parent->state != v1::RECORD_STATE_REFUSED &&
                    parent->state != v1::RECORD_STATE_EXPIRED &&
                    parent->state != v1::RECORD_STATE_REVOKED;
  return {.known = true,
          .type = parent->record.type(),
          .sender = parent->record.sender(),
          .recipient = parent->record.recipient(),
          .channel = parent->record.channel(),
          .open = open};
}

StateFacts FindStateFacts(const State& state, const RecordFacts& record,
                          absl::string_view purpose, int64_t instant_ms) {
  const Transfer* const held = FindHeld(state, record);
  return {
      .parent = FindParent(state, record.parent()),
      .repeated = WasRepeated(state, record, instant_ms),
      .consent_until_ms = ConsentUntil(state, record, purpose, instant_ms),
      .approvals = held == nullptr ? std::vector<Approval>() : held->approvals,
      .overrides = held == nullptr ? std::vector<Override>() : held->overrides,
      .standing = StandingFor(state, record, instant_ms),
      .counts = CountsFor(state, record.sender(), record.recipient())};
}

std::string StateFacts::Canonical() const {
  std::string out;
  for (const std::string* text :
       {&parent.type, &parent.sender, &parent.recipient}) {
    AppendText(out, *text);
  }
  AppendU32(out, static_cast<uint32_t>(parent.channel));
  out += parent.known ? '\x01' : '\x00';
  out += parent.open ? '\x01' : '\x00';
  out += repeated ? '\x01' : '\x00';
  AppendU64(out, static_cast<uint64_t>(consent_until_ms));
  for (const Approval& approval : approvals) {
    AppendText(out, approval.rule_id);
    AppendText(out, approval.rule_digest);
    AppendText(out, approval.role);
    AppendText(out, approval.reviewer);
    AppendText(out, approval.substitute_for);
  }
  for (const Override& each : overrides) {
    AppendText(out, each.rule_id);
    AppendText(out, each.rule_digest);
    AppendText(out, each.role);
    AppendText(out, each.person);
  }
  for (const Standing& each : standing) {
    AppendText(out, each.entry_id);
    AppendText(out, each.fact);
    AppendText(out, each.term);
    AppendU64(out, static_cast<uint64_t>(each.until_ms));
  }
  return out;
}

}  // namespace enlace::core
