// Safety notices: what goes instead of a denied record that warns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "enlace/v1/outcome.pb.h"
#include "proto/wire/problem.h"
#include "server/core/apply.h"
#include "server/core/outbox.h"
#include "server/core/relay_order.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;

v1::Outcome NoticeOutcome(const std::string& bytes) {
  v1::Outcome outcome;
  EXPECT_TRUE(outcome.ParseFromString(bytes));
  return outcome;
}

journal::v1::EventBatch LastEvents(const CoreNode& node) {
  journal::v1::EventBatch batch;
  EXPECT_TRUE(batch.ParseFromString(node.store.batches().back()));
  return batch;
}

v1::NationalOpening NationalPart(const AuditRow& row) {
  v1::AnnexEntry annex;
  v1::NationalOpening national;
  EXPECT_TRUE(annex.ParseFromString(row.annex));
  EXPECT_TRUE(national.ParseFromString(annex.national()));
  return national;
}

// Denied by a rule that may not be named.
simulation::SimRecord SilentlyDenied(CoreNode& node) {
  node.book_version = 2;
  simulation::SimRecord record = node.WarningRecord(Wanted::kPermit);
  record.facts.set_channel(v1::CHANNEL_ADMIN);
  return record;
}

TEST(NoticeTest, OnlyADenialByTheBookOfWhatWarnsLeavesANotice) {
  struct Row {
    Wanted wanted;
    bool warns;
    int events;
  };
  const Row rows[] = {
      {Wanted::kPermit, true, 1}, {Wanted::kHold, true, 1},
      {Wanted::kDeny, true, 2},   {Wanted::kPermit, false, 1},
      {Wanted::kHold, false, 1},  {Wanted::kDeny, false, 1},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::Message()
                 << static_cast<int>(row.wanted) << " " << row.warns);
    CoreNode node;
    simulation::SimRecord record = node.WarningRecord(row.wanted);
    record.warns = row.warns;
    const Answer answer = node.Run(node.Prepare(record));
    ASSERT_EQ(answer.kind, Kind::kDone);
    EXPECT_EQ(LastEvents(node).events_size(), row.events);
    EXPECT_EQ(node.store.audit().size(),
              kContactEntries + static_cast<uint64_t>(row.events));
    EXPECT_EQ(NoticeOutcome(answer.bytes).safety_notice().empty(),
              row.events == 1);
  }
}

TEST(NoticeTest, DenialAndNoticeStandInOneBatchAndTheNoticeIsQueued) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.WarningRecord(Wanted::kDeny));
  const std::string denied = input.record.transfer_id();
  const std::string notice = input.notice->record.transfer_id();
  const SealedPayload payload = input.notice->payload;
  const size_t batches = node.store.batches().size();
  const Answer answer = node.Run(std::move(input));
  EXPECT_EQ(node.store.batches().size(), batches + 1);

  const v1::Outcome outcome = NoticeOutcome(answer.bytes);
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.safety_notice(), notice);
  EXPECT_EQ(node.transfer(denied).state, v1::RECORD_STATE_DENIED);
  EXPECT_FALSE(node.store.ReadPayload(denied).ok());

  const Transfer& queued = node.transfer(notice);
  EXPECT_EQ(queued.state, v1::RECORD_STATE_QUEUED);
  EXPECT_EQ(queued.link_sequence, 1u);
  EXPECT_EQ(queued.record.sender(), kOwnNode);
  EXPECT_EQ(queued.record.recipient(), kPeerAgency);
  EXPECT_EQ(*node.store.ReadPayload(notice), payload);
  EXPECT_THAT(
      PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 9),
      testing::ElementsAre(notice));
}

