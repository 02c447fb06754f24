// What the audit entry of each step says, and to whom.

#include "server/core/audit_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/merkle.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

struct OpenedRow {
  wire::AuditEntry entry;
  v1::AnnexEntry annex;
  std::vector<v1::SharedOpening> batch;  // of an entry that covers several
  v1::SharedOpening shared;
  v1::NationalOpening national;
};

OpenedRow OpenLast(const CoreNode& node) {
  const AuditRow& row = node.store.audit().back();
  OpenedRow opened;
  const auto entry = wire::DecodeAuditEntry(row.entry);
  EXPECT_TRUE(entry.ok());
  if (entry.ok()) opened.entry = *entry;
  EXPECT_TRUE(opened.annex.ParseFromString(row.annex));
  EXPECT_TRUE(wire::VerifyOpenings(opened.entry, opened.annex).ok());
  EXPECT_TRUE(opened.shared.ParseFromString(opened.annex.shared()));
  EXPECT_TRUE(opened.national.ParseFromString(opened.annex.national()));
  for (const v1::AnnexLeaf& leaf : opened.annex.leaves()) {
    EXPECT_EQ(leaf.shared().empty(), leaf.national().empty());
    if (leaf.shared().empty()) continue;
    EXPECT_TRUE(opened.shared.ParseFromString(leaf.shared()));
    EXPECT_TRUE(opened.national.ParseFromString(leaf.national()));
    opened.batch.push_back(opened.shared);
  }
  EXPECT_EQ(opened.annex.index(), row.index);
  EXPECT_EQ(row.index + 1, node.store.audit().size());
  return opened;
}

