// Submissions and relayed records: what is decided, refused, or sent back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/sha256.h"
#include "enlace/v1/outcome.pb.h"
#include "proto/wire/merkle.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;

v1::Outcome ParseOutcome(const std::string& bytes) {
  v1::Outcome outcome;
  EXPECT_TRUE(outcome.ParseFromString(bytes));
  return outcome;
}

v1::RelayAnswer ParseRelayAnswer(const std::string& bytes) {
  v1::RelayAnswer answer;
  EXPECT_TRUE(answer.ParseFromString(bytes));
  return answer;
}

// Nothing was journaled after `batches` and first contact, and the caller is
// told this reason.
void ExpectRefused(const CoreNode& node, const Answer& answer,
                   absl::StatusCode code, const std::string& reason,
                   size_t batches) {
  EXPECT_EQ(answer.kind, Kind::kRefused);
  EXPECT_EQ(answer.status.code(), code);
  EXPECT_EQ(wire::ReasonOf(answer.status), reason) << answer.status;
  EXPECT_EQ(node.store.batches().size(), kContactBatches + batches);
}

struct SubmissionRow {
  Wanted wanted;
  v1::DecisionOutcome decision;
  v1::RecordState state;
  std::string reason;
  bool queued;
  bool keeps_payload;
};

TEST(DecisionTest, SubmissionIsQueuedHeldOrDenied) {
  const SubmissionRow rows[] = {
      {Wanted::kPermit, v1::DECISION_OUTCOME_PERMIT, v1::RECORD_STATE_QUEUED,
       "", true, true},
      {Wanted::kHold, v1::DECISION_OUTCOME_HOLD, v1::RECORD_STATE_HELD, "B06",
       false, true},
      {Wanted::kDeny, v1::DECISION_OUTCOME_DENY, v1::RECORD_STATE_DENIED, "V01",
       false, false},
  };
  for (const SubmissionRow& row : rows) {
    SCOPED_TRACE(row.decision);
    CoreNode node;
    PreparedSubmission input = node.Prepare(node.OutgoingRecord(row.wanted));
    const std::string id = input.record.transfer_id();
    const SealedPayload payload = input.payload;
    const Answer answer = node.Run(std::move(input));
    ASSERT_EQ(answer.kind, Kind::kDone);

    const v1::Outcome outcome = ParseOutcome(answer.bytes);
    EXPECT_EQ(outcome.decision(), row.decision);
    EXPECT_EQ(outcome.reason(), row.reason);
    EXPECT_EQ(outcome.transfer_id(), id);
    EXPECT_EQ(outcome.record_id(), node.transfer(id).record.record_id());
    EXPECT_EQ(outcome.decided_at_ms(), kTestStartMs);
    EXPECT_EQ(outcome.book_digest(),
              ToBytes(simulation::SampleBook(1).digest()));
    EXPECT_EQ(outcome.entry_index(), kContactEntries);
    EXPECT_EQ(outcome.entry_hash(),
              ToBytes(wire::HashLeaf(node.store.audit().back().entry)));

    const Transfer& transfer = node.transfer(id);
    EXPECT_EQ(transfer.state, row.state);
    EXPECT_EQ(transfer.answer, answer.bytes);
    EXPECT_EQ(transfer.link_sequence, row.queued ? 1u : 0u);
    EXPECT_EQ(node.state().links.at(kPeerLink).queued, row.queued ? 1u : 0u);
    const auto stored = node.store.ReadPayload(id);
    ASSERT_EQ(stored.ok(), row.keeps_payload);
    if (row.keeps_payload) {
      EXPECT_EQ(*stored, payload);
    }
  }
}

