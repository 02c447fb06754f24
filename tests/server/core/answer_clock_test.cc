// Answers that are due: every order of answer, notice and instant.

#include "server/core/answer_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/wire/audit_entry.h"
#include "server/core/outbox.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What the sample book asks for: one minute as the sender's node, two as the
// recipient's, and two more or one more where there is a notice.
constexpr int64_t kMinuteMs = 60 * 1000;
constexpr char kReviewer[] = "spiffe://us.enlace.example/person/first";

class AnswerClockTest : public testing::Test {
 protected:
  // Of the peer, for the own agency; due in two minutes.
  simulation::SimRelayItem Request(v1::Urgency urgency) {
    simulation::SimRelayItem item = node_->IncomingItem(Wanted::kPermit);
    item.facts.set_urgency(urgency);
    return item;
  }
  std::string Receive(v1::Urgency urgency = v1::URGENCY_PRIORITY) {
    const simulation::SimRelayItem item = Request(urgency);
    EXPECT_EQ(node_->Run(node_->Prepare(item)).kind, Answer::Kind::kDone);
    return item.facts.transfer_id();
  }
  // Of the own agency, for the peer's; due in one minute.
  std::string Send() {
    simulation::SimRecord record = node_->OutgoingRecord(Wanted::kPermit);
    record.facts.set_urgency(v1::URGENCY_PRIORITY);
    PreparedSubmission input = node_->Prepare(record);
    const std::string id = input.record.transfer_id();
    EXPECT_EQ(node_->Run(std::move(input)).kind, Answer::Kind::kDone);
    return id;
  }

  simulation::SimRecord ReplyTo(const std::string& id, const char* type,
                                v1::AnswerEffect effect, int64_t until_ms = 0) {
    simulation::SimRecord record = node_->OutgoingRecord(Wanted::kPermit);
    record.facts.set_type(type);
    record.facts.set_parent(node_->transfer(id).record.record_id());
    record.facts.mutable_answer()->set_effect(effect);
    record.facts.mutable_answer()->set_until_ms(until_ms);
    return record;
  }
  // Both of the own agency; returns the transfer id.
  std::string Submit(const simulation::SimRecord& record) {
    PreparedSubmission input = node_->Prepare(record);
    const std::string id = input.record.transfer_id();
    EXPECT_EQ(node_->Run(std::move(input)).kind, Answer::Kind::kDone);
    EXPECT_EQ(node_->transfer(id).decision, v1::DECISION_OUTCOME_PERMIT);
    return id;
  }
  std::string AnswerIt(const std::string& id) {
    return Submit(ReplyTo(id, "FirearmTraceResult", v1::ANSWER_EFFECT_ANSWERS));
  }
  std::string PutOff(const std::string& id, int64_t until_ms) {
    return Submit(
        ReplyTo(id, "DelayNotice", v1::ANSWER_EFFECT_PUTS_OFF, until_ms));
  }
  // Of the peer's agency, which was asked.
  std::string PeerAnswers(const std::string& id) {
    simulation::SimRelayItem item = node_->IncomingItem(Wanted::kPermit);
    item.facts.set_type("FirearmTraceResult");
    item.facts.set_parent(node_->transfer(id).record.record_id());
    item.facts.mutable_answer()->set_effect(v1::ANSWER_EFFECT_ANSWERS);
    EXPECT_EQ(node_->Run(node_->Prepare(item)).kind, Answer::Kind::kDone);
    return item.facts.transfer_id();
  }

  v1::AnswerStatus Status(const std::string& id) {
    return AnswerStatusOf(node_->state(), node_->transfer(id),
                          node_->clock.now_ms);
  }
  v1::AnswerState StateOf(const std::string& id) { return Status(id).state(); }

  // Sends as many drafts as are wanted, and says how many entries came of it.
  size_t Tick() {
    const size_t before = node_->store.audit().size();
    const size_t due = DueForTick(node_->state(), node_->now(), 9);
    if (due > 0) node_->Run(node_->TickOf(due));
    return node_->store.audit().size() - before;
  }

