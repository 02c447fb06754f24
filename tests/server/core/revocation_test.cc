// Permits taken back: who may, what the peer is told, and every order in which
// the record, its revocation and its hand-over can meet.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/sha256.h"
#include "proto/wire/merkle.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/relay_order.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::IsEmpty;
using ::testing::SizeIs;

PeerRevocation RevocationOf(CoreNode& node,
                            const simulation::SimRelayItem& item) {
  PeerRevocation input{kPeerLink, {}, node.Draft()};
  input.revocation.set_transfer_id(item.facts.transfer_id());
  input.revocation.set_reason("B03");
  input.revocation.set_link_sequence(item.link_sequence);
  return input;
}

TEST(RevocationTest, OnlyTheSenderRevokes) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  const std::string received = node.Receive(Wanted::kPermit);
  RevocationRequest other = node.Revoked(id);
  other.caller = "spiffe://us.enlace.example/agency/us-cbp";
  EXPECT_EQ(node.Run(other).status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(node.Run(node.Revoked(received)).status.code(),
            absl::StatusCode::kPermissionDenied);
  RevocationRequest unknown = node.Revoked(id);
  unknown.record_id = std::string(32, 'u');
  EXPECT_EQ(node.Run(unknown).status.code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_QUEUED);
}

TEST(RevocationTest, PeerIsToldUntilItAnswers) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.Run(node.Revoked(id));
  const size_t entry = node.store.audit().size() - 1;
  EXPECT_FALSE(node.store.ReadPayload(id).ok());
  EXPECT_THAT(
      PendingRelays(node.state(), kPeerLink, ProvenLog(), node.now(), 9),
      IsEmpty());
  node.Restart();
  const auto pending = PendingRevocations(node.state(), kPeerLink, 9);
  ASSERT_THAT(pending, SizeIs(1));
  EXPECT_EQ(pending[0].transfer_id(), id);
  EXPECT_EQ(pending[0].reason(), "B03");
  EXPECT_EQ(pending[0].link_sequence(), 1u);
  EXPECT_EQ(pending[0].entry_index(), entry);
  EXPECT_EQ(pending[0].entry_hash(),
            ToBytes(wire::HashLeaf(node.store.audit()[entry].entry)));
  // A snapshot keeps it.
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  node.Restart();
  EXPECT_THAT(PendingRevocations(node.state(), kPeerLink, 9), SizeIs(1));

  node.Run(node.RevocationAnswer(id, v1::RECORD_STATE_REVOKED));
  EXPECT_THAT(PendingRevocations(node.state(), kPeerLink, 9), IsEmpty());
  EXPECT_TRUE(node.transfer(id).peer_reported);
}

TEST(RevocationTest, RecordThatWasNeverPermittedIsNoNewsForThePeer) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  node.Run(node.Revoked(id));
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_REVOKED);
  EXPECT_THAT(PendingRevocations(node.state(), kPeerLink, 9), IsEmpty());
  EXPECT_FALSE(node.store.ReadPayload(id).ok());
}

TEST(RevocationTest, RevokedRecordIsInNoInbox) {
  CoreNode node;
  const std::string id = node.Receive(Wanted::kPermit);
  node.Run(node.RevokedByPeer(id));
  EXPECT_THAT(Inbox(node.state(), kOwnAgency, 0, node.now(), 9, true),
              IsEmpty());
  EXPECT_FALSE(node.store.ReadPayload(id).ok());
  EXPECT_EQ(wire::ReasonOf(node.Run(node.HandedOver(id)).status),
            kRecordRevoked);
  EXPECT_EQ(wire::ReasonOf(node.Run(node.Confirmed(id)).status),
            kRecordRevoked);
  EXPECT_THAT(PendingEvidence(node.state(), kPeerLink, 9), IsEmpty());
}

