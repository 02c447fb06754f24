// Held records: who may decide about them, what counts, and what follows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "enlace/v1/outcome.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/relay_order.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFirst[] = "spiffe://us.enlace.example/person/first";
constexpr char kSecond[] = "spiffe://us.enlace.example/agency/us-cbp";
constexpr char kDuty[] = "duty-officer";
constexpr char kLegal[] = "legal-officer";
constexpr int64_t kHoldMs = int64_t{24} * 3600 * 1000;

std::vector<std::string> Due(CoreNode& node) {
  return DueToRelease(node.state(), simulation::SampleBook(node.book_version),
                      node.now(), 9, [](const Transfer&) { return true; });
}

std::string RefusalOf(const Answer& answer) {
  EXPECT_EQ(answer.kind, Kind::kRefused);
  return wire::ReasonOf(answer.status);
}

std::vector<v1::AuditStep> StepsFrom(CoreNode& node, size_t first) {
  std::vector<v1::AuditStep> steps;
  for (size_t i = first; i < node.store.audit().size(); ++i) {
    steps.push_back(wire::DecodeAuditEntry(node.store.audit()[i].entry)->step);
  }
  return steps;
}

v1::Outcome SecondOutcome(CoreNode& node, const std::string& id) {
  v1::Outcome outcome;
  EXPECT_TRUE(outcome.ParseFromString(node.transfer(id).second_answer));
  return outcome;
}

TEST(ReviewTest, RecordLeavesOnceBothRolesApprovedInEitherOrder) {
  const std::pair<std::string, std::string> duty{kDuty, kFirst};
  const std::pair<std::string, std::string> legal{kLegal, kSecond};
  for (const auto& [first, second] :
       {std::pair{duty, legal}, std::pair{legal, duty}}) {
    CoreNode node;
    node.Submit(Wanted::kPermit);
    const std::string id = node.Submit(Wanted::kHold);
    const std::string original = node.transfer(id).answer;
    const size_t entries = node.store.audit().size();

    EXPECT_EQ(
        node.Run(node.Approves(id, "OUT-3", first.first, first.second)).kind,
        Kind::kDone);
    EXPECT_THAT(Due(node), IsEmpty());
    EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDuplicate);
    EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_HELD);

    EXPECT_EQ(
        node.Run(node.Approves(id, "OUT-3", second.first, second.second)).kind,
        Kind::kDone);
    EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_HELD);
    node.Restart();
    EXPECT_THAT(Due(node), ElementsAre(id));
    EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);

    const Transfer& released = node.transfer(id);
    EXPECT_EQ(released.state, v1::RECORD_STATE_QUEUED);
    EXPECT_EQ(released.link_sequence, 2);
    EXPECT_EQ(released.answer, original);
    EXPECT_THAT(Due(node), IsEmpty());
    EXPECT_THAT(
        PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 9),
        SizeIs(2));
    EXPECT_EQ(node.store.ReadPayload(id)->sealed, "sealed:released");
    EXPECT_THAT(StepsFrom(node, entries),
                ElementsAre(v1::AUDIT_STEP_REVIEWED, v1::AUDIT_STEP_REVIEWED,
                            v1::AUDIT_STEP_DECIDED_OUTGOING));
    const v1::Outcome outcome = SecondOutcome(node, id);
    EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT);
    EXPECT_EQ(outcome.entry_index(), released.entry_index);
    EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDuplicate);
  }
}

TEST(ReviewTest, RepeatedSubmissionGetsTheFirstOutcomeAfterARelease) {
  CoreNode node;
  const simulation::SimRecord record = node.OutgoingRecord(Wanted::kHold);
  PreparedSubmission input = node.Prepare(record);
  const std::string id = input.record.transfer_id();
  const std::string first = node.Run(std::move(input)).bytes;
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  node.Run(node.Approves(id, "OUT-3", kLegal, kSecond));
  node.Run(node.PrepareRelease(id));
  const Answer again = node.Run(node.Prepare(record));
  EXPECT_EQ(again.kind, Kind::kDuplicate);
  EXPECT_EQ(again.bytes, first);
}