TEST(DecisionTest, RelayedRecordIsDeliveredHeldOrDenied) {
  struct Row {
    Wanted wanted;
    v1::DecisionOutcome decision;
    v1::RecordState state;
    std::string reason;
    uint64_t cursor;
    bool keeps_payload;
  };
  const Row rows[] = {
      {Wanted::kPermit, v1::DECISION_OUTCOME_PERMIT, v1::RECORD_STATE_DELIVERED,
       "", 1, true},
      // The book tells the peer nothing of a hold, and all of this denial.
      {Wanted::kHold, v1::DECISION_OUTCOME_HOLD, v1::RECORD_STATE_HELD, "R01",
       0, true},
      {Wanted::kDeny, v1::DECISION_OUTCOME_DENY, v1::RECORD_STATE_DENIED, "V04",
       0, false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.decision);
    CoreNode node;
    const simulation::SimRelayItem item = node.IncomingItem(row.wanted);
    const std::string id = item.facts.transfer_id();
    const Answer answer = node.Run(node.Prepare(item));
    ASSERT_EQ(answer.kind, Kind::kDone);
    const v1::RelayAnswer relay = ParseRelayAnswer(answer.bytes);
    EXPECT_EQ(relay.transfer_id(), id);
    EXPECT_EQ(relay.outcome(), row.decision);
    EXPECT_EQ(relay.reason(), row.reason);
    EXPECT_EQ(relay.entry_hash(),
              ToBytes(wire::HashLeaf(node.store.audit().back().entry)));
    EXPECT_EQ(node.transfer(id).state, row.state);
    EXPECT_EQ(node.transfer(id).inbox_cursor, row.cursor);
    EXPECT_EQ(node.store.ReadPayload(id).ok(), row.keeps_payload);
  }
}

TEST(DecisionTest, DuplicateSubmissionGetsTheOriginalBytes) {
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
    CoreNode node;
    const simulation::SimRecord record = node.OutgoingRecord(wanted);
    const Answer first = node.Run(node.Prepare(record));
    node.clock.now_ms += 2 * kTestLifeMs;  // even past its time,
    node.book_version = 2;                 // under another book,
    node.Restart();                        // in another process
    const Answer again = node.Run(node.Prepare(record));
    EXPECT_EQ(again.kind, Kind::kDuplicate);
    EXPECT_EQ(again.bytes, first.bytes);
    EXPECT_EQ(node.store.batches().size(), kContactBatches + 1);
  }
}

TEST(DecisionTest, DuplicatesInOneBatchGetTheSameBytes) {
  CoreNode node;
  const simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  const simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  std::vector<Input> inputs;
  inputs.emplace_back(node.Prepare(record));
  inputs.emplace_back(node.Prepare(item));
  inputs.emplace_back(node.Prepare(record));
  inputs.emplace_back(node.Prepare(item));
  const std::vector<Answer> answers = node.RunAll(std::move(inputs));
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[2].kind, Kind::kDuplicate);
  EXPECT_EQ(answers[2].bytes, answers[0].bytes);
  EXPECT_EQ(answers[3].kind, Kind::kDuplicate);
  EXPECT_EQ(answers[3].bytes, answers[1].bytes);
  EXPECT_EQ(node.state().audit_size, kContactEntries + 2);
}

TEST(DecisionTest, MessageIdOfAnotherRecordIsRefused) {
  CoreNode node;
  simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  node.Run(node.Prepare(record));
  record.body = "another body";
  ExpectRefused(node, node.Run(node.Prepare(record)),
                absl::StatusCode::kAlreadyExists, "MESSAGE_ID_REUSED", 1);
  // Another sender may use the same id.
  record.facts.set_sender("spiffe://us.enlace.example/agency/us-cbp");
  EXPECT_EQ(node.Run(node.Prepare(record)).kind, Kind::kDone);
}

TEST(DecisionTest, DuplicateRelayGetsTheOriginalBytes) {
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold, Wanted::kDeny}) {
    CoreNode node;
    const simulation::SimRelayItem item = node.IncomingItem(wanted);
    const Answer first = node.Run(node.Prepare(item));
    node.clock.now_ms += 2 * kTestLifeMs;
    node.book_version = 2;
    node.Restart();
    const Answer again = node.Run(node.Prepare(item));
    EXPECT_EQ(again.kind, Kind::kDuplicate);
    EXPECT_EQ(again.bytes, first.bytes);
    EXPECT_EQ(node.store.batches().size(), kContactBatches + 1);
  }
}

