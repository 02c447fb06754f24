#include "tests/server/core/core_node.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "server/core/apply.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

State ReplayJournal(const simulation::MemoryStore& store) {
  State state;
  for (const std::string& bytes : store.batches()) {
    journal::v1::EventBatch batch;
    CHECK(batch.ParseFromString(bytes)) << "a batch";
    CHECK_OK(ApplyBatch(state, batch));
  }
  return state;
}

// Lookups are no part of the snapshot form.
// Whatever is looked up follows from the transfers.
void ExpectDerivedLookups(const State& state) {
  const auto derived = WithDerivedLookups(state);
  CHECK_OK(derived.status());
  EXPECT_EQ(HexEncode(EncodeState(*derived)), HexEncode(EncodeState(state)));
}

}  // namespace

CoreNode::CoreNode(Contact contact) {
  Restart();
  if (contact == Contact::kNone) return;
  std::vector<Input> inputs;
  inputs.emplace_back(Accepts(kOperator));
  inputs.emplace_back(Accepts(kOtherOperator));
  inputs.emplace_back(AcceptsOurs());
  RunAll(std::move(inputs));
}

EntryDraft CoreNode::NoteDraft() { return simulation::MakeNoteDraft(random); }

LinkAcceptance CoreNode::Accepts(const std::string& person) {
  return {kPeerLink, simulation::LinkFileDigest(kPeerLink), person,
          NoteDraft()};
}

LinkAcceptanceByPeer CoreNode::AcceptsOurs() {
  return {kPeerLink, simulation::FirstLinkFiles(kOwnDomain, kPeerLink),
          NoteDraft()};
}

void CoreNode::Restart() {
  CHECK_OK(store.Reopen());
  auto recovered = Sequencer::Recover(store, clock);
  CHECK_OK(recovered.status());
  sequencer = *std::move(recovered);
}

std::vector<Answer> CoreNode::RunAll(std::vector<Input> inputs) {
  auto answers =
      sequencer->Run(std::move(inputs), simulation::SampleBook(book_version));
  CHECK_OK(answers.status());
  const State replayed = ReplayJournal(store);
  const std::string live = EncodeState(state());
  EXPECT_EQ(EncodeState(replayed), live);
  ExpectDerivedLookups(state());
  EXPECT_EQ(state().audit_size, store.audit().size());
  return *std::move(answers);
}

Answer CoreNode::Run(Input input) {
  std::vector<Input> inputs;
  inputs.push_back(std::move(input));
  return RunAll(std::move(inputs)).front();
}

simulation::SimRecord CoreNode::OutgoingRecord(Wanted wanted) {
  simulation::SimRecord record;
  RecordFacts& facts = record.facts;
  facts.set_type("FirearmTraceRequest");
  facts.set_sender(kOwnAgency);
  facts.set_recipient(kPeerAgency);
  facts.set_message_id(random.Bytes(16));
  facts.set_channel(wanted == Wanted::kDeny   ? v1::CHANNEL_JUDICIAL
                    : wanted == Wanted::kHold ? v1::CHANNEL_ADMIN
                                              : v1::CHANNEL_INTEL);
  facts.set_urgency(wanted == Wanted::kHold ? v1::URGENCY_URGENT
                                            : v1::URGENCY_ROUTINE);
  facts.set_created_at_ms(clock.now_ms);
  facts.set_valid_until_ms(clock.now_ms + kTestLifeMs);
  record.body = absl::StrCat("body ", ++bodies);
  return record;
}

simulation::SimRecord CoreNode::WarningRecord(Wanted wanted) {
  simulation::SimRecord record = OutgoingRecord(wanted);
  record.warns = true;
  return record;
}

simulation::SimRecord CoreNode::DomesticRecord(Wanted wanted) {
  simulation::SimRecord record = OutgoingRecord(wanted);
  record.facts.set_recipient(kOtherOwnAgency);
  return record;
}

simulation::SimRelayItem CoreNode::IncomingItem(Wanted wanted) {
  simulation::SimRelayItem item;
  item.facts = OutgoingRecord(Wanted::kPermit).facts;
  item.facts.set_sender(kPeerAgency);
  item.facts.set_recipient(kOwnAgency);
  item.facts.set_channel(wanted == Wanted::kDeny ? v1::CHANNEL_ADMIN
                                                 : v1::CHANNEL_INTEL);
  item.facts.set_urgency(wanted == Wanted::kDeny   ? v1::URGENCY_PRIORITY
                         : wanted == Wanted::kHold ? v1::URGENCY_URGENT
                                                   : v1::URGENCY_ROUTINE);
  item.body = "body";
  item.facts.set_record_id(simulation::RecordIdOf({item.facts, item.body}));
  item.facts.set_transfer_id(random.Bytes(16));
  item.link_sequence = ++peer_sequence;
  return item;
}

PreparedSubmission CoreNode::Prepare(const simulation::SimRecord& record) {
  const bool domestic = simulation::TrustDomainOf(record.facts.recipient()) ==
                        simulation::TrustDomainOf(kOwnAgency);
  return simulation::PrepareSubmission(
      record, domestic ? "" : kPeerLink, state(),
      simulation::SampleBook(book_version), now(), random);
}