TEST(ReviewTest, OneIdentityCountsOnceARuleWhateverItsRoles) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  EXPECT_EQ(node.Run(node.Approves(id, "OUT-3", kDuty, kFirst)).kind,
            Kind::kDuplicate);
  EXPECT_EQ(node.Run(node.Approves(id, "OUT-3", kLegal, kFirst)).kind,
            Kind::kDuplicate);
  EXPECT_THAT(Due(node), IsEmpty());
  EXPECT_THAT(node.transfer(id).approvals, SizeIs(1));
}

TEST(ReviewTest, ReviewThatMayNotBeMadeIsRefusedAndChangesNothing) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  const std::string permitted = node.Submit(Wanted::kPermit);
  const auto reason_of = [&](Review input) {
    return RefusalOf(node.Run(std::move(input)));
  };
  EXPECT_EQ(reason_of(node.Approves(id, "OUT-3", kDuty, kOwnAgency)),
            wire::kNotEntitled);
  EXPECT_EQ(reason_of(node.Rejects(id, "OUT-3", kDuty, kOwnAgency)),
            wire::kNotEntitled);
  EXPECT_EQ(reason_of(node.Approves(id, "OUT-3", "janitor", kFirst)),
            wire::kNotEntitled);
  EXPECT_EQ(reason_of(node.Approves(permitted, "OUT-3", kDuty, kFirst)),
            wire::kNotEntitled);
  Review unknown = node.Approves(id, "OUT-3", kDuty, kFirst);
  unknown.record_id = std::string(32, 'x');
  EXPECT_EQ(reason_of(std::move(unknown)), wire::kNotEntitled);
  EXPECT_EQ(reason_of(node.Approves(id, "OUT-7", kDuty, kFirst)), kRuleChanged);
  Review stale = node.Approves(id, "OUT-3", kDuty, kFirst);
  stale.rule_digest[0] ^= 1;
  EXPECT_EQ(reason_of(std::move(stale)), kRuleChanged);
  EXPECT_THAT(node.transfer(id).approvals, IsEmpty());

  node.clock.now_ms = kTestStartMs + kTestLifeMs;
  EXPECT_EQ(reason_of(node.Approves(id, "OUT-3", kDuty, kFirst)),
            wire::kExpired);
  node.Run(node.TickOf(2));
  EXPECT_EQ(reason_of(node.Approves(id, "OUT-3", kDuty, kFirst)),
            kRecordNotHeld);
}

TEST(ReviewTest, ApprovalOfARuleThatChangedDoesNotCount) {
  CoreNode node;
  const policy::Book& book = simulation::SampleBook(1);
  const Approval good{"OUT-3", ToBytes(book.FindRule("OUT-3")->digest), kDuty,
                      kFirst};
  Approval stale = good;
  stale.rule_digest[5] ^= 1;
  Approval gone = good;
  gone.rule_id = "OUT-99";
  EXPECT_THAT(CountingApprovals({stale, good, gone}, book), ElementsAre(good));
  policy::Facts facts;
  SetApprovalFacts({stale, gone}, book, facts);
  EXPECT_EQ(facts, policy::Facts());
}

TEST(ReviewTest, OneRejectionEndsAnOwnRecordAlsoAfterAnApproval) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  const size_t entries = node.store.audit().size();
  EXPECT_EQ(node.Run(node.Rejects(id, "OUT-3", kLegal, kSecond)).kind,
            Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DENIED);
  EXPECT_FALSE(node.transfer(id).evidence_owed);
  EXPECT_TRUE(absl::IsNotFound(node.store.ReadPayload(id).status()));
  EXPECT_THAT(
      StepsFrom(node, entries),
      ElementsAre(v1::AUDIT_STEP_REVIEWED, v1::AUDIT_STEP_DECIDED_OUTGOING));
  const v1::Outcome outcome = SecondOutcome(node, id);
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.reason(), "V04");
  EXPECT_THAT(outcome.rule_ids(), ElementsAre("OUT-3"));
  EXPECT_EQ(RefusalOf(node.Run(node.Approves(id, "OUT-3", kLegal, kSecond))),
            kRecordNotHeld);
  EXPECT_EQ(node.Run(node.Approves(id, "OUT-3", kDuty, kFirst)).kind,
            Kind::kDuplicate);
}