  std::optional<CoreNode> node_{std::in_place};
};

TEST_F(AnswerClockTest, OnlyAPermitThatAsksForAnAnswerStartsAClock) {
  EXPECT_EQ(Status(Receive(v1::URGENCY_ROUTINE)).state(),
            v1::ANSWER_STATE_UNSPECIFIED);
  EXPECT_EQ(StateOf(node_->Submit(Wanted::kHold)),
            v1::ANSWER_STATE_UNSPECIFIED);
  const v1::AnswerStatus status = Status(Receive());
  EXPECT_EQ(status.state(), v1::ANSWER_STATE_AWAITED);
  EXPECT_EQ(status.due_ms(), kTestStartMs + 2 * kMinuteMs);
  EXPECT_EQ(status.latest_ms(), kTestStartMs + 3 * kMinuteMs);
  EXPECT_FALSE(status.put_off());
}

// At exactly the instant at which it is due, an answer is late.
TEST_F(AnswerClockTest, OverdueIsLoggedOnceAndOnlyOnce) {
  const std::string id = Receive();
  const uint64_t index = node_->transfer(id).entry_index;
  node_->clock.now_ms += 2 * kMinuteMs - 1;
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_AWAITED);
  EXPECT_EQ(Tick(), 0u);
  node_->clock.now_ms += 1;
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_OVERDUE);
  EXPECT_EQ(Tick(), 1u);
  const auto entry = wire::DecodeAuditEntry(node_->store.audit().back().entry);
  ASSERT_TRUE(entry.ok());
  EXPECT_EQ(entry->step, v1::AUDIT_STEP_ANSWER_OVERDUE);
  EXPECT_EQ(entry->transfer_id, id);
  // What the record's evidence names stays the same.
  EXPECT_EQ(node_->transfer(id).entry_index, index);
  EXPECT_EQ(Tick(), 0u);
  node_->Restart();
  EXPECT_EQ(Tick(), 0u);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_OVERDUE);
}

TEST_F(AnswerClockTest, TheShorterOfBothBooksCountsAtBothNodes) {
  // The recipient's node is told the sender's instant.
  simulation::SimRelayItem item = Request(v1::URGENCY_PRIORITY);
  item.facts.mutable_answer()->set_due_ms(kTestStartMs + kMinuteMs);
  item.facts.mutable_answer()->set_latest_ms(kTestStartMs + 9 * kMinuteMs);
  const Answer relayed = node_->Run(node_->Prepare(item));
  v1::RelayAnswer told;
  ASSERT_TRUE(told.ParseFromString(relayed.bytes));
  EXPECT_EQ(told.answer_due_ms(), kTestStartMs + kMinuteMs);
  EXPECT_EQ(told.answer_latest_ms(), kTestStartMs + 3 * kMinuteMs);
  // The sender's node is told the recipient's, by the answer or by a report.
  for (const bool reported : {false, true}) {
    const std::string id = Send();
    EXPECT_EQ(Status(id).due_ms(), kTestStartMs + kMinuteMs);
    if (reported) {
      PeerReport report = node_->Reported(id, v1::RECORD_STATE_COLLECTED);
      report.evidence.set_answer_due_ms(kTestStartMs + 5);
      report.evidence.set_answer_latest_ms(kTestStartMs + 6);
      node_->Run(report);
    } else {
      RelayAnswered answer = node_->PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT);
      answer.answer.set_answer_due_ms(kTestStartMs + 5);
      answer.answer.set_answer_latest_ms(kTestStartMs + 6);
      node_->Run(answer);
    }
    EXPECT_EQ(Status(id).due_ms(), kTestStartMs + 5);
    EXPECT_EQ(Status(id).latest_ms(), kTestStartMs + 6);
  }
}

TEST_F(AnswerClockTest, ThePeersInstantAloneStartsAClock) {
  const std::string id = node_->Submit(Wanted::kPermit);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_UNSPECIFIED);
  RelayAnswered answer = node_->PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT);
  answer.answer.set_answer_due_ms(kTestStartMs + 5);
  node_->Run(answer);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_AWAITED);
  EXPECT_EQ(Status(id).latest_ms(), kTestStartMs + 5);
}