// Within one commit the order decides, and the answer is that of the winner.
TEST(RevocationTest, HandOverAndRevocationInOneBatch) {
  for (const bool hand_over_first : {true, false}) {
    CoreNode node;
    const std::string id = node.Receive(Wanted::kPermit);
    std::vector<Input> inputs;
    inputs.push_back(node.RevokedByPeer(id));
    inputs.insert(hand_over_first ? inputs.begin() : inputs.end(),
                  node.HandedOver(id));
    node.RunAll(std::move(inputs));
    const v1::Evidence evidence = EvidenceOf(node.transfer(id));
    EXPECT_EQ(evidence.state(), hand_over_first ? v1::RECORD_STATE_DELIVERED
                                                : v1::RECORD_STATE_REVOKED);
    EXPECT_EQ(node.transfer(id).handed_over, hand_over_first);
    EXPECT_EQ(evidence.entry_hash(),
              ToBytes(wire::HashLeaf(
                  node.store.audit()[evidence.entry_index()].entry)));
  }
}

TEST(RevocationTest, RecordThatComesAfterItsRevocationIsRefused) {
  CoreNode node;
  const simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  const PreparedRelay relay = node.Prepare(item);
  EXPECT_EQ(node.Run(RevocationOf(node, item)).kind, Kind::kDone);
  const size_t entries = node.store.audit().size();
  node.Restart();
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(wire::ReasonOf(node.Run(relay).status), kRecordRevoked);
    EXPECT_EQ(node.Run(RevocationOf(node, item)).kind, Kind::kDuplicate);
  }
  EXPECT_EQ(node.store.audit().size(), entries);
  const v1::Evidence evidence =
      EvidenceOf(node.transfer(item.facts.transfer_id()));
  EXPECT_EQ(evidence.state(), v1::RECORD_STATE_REVOKED);
  EXPECT_EQ(evidence.entry_index(), entries - 1);
  // Its place is taken; the next one is free.
  EXPECT_EQ(node.state().FindLink(kPeerLink)->received_sequence, 1u);
  node.Receive(Wanted::kPermit);
  const auto decoded = DecodeState(EncodeState(node.state()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
}

TEST(RevocationTest, PeerCannotRevokeWhatIsNotItsOwn) {
  CoreNode node;
  const std::string sent = node.Submit(Wanted::kPermit);
  const std::string id = node.Receive(Wanted::kPermit);
  PeerRevocation input = node.RevokedByPeer(id);
  input.link = "xx.enlace.example";
  EXPECT_EQ(node.Run(input).kind, Kind::kRefused);
  input = node.RevokedByPeer(id);
  input.revocation.set_link_sequence(2);
  EXPECT_EQ(node.Run(input).kind, Kind::kRefused);
  EXPECT_EQ(node.Run(node.RevokedByPeer(sent)).kind, Kind::kRefused);
  // A place that another record has.
  input = node.RevokedByPeer(id);
  input.revocation.set_transfer_id(std::string(16, 'n'));
  EXPECT_EQ(node.Run(input).kind, Kind::kRefused);
  input.revocation.set_link_sequence(0);
  EXPECT_EQ(node.Run(input).kind, Kind::kRefused);
  input = node.RevokedByPeer(id);
  input.revocation.set_reason(std::string(17, 'R'));
  EXPECT_EQ(node.Run(input).kind, Kind::kRefused);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_DELIVERED);
}

TEST(RevocationTest, AnswerThatContradictsAReportChangesNothing) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  node.Run(node.Revoked(id));
  node.Run(node.Reported(id, v1::RECORD_STATE_COLLECTED));
  const size_t entries = node.store.audit().size();
  EXPECT_EQ(node.Run(node.RevocationAnswer(id, v1::RECORD_STATE_REVOKED)).kind,
            Kind::kDone);
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_COLLECTED);
  EXPECT_EQ(node.store.audit().size(), entries);
  EXPECT_THAT(PendingRevocations(node.state(), kPeerLink, 9), IsEmpty());
}

TEST(RevocationTest, ReplyToARevokedRecordIsToOneThatIsNotOpen) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  const std::string record_id = node.transfer(id).record.record_id();
  EXPECT_TRUE(FindParent(node.state(), record_id).open);
  node.Run(node.Revoked(id));
  EXPECT_FALSE(FindParent(node.state(), record_id).open);
}

}  // namespace
}  // namespace enlace::core