TEST(ReviewTest, ReceivedRecordReachesTheInboxAndThePeerIsTold) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kHold);
  EXPECT_EQ(node.transfer(id).inbox_cursor, 0);
  node.Run(node.Approves(id, "IN-3", kDuty, kFirst));
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
  EXPECT_EQ(node.transfer(id).inbox_cursor, 1);
  const std::vector<v1::Evidence> told =
      PendingEvidence(node.state(), kPeerLink, 9);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].state(), v1::RECORD_STATE_DELIVERED);
  EXPECT_EQ(told[0].entry_index(), node.transfer(id).entry_index);

  // It is collected before the peer took note: that is to be told too.
  const EvidenceTaken late = node.EvidenceOfNewest(id);
  node.Run(node.HandedOver(id));
  node.Run(node.Confirmed(id));
  EXPECT_EQ(node.Run(late).kind, Kind::kDuplicate);
  const std::vector<v1::Evidence> more =
      PendingEvidence(node.state(), kPeerLink, 9);
  ASSERT_THAT(more, SizeIs(1));
  EXPECT_EQ(more[0].state(), v1::RECORD_STATE_COLLECTED);
  EXPECT_EQ(node.Run(node.EvidenceOfNewest(id)).kind, Kind::kDone);
  EXPECT_THAT(PendingEvidence(node.state(), kPeerLink, 9), IsEmpty());
}

TEST(ReviewTest, RejectedReceivedRecordOwesThePeerARefusal) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kHold);
  node.Run(node.Rejects(id, "IN-3", kDuty, kFirst));
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DENIED);
  const std::vector<v1::Evidence> told =
      PendingEvidence(node.state(), kPeerLink, 9);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].state(), v1::RECORD_STATE_REFUSED);
}

TEST(ReviewTest, ReleasedRecordMayStillBeRevokedBeforeTheHandOver) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kHold);
  node.Run(node.Approves(id, "IN-3", kDuty, kFirst));
  node.Run(node.PrepareRelease(id));
  EXPECT_EQ(node.Run(node.RevokedByPeer(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_REVOKED);
  EXPECT_THAT(PendingEvidence(node.state(), kPeerLink, 9), IsEmpty());
}

TEST(ReviewTest, RecordWithinTheNationGoesToItsInbox) {
  CoreNode node;
  const std::string id = node.SubmitDomestic(Wanted::kHold);
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  node.Run(node.Approves(id, "OUT-3", kLegal, kOperator));
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
  EXPECT_EQ(node.transfer(id).link_sequence, 0);
  EXPECT_EQ(node.transfer(id).inbox_cursor, 1);
}

TEST(ReviewTest, HoldEndsAtItsDeadlineForItsOwnReason) {
  CoreNode node;
  simulation::SimRecord record = node.OutgoingRecord(Wanted::kHold);
  record.facts.set_valid_until_ms(kTestStartMs + 3 * kHoldMs);
  PreparedSubmission input = node.Prepare(record);
  const std::string id = input.record.transfer_id();
  node.Run(std::move(input));
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  node.Run(node.Approves(id, "OUT-3", kLegal, kSecond));

  node.clock.now_ms = kTestStartMs + kHoldMs - 1;
  EXPECT_THAT(Due(node), ElementsAre(id));
  PreparedRelease late = node.PrepareRelease(id);
  node.clock.now_ms = kTestStartMs + kHoldMs;
  EXPECT_THAT(Due(node), IsEmpty());
  EXPECT_EQ(RefusalOf(node.Run(std::move(late))), wire::kExpired);
  node.Run(node.TickOf(1));
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_EXPIRED);
  EXPECT_EQ(EndReason(node.transfer(id).record), "B06");
  EXPECT_TRUE(absl::IsNotFound(node.store.ReadPayload(id).status()));
}

TEST(ReviewTest, HoldsAreCountedUpToTheInstantAtWhichTheyEnd) {
  CoreNode node;
  node.Submit(Wanted::kHold);
  node.clock.now_ms += 10;
  node.Submit(Wanted::kHold);
  node.Submit(Wanted::kPermit);
  const int64_t first_end_ms = kTestStartMs + kTestLifeMs;
  EXPECT_EQ(CountHoldsEnding(node.state(), first_end_ms - 1), 0u);
  EXPECT_EQ(CountHoldsEnding(node.state(), first_end_ms), 1u);
  EXPECT_EQ(CountHoldsEnding(node.state(), first_end_ms + 10), 2u);
}