// An answer at some instant, a notice at another.
struct Course {
  std::optional<int64_t> answer_ms;
  std::optional<int64_t> notice_ms;
  int64_t until_ms = 0;
};

// Written from docs/delivery.md alone.
int64_t ExpectedDue(const Course& course, int64_t due_ms, int64_t latest_ms) {
  const bool counts = course.notice_ms.has_value() &&
                      *course.notice_ms < due_ms && course.until_ms > due_ms;
  return counts ? std::min(course.until_ms, latest_ms) : due_ms;
}

TEST_F(AnswerClockTest, EveryOrderOfAnswerNoticeAndInstant) {
  const std::optional<int64_t> instants[] = {
      std::nullopt, 0, 119999, 120000, 120001, 150000, 179999, 180000, 180001};
  for (const auto& answer_ms : instants) {
    for (const auto& notice_ms : instants) {
      for (const int64_t until_ms : {60000, 120000, 150000, 180000, 999999}) {
        const Course course{answer_ms, notice_ms, until_ms};
        SCOPED_TRACE(absl::StrCat("answer ", answer_ms.value_or(-1),
                                  ", notice ", notice_ms.value_or(-1),
                                  ", until ", until_ms));
        node_.emplace();
        const std::string id = Receive();
        std::vector<int64_t> steps;
        for (const auto& at : instants) {
          if (at.has_value()) steps.push_back(*at);
        }
        size_t logged = 0;
        for (const int64_t at : steps) {
          node_->clock.now_ms = kTestStartMs + at;
          if (notice_ms == at) PutOff(id, kTestStartMs + until_ms);
          if (answer_ms == at) AnswerIt(id);
          logged += Tick();
        }
        const int64_t due_ms = ExpectedDue(course, 120000, 180000);
        EXPECT_EQ(Status(id).due_ms(), kTestStartMs + due_ms);
        EXPECT_EQ(Status(id).put_off(), due_ms != 120000);
        const bool in_time = answer_ms.has_value() && *answer_ms < due_ms;
        EXPECT_EQ(logged, in_time ? 0u : 1u);
        EXPECT_EQ(StateOf(id), in_time ? v1::ANSWER_STATE_ANSWERED
                               : answer_ms.has_value()
                                   ? v1::ANSWER_STATE_ANSWERED_LATE
                                   : v1::ANSWER_STATE_OVERDUE);
      }
    }
  }
}

TEST_F(AnswerClockTest, ASecondNoticeMovesNothing) {
  const std::string id = Receive();
  PutOff(id, kTestStartMs + 2 * kMinuteMs + 1);
  PutOff(id, kTestStartMs + 3 * kMinuteMs);
  EXPECT_EQ(Status(id).due_ms(), kTestStartMs + 2 * kMinuteMs + 1);
}

TEST_F(AnswerClockTest, OnlyWhoWasAskedAnswers) {
  // The own agency cannot answer its own request.
  const std::string own = Send();
  node_->Run(node_->Prepare(
      ReplyTo(own, "FirearmTraceResult", v1::ANSWER_EFFECT_ANSWERS)));
  EXPECT_EQ(StateOf(own), v1::ANSWER_STATE_AWAITED);
  PeerAnswers(own);
  EXPECT_EQ(StateOf(own), v1::ANSWER_STATE_ANSWERED);
  // Whoever was asked cannot say that no answer is needed.
  const std::string theirs = Receive();
  Submit(ReplyTo(theirs, "FirearmTraceResult", v1::ANSWER_EFFECT_WITHDRAWS));
  EXPECT_EQ(StateOf(theirs), v1::ANSWER_STATE_AWAITED);
}