TEST(DecisionTest, RelayThatContradictsAnEarlierOneIsRefused) {
  CoreNode node;
  const simulation::SimRelayItem first = node.IncomingItem(Wanted::kPermit);
  node.Run(node.Prepare(first));
  const std::string own = node.Submit(Wanted::kPermit);
  const size_t batches = node.store.batches().size() - kContactBatches;
  const auto refused = [&](simulation::SimRelayItem item,
                           const std::string& reason) {
    ExpectRefused(node, node.Run(node.Prepare(item)),
                  absl::StatusCode::kAlreadyExists, reason, batches);
  };

  simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  item.facts.set_transfer_id(first.facts.transfer_id());
  refused(item, "TRANSFER_ID_REUSED");
  item.facts.set_transfer_id(own);
  refused(item, "TRANSFER_ID_REUSED");

  item = first;
  item.facts.set_transfer_id(node.random.Bytes(16));
  item.link_sequence = 2;
  refused(item, "RECORD_RELAYED_TWICE");
  item.facts.set_record_id(node.random.Bytes(32));
  refused(item, "RECORD_RELAYED_TWICE");

  item = node.IncomingItem(Wanted::kPermit);
  item.link_sequence = first.link_sequence;
  refused(item, "LINK_SEQUENCE_INVALID");
}

TEST(DecisionTest, RelayOverAnotherLinkDoesNotGetTheAnswer) {
  CoreNode node;
  const simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  node.Run(node.Prepare(item));
  PreparedRelay input = node.Prepare(item);
  input.link = "xx.enlace.example";
  ExpectRefused(node, node.Run(std::move(input)),
                absl::StatusCode::kAlreadyExists, "TRANSFER_ID_REUSED", 1);
}

TEST(DecisionTest, RelayWithoutSequenceIsRefused) {
  CoreNode node;
  simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  item.link_sequence = 0;
  ExpectRefused(node, node.Run(node.Prepare(item)),
                absl::StatusCode::kInvalidArgument, "LINK_SEQUENCE_INVALID", 0);
}

TEST(DecisionTest, AnotherBookSinceThePreparationSendsBack) {
  CoreNode node;
  const simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  const simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  PreparedSubmission submission = node.Prepare(record);
  PreparedRelay relay = node.Prepare(item);
  node.book_version = 2;
  EXPECT_EQ(node.Run(std::move(submission)).kind, Kind::kStale);
  EXPECT_EQ(node.Run(std::move(relay)).kind, Kind::kStale);
  EXPECT_EQ(node.store.batches().size(), kContactBatches);
  EXPECT_EQ(node.Run(node.Prepare(record)).kind, Kind::kDone);
  EXPECT_EQ(node.Run(node.Prepare(item)).kind, Kind::kDone);
}

TEST(DecisionTest, PreparationThatNamesAnotherBookSendsBack) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  input.under.book_digest = ToBytes(simulation::SampleBook(2).digest());
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kStale);
}

TEST(DecisionTest, AnotherDecisionThanPreparedSendsBack) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kDeny));
  // As if the shell had let through what the book denies.
  input.decision = node.Prepare(node.OutgoingRecord(Wanted::kPermit)).decision;
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kStale);
  EXPECT_EQ(node.store.batches().size(), kContactBatches);
}

TEST(DecisionTest, HoldPreparedAMomentAgoIsStillCurrent) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kHold));
  node.clock.now_ms += 1500;  // its deadline runs from the decision
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kDone);
}

TEST(DecisionTest, ChangedParentSendsBack) {
  CoreNode node;
  simulation::SimRelayItem request = node.IncomingItem(Wanted::kPermit);
  simulation::SimRecord reply = node.OutgoingRecord(Wanted::kPermit);
  reply.facts.set_type("FirearmTraceResult");
  reply.facts.set_parent(request.facts.record_id());

  PreparedSubmission before = node.Prepare(reply);
  EXPECT_EQ(before.decision.outcome, policy::Outcome::kDeny);
  ASSERT_EQ(node.Run(node.Prepare(request)).kind, Kind::kDone);
  EXPECT_EQ(node.Run(std::move(before)).kind, Kind::kStale);

  PreparedSubmission open = node.Prepare(reply);
  EXPECT_EQ(open.decision.outcome, policy::Outcome::kPermit);
  node.clock.now_ms += kTestLifeMs;
  ASSERT_EQ(node.Run(node.TickOf(1)).kind, Kind::kDone);
  EXPECT_EQ(node.Run(std::move(open)).kind, Kind::kStale);

  const Answer answer = node.Run(node.Prepare(reply));
  EXPECT_EQ(ParseOutcome(answer.bytes).decision(), v1::DECISION_OUTCOME_DENY);
}