PreparedRelay CoreNode::Prepare(const simulation::SimRelayItem& item) {
  return simulation::PrepareRelay(item, kPeerLink, state(),
                                  simulation::SampleBook(book_version), now(),
                                  random);
}

std::string CoreNode::Submit(Wanted wanted) {
  PreparedSubmission input = Prepare(OutgoingRecord(wanted));
  std::string id = input.record.transfer_id();
  EXPECT_EQ(Run(std::move(input)).kind, Answer::Kind::kDone);
  return id;
}

std::string CoreNode::SubmitDomestic(Wanted wanted) {
  PreparedSubmission input = Prepare(DomesticRecord(wanted));
  std::string id = input.record.transfer_id();
  EXPECT_EQ(Run(std::move(input)).kind, Answer::Kind::kDone);
  return id;
}

std::string CoreNode::SubmitWarning() {
  PreparedSubmission input = Prepare(WarningRecord(Wanted::kDeny));
  std::string id = input.notice->record.transfer_id();
  EXPECT_EQ(Run(std::move(input)).kind, Answer::Kind::kDone);
  return id;
}

std::string CoreNode::Receive(Wanted wanted) {
  const simulation::SimRelayItem item = IncomingItem(wanted);
  EXPECT_EQ(Run(Prepare(item)).kind, Answer::Kind::kDone);
  return item.facts.transfer_id();
}

RelayAnswered CoreNode::PeerAnswer(const std::string& id,
                                   v1::DecisionOutcome outcome) {
  RelayAnswered input{kPeerLink, {}, Draft()};
  input.answer.set_transfer_id(id);
  input.answer.set_outcome(outcome);
  input.answer.set_reason(outcome == v1::DECISION_OUTCOME_PERMIT ? "" : "R01");
  input.answer.set_entry_index(7);
  input.answer.set_entry_hash(std::string(32, 'h'));
  return input;
}

PeerReport CoreNode::Reported(const std::string& id, v1::RecordState state) {
  PeerReport input{kPeerLink, {}, Draft()};
  input.evidence.set_transfer_id(id);
  input.evidence.set_entry_index(8);
  input.evidence.set_entry_hash(std::string(32, 'e'));
  input.evidence.set_state(state);
  return input;
}

EvidenceTaken CoreNode::EvidenceOfNewest(const std::string& id) {
  return {kPeerLink, id, transfer(id).entry_index};
}

HandOver CoreNode::HandedOver(const std::string& id) {
  return {kOwnAgency, id, Draft()};
}

Confirmation CoreNode::Confirmed(const std::string& id) {
  return {kOwnAgency, id, Draft()};
}

RevocationRequest CoreNode::Revoked(const std::string& id) {
  return {kOwnAgency, transfer(id).record.record_id(), "B03", Draft()};
}

PeerRevocation CoreNode::RevokedByPeer(const std::string& id) {
  PeerRevocation input{kPeerLink, {}, Draft()};
  input.revocation.set_transfer_id(id);
  input.revocation.set_reason("B03");
  input.revocation.set_entry_index(6);
  input.revocation.set_entry_hash(std::string(32, 'r'));
  input.revocation.set_link_sequence(transfer(id).link_sequence);
  return input;
}

RevocationAnswered CoreNode::RevocationAnswer(const std::string& id,
                                              v1::RecordState state) {
  RevocationAnswered input{kPeerLink, {}, Draft()};
  input.evidence.set_transfer_id(id);
  input.evidence.set_entry_index(9);
  input.evidence.set_entry_hash(std::string(32, 'v'));
  input.evidence.set_state(state);
  return input;
}

Review CoreNode::Approves(const std::string& id, const std::string& rule_id,
                          const std::string& role,
                          const std::string& reviewer) {
  const policy::Rule* const rule =
      simulation::SampleBook(book_version).FindRule(rule_id);
  CHECK(rule != nullptr) << "no such rule";
  return {.reviewer = reviewer,
          .record_id = transfer(id).record.record_id(),
          .rule_id = rule_id,
          .rule_digest = ToBytes(rule->digest),
          .role = role,
          .approves = true,
          .reason = "",
          .entry = Draft(),
          .decision_entry = Draft()};
}

Review CoreNode::Rejects(const std::string& id, const std::string& rule_id,
                         const std::string& role, const std::string& reviewer) {
  Review input = Approves(id, rule_id, role, reviewer);
  input.approves = false;
  input.reason = "V04";
  return input;
}

PreparedRelease CoreNode::PrepareRelease(const std::string& id) {
  return simulation::PrepareRelease(transfer(id), "released", state(),
                                    simulation::SampleBook(book_version), now(),
                                    random);
}

Tick CoreNode::TickOf(size_t drafts) {
  Tick tick;
  while (tick.drafts.size() < drafts) tick.drafts.push_back(Draft());
  return tick;
}

Note CoreNode::Refusal() {
  Note note{NoteDraft()};
  note.entry.step = v1::AUDIT_STEP_REFUSED;
  return note;
}

const Transfer& CoreNode::transfer(const std::string& id) const {
  const Transfer* found = state().FindTransfer(id);
  CHECK(found != nullptr) << "no such transfer";
  return *found;
}

}  // namespace enlace::core