TEST_F(AnswerClockTest, WhatIsRefusedRevokedOrRunsOutAnswersNothing) {
  const std::string refused = Receive();
  node_->Run(node_->PeerAnswer(AnswerIt(refused), v1::DECISION_OUTCOME_DENY));
  EXPECT_EQ(StateOf(refused), v1::ANSWER_STATE_AWAITED);
  const std::string held = Receive();
  node_->Run(node_->PeerAnswer(AnswerIt(held), v1::DECISION_OUTCOME_HOLD));
  EXPECT_EQ(StateOf(held), v1::ANSWER_STATE_AWAITED);
  const std::string revoked = Receive();
  const std::string answer = AnswerIt(revoked);
  EXPECT_EQ(StateOf(revoked), v1::ANSWER_STATE_ANSWERED);
  EXPECT_EQ(Status(revoked).answered_by(),
            node_->transfer(answer).record.record_id());
  node_->Run(node_->Revoked(answer));
  EXPECT_EQ(StateOf(revoked), v1::ANSWER_STATE_AWAITED);
  // The second answer counts.
  AnswerIt(revoked);
  EXPECT_EQ(StateOf(revoked), v1::ANSWER_STATE_ANSWERED);
}

TEST_F(AnswerClockTest, TheEndOfTheRecordEndsItsClock) {
  const std::string refused = Send();
  node_->Run(node_->PeerAnswer(refused, v1::DECISION_OUTCOME_DENY));
  const std::string revoked = Send();
  node_->Run(node_->Revoked(revoked));
  const std::string theirs = Receive();
  node_->Run(node_->RevokedByPeer(theirs));
  for (const std::string& id : {refused, revoked, theirs}) {
    EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_ENDED);
  }
  EXPECT_THAT(OverdueAnswers(node_->state(), kTestStartMs + kTestLifeMs, 9),
              IsEmpty());
}

TEST_F(AnswerClockTest, HeldByThePeerOrCollectedItsClockRunsOn) {
  const std::string held = Send();
  node_->Run(node_->PeerAnswer(held, v1::DECISION_OUTCOME_HOLD));
  const std::string collected = Receive();
  node_->Run(node_->HandedOver(collected));
  node_->Run(node_->Confirmed(collected));
  node_->clock.now_ms += 2 * kMinuteMs;
  EXPECT_THAT(OverdueAnswers(node_->state(), node_->clock.now_ms, 9),
              ElementsAre(held, collected));
  EXPECT_EQ(Tick(), 2u);
  // Evidence that was owed is still owed, by the same entry.
  node_->Run(node_->EvidenceOfNewest(collected));
  EXPECT_FALSE(node_->transfer(collected).evidence_owed);
}

// The tick may come late: what ended was overdue before.
TEST_F(AnswerClockTest, ATickThatFindsBothLogsOverdueFirst) {
  const std::string id = Receive();
  node_->clock.now_ms += kTestLifeMs;
  EXPECT_EQ(Tick(), 2u);
  EXPECT_EQ(node_->transfer(id).state, v1::RECORD_STATE_EXPIRED);
  EXPECT_TRUE(node_->transfer(id).answer_overdue);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_ENDED);
}

TEST_F(AnswerClockTest, WithinOneNationOneNodeKeepsTheClock) {
  simulation::SimRecord record = node_->DomesticRecord(Wanted::kPermit);
  record.facts.set_urgency(v1::URGENCY_PRIORITY);
  const std::string id = Submit(record);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_AWAITED);
  node_->clock.now_ms += kMinuteMs;
  EXPECT_EQ(Tick(), 1u);
}

TEST_F(AnswerClockTest, AnOverdueThatNothingAwaitsFitsNoState) {
  journal::v1::Event event;
  event.mutable_answer_overdue()->set_transfer_id(Receive());
  State state = node_->state();
  ASSERT_TRUE(MarkOverdue(state, event.answer_overdue()).ok());
  EXPECT_EQ(MarkOverdue(state, event.answer_overdue()).code(),
            absl::StatusCode::kDataLoss);
  event.mutable_answer_overdue()->set_transfer_id(std::string(16, 'u'));
  EXPECT_EQ(MarkOverdue(state, event.answer_overdue()).code(),
            absl::StatusCode::kDataLoss);
}

