// What a node still has to do: outbox, inbox, evidence, expiries.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"
#include "proto/wire/merkle.h"
#include "proto/wire/problem.h"
#include "server/core/lapse.h"
#include "server/core/outbox.h"
#include "server/core/relay_order.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DeliveryTest, RelaysWaitInTheOrderOfTheirSequence) {
  CoreNode node;
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(node.Submit(Wanted::kPermit));
  node.Submit(Wanted::kHold);
  node.Submit(Wanted::kDeny);
  EXPECT_EQ(
      PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 100),
      ids);
  EXPECT_THAT(
      PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 2),
      ElementsAre(ids[0], ids[1]));
  EXPECT_THAT(PendingRelays(node.state(), "xx.enlace.example", ProvenLog(),
                            node.now(), 9),
              IsEmpty());

  node.Run(node.PeerAnswer(ids[0], v1::DECISION_OUTCOME_PERMIT));
  EXPECT_THAT(
      PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 1),
      ElementsAre(ids[1]));
}

TEST(DeliveryTest, RecordPastItsTimeIsNotRelayedEvenBeforeTheTick) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  EXPECT_THAT(PendingRelays(node.state(), kPeerLink, ProvenLog(),
                            node.now() + absl::Milliseconds(kTestLifeMs), 9),
              IsEmpty());
}

// The day on which the clock of these tests stands, the last of a basis.
constexpr char kToday[] = "2026-03-08";
constexpr int64_t kMidnightMs = kTestStartMs + 12 * 3600 * 1000;

// Makes what was prepared rest on a basis that ends today.
template <typename Prepared>
void RestOnABasisOfToday(CoreNode& node, Prepared& input) {
  input.facts.Set("context.legal_basis.expires_on", policy::StringSet{kToday});
  input.decision =
      simulation::SampleBook(node.book_version).Decide(input.facts, node.now());
  input.record.set_valid_until_ms(kMidnightMs + kTestLifeMs);
}

// The own agency's record, which leaves only when a receipt proves its permit.
std::string SubmitWithReceipt(CoreNode& node, policy::ReceiptLevel level) {
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  // What the sample book's rules OUT-22 and OUT-23 go by.
  input.facts.Set(
      policy::kFactParentType,
      level == policy::ReceiptLevel::kSigned ? "LinkTest" : "Recall");
  input.decision =
      simulation::SampleBook(node.book_version).Decide(input.facts, node.now());
  EXPECT_EQ(input.decision.receipt, level);
  std::string id = input.record.transfer_id();
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kDone);
  return id;
}

TEST(DeliveryTest, ARecordLeavesOnceTheLogProvesItsPermitAsTheRulesAsk) {
  CoreNode node;
  const std::string l2 =
      SubmitWithReceipt(node, policy::ReceiptLevel::kCosigned);
  const std::string l1 = SubmitWithReceipt(node, policy::ReceiptLevel::kSigned);
  const std::string none = node.Submit(Wanted::kPermit);
  const uint64_t at_l2 = node.transfer(l2).entry_index;
  const uint64_t at_l1 = node.transfer(l1).entry_index;
  const auto leave = [&](uint64_t signed_size, uint64_t cosigned_size) {
    return PendingRelays(node.state(), kPeerLink, {signed_size, cosigned_size},
                         node.now(), 9);
  };
  EXPECT_THAT(leave(0, 0), ElementsAre(none));
  // A checkpoint of size n has the entries before n.
  EXPECT_THAT(leave(at_l1, at_l2), ElementsAre(none));
  EXPECT_THAT(leave(at_l1 + 1, at_l2), ElementsAre(l1, none));
  EXPECT_THAT(leave(at_l1 + 1, at_l2 + 1), ElementsAre(l2, l1, none));
  node.Restart();
  EXPECT_THAT(leave(0, 0), ElementsAre(none)) << "a restart forgets nothing";
}

TEST(DeliveryTest, ALevelOfReceiptThatNobodyKnowsIsNeverMet) {
  CoreNode node;
  const std::string id = SubmitWithReceipt(node, policy::ReceiptLevel::kSigned);
  State state = node.state();
  for (const auto level : {v1::RECEIPT_LEVEL_L0, v1::ReceiptLevel(77)}) {
    state.transfers.Change(id)->record.set_receipt_level(level);
    EXPECT_THAT(PendingRelays(state, kPeerLink, {1000, 1000}, node.now(), 9),
                IsEmpty());
  }
}