TEST(NoticeTest,
     TheLogTellsAuditorsWhatTheNoticeGoesInsteadOfAndThePeerNothing) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.WarningRecord(Wanted::kDeny));
  const RecordFacts denied = input.record;
  node.Run(std::move(input));
  const auto& audit = node.store.audit();
  ASSERT_EQ(audit.size(), kContactEntries + 2);
  const v1::NationalOpening first = NationalPart(audit[kContactEntries]);
  EXPECT_EQ(first.caller(), kOwnAgency);
  EXPECT_EQ(first.reason(), "V01");
  EXPECT_EQ(first.notice_of(), "");
  const v1::NationalOpening second = NationalPart(audit[kContactEntries + 1]);
  EXPECT_EQ(second.caller(), kOwnNode);
  EXPECT_EQ(second.outcome(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(second.notice_of(), denied.transfer_id());

  v1::AnnexEntry annex;
  ASSERT_TRUE(annex.ParseFromString(audit[kContactEntries].annex));
  EXPECT_TRUE(annex.shared().empty()) << "the denial crossed";
  ASSERT_TRUE(annex.ParseFromString(audit[kContactEntries + 1].annex));
  ASSERT_FALSE(annex.shared().empty());
  for (const std::string& secret :
       {denied.transfer_id(), denied.record_id(), denied.message_id(),
        denied.content_tag(), std::string(kOwnAgency)}) {
    EXPECT_FALSE(absl::StrContains(annex.shared(), secret));
  }
}

TEST(NoticeTest, ARepetitionMakesNoSecondNoticeAlsoAfterARestart) {
  CoreNode node;
  const simulation::SimRecord record = node.WarningRecord(Wanted::kDeny);
  const Answer first = node.Run(node.Prepare(record));
  const size_t entries = node.store.audit().size();
  for (const bool restarted : {false, true}) {
    if (restarted) node.Restart();
    const Answer again = node.Run(node.Prepare(record));
    EXPECT_EQ(again.kind, Kind::kDuplicate);
    EXPECT_EQ(again.bytes, first.bytes);
    EXPECT_EQ(node.store.audit().size(), entries);
    EXPECT_EQ(node.state().links.at(kPeerLink).sent_sequence, 1u);
  }
}

TEST(NoticeTest, WhereANoticeWouldTellItIsDeniedAndLoggedAndNothingGoes) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(SilentlyDenied(node));
  ASSERT_TRUE(input.notice);
  const std::string notice = input.notice->record.transfer_id();
  const Answer answer = node.Run(std::move(input));
  EXPECT_EQ(NoticeOutcome(answer.bytes).reason(), "B07");
  EXPECT_EQ(NoticeOutcome(answer.bytes).safety_notice(), "");
  EXPECT_EQ(node.transfer(notice).state, v1::RECORD_STATE_DENIED);
  EXPECT_FALSE(node.store.ReadPayload(notice).ok());
  EXPECT_EQ(node.state().links.at(kPeerLink).queued, 0u);
  const v1::NationalOpening logged = NationalPart(node.store.audit().back());
  EXPECT_EQ(logged.reason(), "S04");
  v1::AnnexEntry annex;
  ASSERT_TRUE(annex.ParseFromString(node.store.audit().back().annex));
  EXPECT_TRUE(annex.shared().empty());
}