TEST(DecisionTest, TransferIdThatIsTakenSendsBack) {
  CoreNode node;
  const std::string taken = node.Submit(Wanted::kPermit);
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  input.record.set_transfer_id(taken);
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kStale);
}

TEST(DecisionTest, RecordPastItsTimeIsDeniedWhateverTheBookSays) {
  CoreNode node;
  PreparedSubmission submission =
      node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  PreparedRelay relay = node.Prepare(node.IncomingItem(Wanted::kHold));
  node.clock.now_ms += kTestLifeMs;  // at this very instant
  const std::string out = submission.record.transfer_id();
  const std::string in = relay.record.transfer_id();

  const v1::Outcome outcome =
      ParseOutcome(node.Run(std::move(submission)).bytes);
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.reason(), "T05");
  EXPECT_TRUE(outcome.rule_ids().empty());
  const v1::RelayAnswer answer =
      ParseRelayAnswer(node.Run(std::move(relay)).bytes);
  EXPECT_EQ(answer.outcome(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(answer.reason(), "T05");
  for (const std::string& id : {out, in}) {
    EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DENIED);
    EXPECT_FALSE(node.store.ReadPayload(id).ok());
  }
}

TEST(DecisionTest, OneMillisecondBeforeItsEndARecordPasses) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  node.clock.now_ms += kTestLifeMs - 1;
  EXPECT_EQ(ParseOutcome(node.Run(std::move(input)).bytes).decision(),
            v1::DECISION_OUTCOME_PERMIT);
}

TEST(DecisionTest, ClockThatRanBackDecidesNothingNew) {
  CoreNode node;
  const simulation::SimRecord known = node.OutgoingRecord(Wanted::kPermit);
  const Answer original = node.Run(node.Prepare(known));
  const std::string delivered = node.Receive(Wanted::kPermit);
  const size_t batches = node.store.batches().size() - kContactBatches;

  node.clock.now_ms -= absl::ToInt64Milliseconds(kClockStepMax) + 1;
  const auto submission = node.OutgoingRecord(Wanted::kPermit);
  const auto item = node.IncomingItem(Wanted::kPermit);
  ExpectRefused(node, node.Run(node.Prepare(submission)),
                absl::StatusCode::kUnavailable, "CLOCK_UNTRUSTED", batches);
  ExpectRefused(node, node.Run(node.Prepare(item)),
                absl::StatusCode::kUnavailable, "CLOCK_UNTRUSTED", batches);
  // What was decided goes on, at the log's time.
  EXPECT_EQ(node.Run(node.Prepare(known)).bytes, original.bytes);
  EXPECT_EQ(node.Run(node.Confirmed(delivered)).kind, Kind::kDone);
  EXPECT_EQ(node.state().log_time_ms, kTestStartMs);

  node.clock.now_ms += 1;
  EXPECT_EQ(node.Run(node.Prepare(submission)).kind, Kind::kDone);
  EXPECT_EQ(node.state().log_time_ms, kTestStartMs);
}

TEST(DecisionTest, LinkSequenceHasNoGapsAndCountsPermitsOnly) {
  CoreNode node;
  std::vector<uint64_t> sequences;
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kDeny, Wanted::kPermit,
                              Wanted::kHold, Wanted::kPermit}) {
    sequences.push_back(node.transfer(node.Submit(wanted)).link_sequence);
  }
  EXPECT_THAT(sequences, ElementsAre(1, 0, 2, 0, 3));
}

}  // namespace
}  // namespace enlace::core