TEST(DeliveryTest, NothingOvertakesInItsThreadWhatWaitsForAReceipt) {
  CoreNode node;
  const std::string root =
      SubmitWithReceipt(node, policy::ReceiptLevel::kCosigned);
  const std::string next = node.Submit(Wanted::kPermit);
  const std::string other = node.Submit(Wanted::kPermit);
  State state = node.state();
  state.transfers.Change(next)->record.set_parent(
      node.transfer(root).record.record_id());
  EXPECT_THAT(PendingRelays(state, kPeerLink, {1000, 0}, node.now(), 9),
              ElementsAre(other));
  EXPECT_THAT(PendingRelays(state, kPeerLink, {1000, 1000}, node.now(), 9),
              ElementsAre(root, next, other));
}

TEST(DeliveryTest, PermitLapsesWithTheBasisItRestsOn) {
  for (const Wanted wanted : {Wanted::kPermit, Wanted::kHold}) {
    CoreNode node;
    PreparedSubmission input = node.Prepare(node.OutgoingRecord(wanted));
    RestOnABasisOfToday(node, input);
    const std::string id = input.record.transfer_id();
    ASSERT_EQ(node.Run(std::move(input)).kind, Kind::kDone);
    EXPECT_EQ(node.transfer(id).record.permit_until_ms(), kMidnightMs);

    node.clock.now_ms = kMidnightMs - 1;
    EXPECT_EQ(PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 9)
                  .size(),
              wanted == Wanted::kPermit ? 1u : 0u);
    EXPECT_THAT(DueToExpire(node.state(), node.now(), 9), IsEmpty());
    node.clock.now_ms = kMidnightMs;
    EXPECT_THAT(
        PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 9),
        IsEmpty());
    EXPECT_THAT(DueToExpire(node.state(), node.now(), 9), ElementsAre(id));
    node.Run(node.TickOf(1));
    EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_EXPIRED);
    EXPECT_EQ(EndReason(node.transfer(id).record), "B03");
    EXPECT_FALSE(node.store.ReadPayload(id).ok());
    node.Restart();
    EXPECT_THAT(DueToExpire(node.state(), node.now(), 9), IsEmpty());
  }
}

TEST(DeliveryTest, DeliveryIsNotHandedOutWhenItsBasisHasLapsed) {
  CoreNode node;
  PreparedRelay input = node.Prepare(node.IncomingItem(Wanted::kPermit));
  RestOnABasisOfToday(node, input);
  const std::string id = input.record.transfer_id();
  ASSERT_EQ(node.Run(std::move(input)).kind, Kind::kDone);
  node.clock.now_ms = kMidnightMs;
  EXPECT_THAT(Inbox(node.state(), kOwnAgency, 0, node.now(), 9, false),
              IsEmpty());
  const Answer answer = node.Run(node.Confirmed(id));
  EXPECT_EQ(answer.kind, Kind::kRefused);
  EXPECT_EQ(wire::ReasonOf(answer.status), wire::kExpired);
}

TEST(DeliveryTest, SubmissionAfterItsBasisLapsedIsPreparedAgainAndDenied) {
  CoreNode node;
  const simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  PreparedSubmission input = node.Prepare(record);
  RestOnABasisOfToday(node, input);
  ASSERT_EQ(input.decision.outcome, policy::Outcome::kPermit);
  node.clock.now_ms = kMidnightMs;
  PreparedSubmission again = input;
  EXPECT_EQ(node.Run(std::move(input)).kind, Kind::kStale);
  RestOnABasisOfToday(node, again);
  const std::string id = again.record.transfer_id();
  ASSERT_EQ(node.Run(std::move(again)).kind, Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DENIED);
}

TEST(DeliveryTest, RecordThatEndsBeforeItsPermitRunsOutOfTime) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  RestOnABasisOfToday(node, input);
  input.record.set_valid_until_ms(kMidnightMs);
  const std::string id = input.record.transfer_id();
  node.Run(std::move(input));
  EXPECT_EQ(EndReason(node.transfer(id).record), "T05");
  EXPECT_EQ(EndMs(node.transfer(id).record), kMidnightMs);
}