TEST(JoinAnswerTimeTest, SenselessInstantsOfAPeerCountAsNone) {
  journal::v1::AnswerFacts facts;
  JoinAnswerTime(-5, 9, facts);
  EXPECT_EQ(facts.due_ms(), 0);
  JoinAnswerTime(7, 3, facts);
  EXPECT_EQ(facts.due_ms(), 7);
  EXPECT_EQ(facts.latest_ms(), 7);
}

TEST_F(AnswerClockTest, HeldRecordAsksForAnAnswerFromItsReleaseOn) {
  simulation::SimRecord record = node_->OutgoingRecord(Wanted::kPermit);
  record.facts.set_urgency(v1::URGENCY_PRIORITY);
  Submit(record);
  record.facts.set_message_id(node_->random.Bytes(16));
  PreparedSubmission input = node_->Prepare(record);
  const std::string id = input.record.transfer_id();
  EXPECT_EQ(node_->Run(std::move(input)).kind, Answer::Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_UNSPECIFIED);

  node_->clock.now_ms += kMinuteMs / 2;
  node_->Run(node_->Approves(id, "OUT-7", "duty-officer", kReviewer));
  EXPECT_EQ(node_->Run(node_->PrepareRelease(id)).kind, Answer::Kind::kDone);
  const v1::AnswerStatus status = Status(id);
  EXPECT_EQ(status.state(), v1::ANSWER_STATE_AWAITED);
  EXPECT_EQ(status.due_ms(), node_->clock.now_ms + kMinuteMs);
  EXPECT_EQ(status.latest_ms(), node_->clock.now_ms + 3 * kMinuteMs);
  v1::Outcome outcome;
  ASSERT_TRUE(outcome.ParseFromString(node_->transfer(id).second_answer));
  EXPECT_EQ(outcome.answer_due_ms(), status.due_ms());
}

TEST_F(AnswerClockTest, ReleaseOfAReceivedRecordTellsTheSendersNodeTheInstant) {
  const simulation::SimRelayItem item = node_->IncomingItem(Wanted::kHold);
  const std::string& id = item.facts.transfer_id();
  EXPECT_EQ(node_->Run(node_->Prepare(item)).kind, Answer::Kind::kDone);
  node_->Run(node_->Approves(id, "IN-3", "duty-officer", kReviewer));
  PreparedRelease release = node_->PrepareRelease(id);
  release.answer.set_due_ms(kTestStartMs + kMinuteMs);
  release.answer.set_latest_ms(kTestStartMs + 2 * kMinuteMs);
  EXPECT_EQ(node_->Run(std::move(release)).kind, Answer::Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::ANSWER_STATE_AWAITED);
  const auto evidence = PendingEvidence(node_->state(), kPeerLink, 9);
  ASSERT_EQ(evidence.size(), 1);
  EXPECT_EQ(evidence[0].answer_due_ms(), kTestStartMs + kMinuteMs);
  EXPECT_EQ(evidence[0].answer_latest_ms(), kTestStartMs + 2 * kMinuteMs);
}

TEST_F(AnswerClockTest, ReportOfAReleaseCanOnlyShortenTheTime) {
  const std::string id = Send();
  node_->Run(node_->PeerAnswer(id, v1::DECISION_OUTCOME_HOLD));
  PeerReport report = node_->Reported(id, v1::RECORD_STATE_DELIVERED);
  report.evidence.set_answer_due_ms(kTestStartMs + kMinuteMs / 2);
  report.evidence.set_answer_latest_ms(kTestStartMs + 9 * kMinuteMs);
  EXPECT_EQ(node_->Run(std::move(report)).kind, Answer::Kind::kDone);
  EXPECT_EQ(Status(id).due_ms(), kTestStartMs + kMinuteMs / 2);
  EXPECT_EQ(Status(id).latest_ms(), kTestStartMs + 3 * kMinuteMs);
}

}  // namespace
}  // namespace enlace::core