TEST(NoticeTest, TheSameContentDeniedAgainIsKnownToTheNoticesRules) {
  CoreNode node;
  simulation::SimRecord record = node.WarningRecord(Wanted::kDeny);
  node.Run(node.Prepare(record));
  record.facts.set_message_id(node.random.Bytes(16));
  const Answer again = node.Run(node.Prepare(record));
  EXPECT_EQ(NoticeOutcome(again.bytes).safety_notice(), "");
  EXPECT_EQ(NationalPart(node.store.audit().back()).reason(), "T02");
  // Other content is another matter, though its notice looks the same.
  const Answer other =
      node.Run(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  EXPECT_NE(NoticeOutcome(other.bytes).safety_notice(), "");
}

TEST(NoticeTest, ANoticePreparedUnderAnotherStateSendsBothBack) {
  CoreNode node;
  simulation::SimRecord record = node.WarningRecord(Wanted::kDeny);
  PreparedSubmission first = node.Prepare(record);
  record.facts.set_message_id(node.random.Bytes(16));
  PreparedSubmission second = node.Prepare(record);  // knows of no first
  std::vector<Input> inputs;
  inputs.emplace_back(std::move(first));
  inputs.emplace_back(std::move(second));
  const std::vector<Answer> answers = node.RunAll(std::move(inputs));
  EXPECT_EQ(answers[0].kind, Kind::kDone);
  EXPECT_EQ(answers[1].kind, Kind::kStale);
  EXPECT_EQ(node.store.audit().size(), kContactEntries + 2);
}

TEST(NoticeTest, WhatIsPastItsTimeLeavesNone) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.WarningRecord(Wanted::kDeny));
  ASSERT_TRUE(input.notice);
  node.clock.now_ms += kTestLifeMs;
  const Answer answer = node.Run(std::move(input));
  EXPECT_EQ(NoticeOutcome(answer.bytes).reason(), "T05");
  EXPECT_EQ(NoticeOutcome(answer.bytes).safety_notice(), "");
  EXPECT_EQ(node.store.audit().size(), kContactEntries + 1);
}

TEST(NoticeTest, BeforeFirstContactThereIsNeitherDenialNorNotice) {
  CoreNode node(Contact::kNone);
  const Answer answer =
      node.Run(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  EXPECT_EQ(answer.kind, Kind::kRefused);
  EXPECT_EQ(wire::ReasonOf(answer.status), wire::kLinkNotAccepted);
  EXPECT_TRUE(node.store.audit().empty());
}

TEST(NoticeTest, WithinTheNationTheNoticeGoesIntoTheInbox) {
  CoreNode node(Contact::kNone);
  simulation::SimRecord record = node.WarningRecord(Wanted::kDeny);
  record.facts.set_recipient(kOtherOwnAgency);
  PreparedSubmission input = node.Prepare(record);
  const std::string notice = input.notice->record.transfer_id();
  node.Run(std::move(input));
  EXPECT_EQ(node.transfer(notice).state, v1::RECORD_STATE_DELIVERED);
  EXPECT_EQ(node.transfer(notice).link_sequence, 0u);
  EXPECT_THAT(Inbox(node.state(), kOtherOwnAgency, 0, node.now(), 9, false),
              testing::ElementsAre(notice));
}

TEST(NoticeTest, TheAgencyCannotTakeBackWhatItsNodeSent) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.WarningRecord(Wanted::kDeny));
  const std::string notice = input.notice->record.transfer_id();
  node.Run(std::move(input));
  const Answer answer = node.Run(node.Revoked(notice));
  EXPECT_EQ(answer.kind, Kind::kRefused);
  EXPECT_EQ(node.transfer(notice).state, v1::RECORD_STATE_QUEUED);
}

TEST(NoticeTest, AJournalWithANoticeButNoDenialIsRefused) {
  CoreNode node;
  node.Run(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  journal::v1::EventBatch contact;
  ASSERT_TRUE(contact.ParseFromString(node.store.batches().front()));
  journal::v1::EventBatch good = LastEvents(node);
  ASSERT_EQ(good.events_size(), 2);
  const auto apply = [&](const journal::v1::EventBatch& batch) {
    State state;
    EXPECT_TRUE(ApplyBatch(state, contact).ok());
    return ApplyBatch(state, batch).code();
  };
  EXPECT_EQ(apply(good), absl::StatusCode::kOk);
  journal::v1::EventBatch alone = good;
  alone.mutable_events()->DeleteSubrange(0, 1);
  alone.mutable_events(0)->mutable_decided()->set_entry_index(kContactEntries);
  EXPECT_EQ(apply(alone), absl::StatusCode::kDataLoss);
  journal::v1::EventBatch of_itself = good;
  journal::v1::Decided& decided =
      *of_itself.mutable_events(1)->mutable_decided();
  decided.set_notice_of(decided.record().transfer_id());
  EXPECT_EQ(apply(of_itself), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace enlace::core