TEST(DeliveryTest, InboxIsTheAgencysOwnAndPaged) {
  CoreNode node;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(node.Receive(Wanted::kPermit));
  simulation::SimRelayItem other = node.IncomingItem(Wanted::kPermit);
  other.facts.set_recipient("spiffe://us.enlace.example/agency/us-atf2");
  node.Run(node.Prepare(other));
  node.Receive(Wanted::kHold);
  node.Receive(Wanted::kDeny);

  const auto inbox = [&](uint64_t after, size_t max, bool confirmed) {
    return Inbox(node.state(), kOwnAgency, after, node.now(), max, confirmed);
  };
  EXPECT_EQ(inbox(0, 100, false), ids);
  EXPECT_THAT(inbox(1, 2, false), ElementsAre(ids[1], ids[2]));
  EXPECT_THAT(inbox(4, 100, false), IsEmpty());
  // A cursor counts the agency's own deliveries.
  EXPECT_EQ(node.transfer(other.facts.transfer_id()).inbox_cursor, 1u);

  node.Run(node.Confirmed(ids[1]));
  EXPECT_THAT(inbox(0, 100, false), ElementsAre(ids[0], ids[2], ids[3]));
  EXPECT_EQ(inbox(0, 100, true), ids);
  node.clock.now_ms += kTestLifeMs;
  EXPECT_THAT(inbox(0, 100, false), IsEmpty());
  EXPECT_THAT(inbox(0, 100, true), ElementsAre(ids[1]));
}

TEST(DeliveryTest, OnlyTheRecipientConfirms) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kPermit);
  const std::string sent = node.Submit(Wanted::kPermit);
  for (const Confirmation& input :
       {Confirmation{"spiffe://us.enlace.example/agency/us-cbp", id,
                     node.Draft()},
        Confirmation{kPeerAgency, id, node.Draft()},
        Confirmation{kOwnAgency, sent, node.Draft()},
        Confirmation{kPeerAgency, sent, node.Draft()},
        Confirmation{kOwnAgency, std::string(16, 'x'), node.Draft()}}) {
    const Answer answer = node.Run(input);
    EXPECT_EQ(answer.kind, Kind::kRefused);
    EXPECT_EQ(answer.status.code(), absl::StatusCode::kNotFound);
  }
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
}

TEST(DeliveryTest, ConfirmationAfterTheEndIsRefusedEvenBeforeTheTick) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kPermit);
  node.clock.now_ms += kTestLifeMs;
  const Answer answer = node.Run(node.Confirmed(id));
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(wire::ReasonOf(answer.status), wire::kExpired);
}

TEST(DeliveryTest, EvidenceIsOwedUntilItIsTaken) {
  CoreNode node;
  const std::string collected = node.Receive(Wanted::kPermit);
  const std::string denied = node.Receive(Wanted::kDeny);
  const std::string held = node.Receive(Wanted::kHold);
  node.Run(node.Confirmed(collected));
  node.clock.now_ms += kTestLifeMs;
  node.Run(node.TickOf(9));

  const auto owed = PendingEvidence(node.state(), kPeerLink, 9);
  ASSERT_EQ(owed.size(), 3u);
  EXPECT_EQ(owed[0].transfer_id(), denied);
  EXPECT_EQ(owed[0].state(), v1::RECORD_STATE_REFUSED);
  EXPECT_EQ(owed[1].transfer_id(), collected);
  EXPECT_EQ(owed[1].state(), v1::RECORD_STATE_COLLECTED);
  EXPECT_EQ(owed[2].transfer_id(), held);
  EXPECT_EQ(owed[2].state(), v1::RECORD_STATE_EXPIRED);
  for (const v1::Evidence& evidence : owed) {
    EXPECT_EQ(evidence.entry_hash(),
              ToBytes(wire::HashLeaf(
                  node.store.audit()[evidence.entry_index()].entry)));
  }
  EXPECT_EQ(PendingEvidence(node.state(), kPeerLink, 1).size(), 1u);

  EXPECT_EQ(node.Run(EvidenceTaken{"xx.enlace.example", denied}).kind,
            Kind::kRefused);
  EXPECT_EQ(node.Run(node.EvidenceOfNewest(denied)).kind, Kind::kDone);
  EXPECT_EQ(node.Run(node.EvidenceOfNewest(denied)).kind, Kind::kDuplicate);
  node.Restart();
  EXPECT_EQ(PendingEvidence(node.state(), kPeerLink, 9).size(), 2u);
}