TEST(AuditRowTest, PermitIsSharedWithTheOtherNation) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  input.entry.shared.add_measures()->set_path("a.path");
  input.entry.national.set_facts_commitment("commitment");
  const RecordFacts record = input.record;
  node.Run(std::move(input));
  const OpenedRow row = OpenLast(node);

  EXPECT_EQ(row.entry.log_time_ms, kTestStartMs);
  EXPECT_EQ(row.entry.transfer_id, record.transfer_id());
  EXPECT_EQ(row.entry.step, v1::AUDIT_STEP_DECIDED_OUTGOING);
  EXPECT_EQ(row.shared.transfer_id(), record.transfer_id());
  EXPECT_EQ(row.shared.record_id(), record.record_id());
  EXPECT_EQ(row.shared.type(), record.type());
  EXPECT_EQ(row.shared.sender(), kOwnAgency);
  EXPECT_EQ(row.shared.recipient(), kPeerAgency);
  EXPECT_EQ(row.shared.channel(), record.channel());
  EXPECT_EQ(row.shared.urgency(), record.urgency());
  EXPECT_EQ(row.shared.step(), v1::AUDIT_STEP_DECIDED_OUTGOING);
  EXPECT_EQ(row.shared.outcome(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(row.shared.from_nation(), "us.enlace.example");
  EXPECT_EQ(row.shared.to_nation(), "mx.enlace.example");
  EXPECT_EQ(row.shared.link_sequence(), 1u);
  EXPECT_EQ(row.shared.decided_at_ms(), kTestStartMs);
  EXPECT_EQ(row.shared.measures_size(), 1);

  EXPECT_EQ(row.national.caller(), kOwnAgency);
  EXPECT_EQ(row.national.outcome(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(row.national.reason(), "");
  EXPECT_EQ(row.national.rule_ids_size(), 1);
  EXPECT_EQ(row.national.rule_ids(0), "OUT-1");
  EXPECT_EQ(row.national.citations(0), "ACT/1");
  EXPECT_EQ(row.national.book_digest(),
            ToBytes(simulation::SampleBook(1).digest()));
  EXPECT_EQ(row.national.facts_commitment(), "commitment");
  EXPECT_EQ(row.national.record_id(), record.record_id());
}

// So that answers can be told from the records that they answer, with the same
// instants in both logs.
TEST(AuditRowTest, WhatTheOriginatorSignedStandsInDecisionsAlone) {
  CoreNode node;
  RecordFacts record = node.OutgoingRecord(Wanted::kPermit).facts;
  record.set_parent(std::string(kHashSize, 'p'));
  const EntrySubject subject{.record = record, .link = "mx.enlace.example"};
  for (const v1::AuditStep step :
       {v1::AUDIT_STEP_DECIDED_OUTGOING, v1::AUDIT_STEP_DECIDED_INCOMING}) {
    const v1::SharedOpening shared = CompleteDraft(step, subject, {}).shared;
    EXPECT_EQ(shared.parent(), record.parent());
    EXPECT_EQ(shared.created_at_ms(), record.created_at_ms());
    EXPECT_EQ(shared.valid_until_ms(), record.valid_until_ms());
    EXPECT_NE(shared.created_at_ms(), 0);
  }
  const v1::SharedOpening later =
      CompleteDraft(v1::AUDIT_STEP_COLLECTED, subject, {}).shared;
  EXPECT_EQ(later.parent(), "");
  EXPECT_EQ(later.created_at_ms(), 0);
  EXPECT_EQ(later.valid_until_ms(), 0);
}

TEST(AuditRowTest, WhatNeverCrossesHasADecoyForItsSharedCommitment) {
  for (const Wanted wanted : {Wanted::kHold, Wanted::kDeny}) {
    CoreNode node;
    PreparedSubmission input = node.Prepare(node.OutgoingRecord(wanted));
    const std::string blind = input.entry.shared_blind;
    node.Run(std::move(input));
    const OpenedRow row = OpenLast(node);
    EXPECT_EQ(ToBytes(row.entry.shared), blind);
    EXPECT_TRUE(row.annex.shared().empty());
    EXPECT_TRUE(row.annex.shared_blind().empty());
    EXPECT_FALSE(row.national.reason().empty());
  }
}

TEST(AuditRowTest, WhatHasCrossedIsSharedWhateverWasDecided) {
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
    CoreNode node;
    PreparedRelay input = node.Prepare(node.IncomingItem(wanted));
    input.entry.shared.add_measures()->set_path("a.path");
    node.Run(std::move(input));
    const OpenedRow row = OpenLast(node);
    EXPECT_EQ(row.entry.step, v1::AUDIT_STEP_DECIDED_INCOMING);
    EXPECT_EQ(row.shared.from_nation(), "mx.enlace.example");
    EXPECT_EQ(row.shared.to_nation(), "us.enlace.example");
    EXPECT_EQ(row.shared.outcome(), row.national.outcome());
    EXPECT_EQ(row.shared.measures_size(), wanted == Wanted::kPermit ? 1 : 0);
  }
}

TEST(AuditRowTest, AnswerAndReportNameThePeersEntry) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.clock.now_ms += 60000;
  node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_HOLD));
  OpenedRow row = OpenLast(node);
  EXPECT_EQ(row.entry.step, v1::AUDIT_STEP_RELAYED);
  EXPECT_EQ(row.shared.outcome(), v1::DECISION_OUTCOME_HOLD);
  EXPECT_EQ(row.shared.decided_at_ms(), kTestStartMs);  // the own decision's
  EXPECT_EQ(row.entry.log_time_ms, kTestStartMs + 60000);
  EXPECT_EQ(row.national.reason(), "R01");
  EXPECT_EQ(row.national.peer_entry_index(), 7u);
  EXPECT_EQ(row.national.peer_entry_hash(), std::string(32, 'h'));

  node.Run(node.Reported(id, v1::RECORD_STATE_EXPIRED));
  row = OpenLast(node);
  EXPECT_EQ(row.entry.step, v1::AUDIT_STEP_REPORTED);
  EXPECT_EQ(row.national.peer_entry_index(), 8u);
  EXPECT_EQ(row.national.peer_entry_hash(), std::string(32, 'e'));
}