TEST(ReviewTest, ReleasedRecordOutlivesTheDeadlineOfItsHold) {
  CoreNode node;
  simulation::SimRecord record = node.OutgoingRecord(Wanted::kHold);
  record.facts.set_valid_until_ms(kTestStartMs + 3 * kHoldMs);
  PreparedSubmission input = node.Prepare(record);
  const std::string id = input.record.transfer_id();
  node.Run(std::move(input));
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  node.Run(node.Approves(id, "OUT-3", kLegal, kSecond));
  node.Run(node.PrepareRelease(id));
  node.clock.now_ms = kTestStartMs + 2 * kHoldMs;
  node.Run(node.TickOf(1));
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST(ReviewTest, RepeatedContentStaysHeldUntilItIsApproved) {
  CoreNode node;
  simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  node.Run(node.Prepare(record));
  record.facts.set_message_id(node.random.Bytes(16));
  PreparedSubmission again = node.Prepare(record);
  const std::string id = again.record.transfer_id();
  node.Run(std::move(again));
  ASSERT_EQ(node.transfer(id).state, v1::RECORD_STATE_HELD);
  EXPECT_THAT(Due(node), IsEmpty());
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDuplicate);
  node.Run(node.Approves(id, "OUT-7", kDuty, kFirst));
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST(ReviewTest, ApprovedRecordThatTheBookNowForbidsIsDenied) {
  CoreNode node;
  simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  record.facts.set_channel(v1::CHANNEL_ADMIN);
  node.Run(node.Prepare(record));
  record.facts.set_message_id(node.random.Bytes(16));
  PreparedSubmission again = node.Prepare(record);
  const std::string id = again.record.transfer_id();
  node.Run(std::move(again));
  node.Run(node.Approves(id, "OUT-7", kDuty, kFirst));
  PreparedRelease before = node.PrepareRelease(id);
  node.book_version = 2;
  EXPECT_EQ(node.Run(std::move(before)).kind, Kind::kStale);
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DENIED);
  EXPECT_EQ(SecondOutcome(node, id).reason(), "B07");
}

TEST(ReviewTest, HoldWhoseRuleIsGoneIsDecidedAgain) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kHold);
  node.book_version = 2;  // without IN-3
  EXPECT_THAT(Due(node), ElementsAre(id));
  EXPECT_EQ(node.Run(node.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
}

TEST(ReviewTest, ReleasePreparedBeforeTheLastApprovalGoesBack) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  PreparedRelease early = node.PrepareRelease(id);
  node.Run(node.Approves(id, "OUT-3", kDuty, kFirst));
  EXPECT_EQ(node.Run(std::move(early)).kind, Kind::kStale);
}

TEST(ReviewTest, ClockThatRanBackLetsNothingBeDecided) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  node.clock.now_ms -= 60 * 1000;
  EXPECT_EQ(RefusalOf(node.Run(node.Approves(id, "OUT-3", kDuty, kFirst))),
            wire::kClockUntrusted);
}

// The peer's side of a release: what it held comes to an end by a report.

TEST(ReviewTest, ReportOfAReleaseOvertakesTheAnswerAndIsTakenOnce) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  EXPECT_EQ(node.Run(node.Reported(id, v1::RECORD_STATE_DELIVERED)).kind,
            Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
  EXPECT_EQ(node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_HOLD)).kind,
            Kind::kDuplicate);
  EXPECT_EQ(node.Run(node.Reported(id, v1::RECORD_STATE_DELIVERED)).kind,
            Kind::kDuplicate);
  EXPECT_EQ(node.Run(node.Reported(id, v1::RECORD_STATE_COLLECTED)).kind,
            Kind::kDone);
  EXPECT_EQ(node.Run(node.Reported(id, v1::RECORD_STATE_DELIVERED)).kind,
            Kind::kDuplicate);
}

TEST(ReviewTest, PeerThatHeldARecordMayRefuseItOnce) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_HOLD));
  EXPECT_EQ(node.Run(node.Reported(id, v1::RECORD_STATE_REFUSED)).kind,
            Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_REFUSED);
  EXPECT_EQ(RefusalOf(node.Run(node.Reported(id, v1::RECORD_STATE_DELIVERED))),
            kReportInvalid);
}

}  // namespace
}  // namespace enlace::core
