// What the audit entry of each step says, and to whom.

#include <gtest/gtest.h>

#include <string>

#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/audit_entry.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

struct OpenedRow {
  wire::AuditEntry entry;
  v1::AnnexEntry annex;
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