// What happens to many records at once has one entry, and the next commit
// another.
TEST(AuditRowTest, RecordsOfOneCommitShareAnEntryOfEachKind) {
  CoreNode node;
  std::vector<std::string> sent;
  std::vector<std::string> received;
  for (int i = 0; i < 3; ++i) {
    sent.push_back(node.Submit(Wanted::kPermit));
    received.push_back(node.Receive(Wanted::kPermit));
  }
  const size_t before = node.store.audit().size();
  std::vector<Input> inputs;
  for (int i = 0; i < 3; ++i) {
    const auto place = static_cast<size_t>(i);
    inputs.push_back(node.PeerAnswer(sent[place], v1::DECISION_OUTCOME_PERMIT));
    inputs.push_back(node.HandedOver(received[place]));
    inputs.push_back(node.Refusal());
  }
  node.RunAll(std::move(inputs));
  ASSERT_EQ(node.store.audit().size(), before + 5);
  const auto step = [&](size_t at) {
    return wire::DecodeAuditEntry(node.store.audit()[before + at].entry)->step;
  };
  EXPECT_EQ(step(0), v1::AUDIT_STEP_RELAYED);
  EXPECT_EQ(step(1), v1::AUDIT_STEP_HANDED_OVER);
  EXPECT_EQ(step(2), v1::AUDIT_STEP_REFUSED);
  for (const std::string& id : sent) {
    EXPECT_EQ(node.transfer(id).event_entries, std::vector<uint64_t>{before});
  }
  for (const std::string& id : received) {
    EXPECT_EQ(node.transfer(id).entry_hash,
              ToBytes(wire::HashLeaf(node.store.audit()[before + 1].entry)));
  }

  inputs.clear();
  for (const std::string& id : received) inputs.push_back(node.Confirmed(id));
  node.RunAll(std::move(inputs));
  ASSERT_EQ(node.store.audit().size(), before + 6);
  const OpenedRow row = OpenLast(node);
  EXPECT_EQ(row.annex.leaves_size(), 8);
  std::vector<std::string> named;
  for (const v1::SharedOpening& shared : row.batch) {
    EXPECT_EQ(shared.step(), v1::AUDIT_STEP_COLLECTED);
    EXPECT_NE(shared.transfer_id(), row.entry.transfer_id);
    named.push_back(shared.transfer_id());
  }
  std::sort(named.begin(), named.end());
  std::sort(received.begin(), received.end());
  EXPECT_EQ(named, received);
}

// Nobody outside can tell a decision's entry from that of a batch but by its
// step, nor how many records a small batch has.
TEST(AuditRowTest, OneRecordHasABatchOfTheSameWidthAsEight) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kPermit);
  node.Run(node.HandedOver(id));
  const OpenedRow row = OpenLast(node);
  EXPECT_EQ(row.annex.leaves_size(), 8);
  EXPECT_EQ(row.batch.size(), 1u);
  EXPECT_EQ(node.store.audit().back().entry.size(), wire::kAuditEntrySize);
}

TEST(AuditRowTest, NoteIsNeverShared) {
  CoreNode node;
  Note note = node.Refusal();
  note.entry.shared.set_sender("must not matter");
  note.entry.national.set_problem("SIGNATURE_INVALID");
  const std::string id = note.entry.transfer_id;
  EXPECT_EQ(node.Run(std::move(note)).kind, Answer::Kind::kDone);
  const OpenedRow row = OpenLast(node);
  EXPECT_EQ(row.entry.step, v1::AUDIT_STEP_REFUSED);
  EXPECT_EQ(row.entry.transfer_id, id);
  EXPECT_TRUE(row.annex.shared().empty());
  EXPECT_EQ(row.national.problem(), "SIGNATURE_INVALID");
}

TEST(AuditRowTest, EveryEntryLooksTheSame) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kDeny);
  node.Run(node.Refusal());
  for (const AuditRow& row : node.store.audit()) {
    EXPECT_EQ(row.entry.size(), wire::kAuditEntrySize);
  }
}

TEST(AuditRowDeathTest, DraftWithoutABlindEndsTheProcess) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  input.entry.national_blind = "short";
  EXPECT_DEATH(node.Run(std::move(input)), "national blind");
}

}  // namespace
}  // namespace enlace::core