TEST(DeliveryTest, PeerOfAnotherLinkIsNotHeard) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  RelayAnswered answer = node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT);
  answer.link = "xx.enlace.example";
  EXPECT_EQ(node.Run(std::move(answer)).status.code(),
            absl::StatusCode::kNotFound);
  PeerReport report = node.Reported(id, v1::RECORD_STATE_COLLECTED);
  report.link = "xx.enlace.example";
  EXPECT_EQ(node.Run(std::move(report)).status.code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST(DeliveryTest, ReportOfAnyOtherStateIsRefused) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  for (int state = 0; state <= v1::RecordState_MAX; ++state) {
    if (state == v1::RECORD_STATE_COLLECTED ||
        state == v1::RECORD_STATE_DELIVERED ||
        state == v1::RECORD_STATE_EXPIRED ||
        state == v1::RECORD_STATE_REFUSED) {
      continue;
    }
    const Answer answer =
        node.Run(node.Reported(id, static_cast<v1::RecordState>(state)));
    EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument)
        << state;
  }
}

TEST(DeliveryTest, PeerThatTookARecordIsNotBelievedThatItRefusedIt) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  const v1::RecordState taken = node.transfer(id).state;
  const Answer answer = node.Run(node.Reported(id, v1::RECORD_STATE_REFUSED));
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(node.transfer(id).state, taken);
}

TEST(DeliveryTest, TickExpiresWhatIsDueAsFarAsItsDraftsReach) {
  CoreNode node;
  const std::string queued = node.Submit(Wanted::kPermit);
  const std::string held = node.Submit(Wanted::kHold);
  const std::string waiting = node.Receive(Wanted::kPermit);
  node.clock.now_ms += 1000;
  const std::string later = node.Submit(Wanted::kPermit);
  node.clock.now_ms += kTestLifeMs - 1000;
  EXPECT_EQ(DueToExpire(node.state(), node.now(), 100).size(), 3u);
  EXPECT_EQ(DueToExpire(node.state(), node.now(), 2).size(), 2u);

  node.Run(node.TickOf(2));
  EXPECT_EQ(DueToExpire(node.state(), node.now(), 100).size(), 1u);
  node.Run(node.TickOf(9));
  for (const std::string& id : {queued, held, waiting}) {
    EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_EXPIRED);
    EXPECT_FALSE(node.store.ReadPayload(id).ok());
  }
  EXPECT_EQ(node.transfer(later).state, v1::RECORD_STATE_QUEUED);
  const size_t batches = node.store.batches().size();
  node.Run(node.TickOf(9));
  EXPECT_EQ(node.store.batches().size(), batches);  // nothing to journal
}

TEST(DeliveryTest, PayloadGoesWhenItCanNotBeReleasedAnyMore) {
  CoreNode node;
  const std::string refused = node.Submit(Wanted::kPermit);
  const std::string delivered = node.Submit(Wanted::kPermit);
  const std::string reported = node.Submit(Wanted::kPermit);
  const std::string confirmed = node.Receive(Wanted::kPermit);
  node.Run(node.PeerAnswer(refused, v1::DECISION_OUTCOME_DENY));
  node.Run(node.PeerAnswer(delivered, v1::DECISION_OUTCOME_PERMIT));
  node.Run(node.Reported(reported, v1::RECORD_STATE_EXPIRED));
  node.Run(node.Confirmed(confirmed));
  EXPECT_FALSE(node.store.ReadPayload(refused).ok());
  EXPECT_FALSE(node.store.ReadPayload(reported).ok());
  EXPECT_TRUE(node.store.ReadPayload(delivered).ok());
  EXPECT_TRUE(node.store.ReadPayload(confirmed).ok());
}

}  // namespace
}  // namespace enlace::core
