// Apply and the snapshot codec: what fits no state is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "server/core/apply.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

// Every order of receiving 1 to `count`, against a plain set.
TEST(FoldTest, ReceivedSequencesInAnyOrder) {
  constexpr int kCount = 7;
  std::vector<uint64_t> order;
  for (int i = 1; i <= kCount; ++i) order.push_back(static_cast<uint64_t>(i));
  do {
    Link link;
    std::set<uint64_t> received;
    for (const uint64_t sequence : order) {
      ASSERT_FALSE(link.HasReceived(sequence));
      link.MarkReceived(sequence);
      received.insert(sequence);
      uint64_t contiguous = 0;
      while (received.count(contiguous + 1) > 0) ++contiguous;
      ASSERT_EQ(link.received_sequence, contiguous);
      for (uint64_t i = 1; i <= kCount + 1; ++i) {
        ASSERT_EQ(link.HasReceived(i), received.count(i) > 0) << i;
      }
    }
    ASSERT_TRUE(link.received_ahead.empty());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(FoldTest, HugeSequenceTakesNoMoreRoomThanASmallOne) {
  Link link;
  link.MarkReceived(UINT64_MAX);
  link.MarkReceived(UINT64_MAX - 1);
  link.MarkReceived(1);
  EXPECT_EQ(link.received_sequence, 1u);
  EXPECT_EQ(link.received_ahead.size(), 1u);
  EXPECT_TRUE(link.HasReceived(UINT64_MAX));
  EXPECT_FALSE(link.HasReceived(2));
}

journal::v1::EventBatch ParseBatch(const std::string& bytes) {
  journal::v1::EventBatch batch;
  EXPECT_TRUE(batch.ParseFromString(bytes));
  return batch;
}

TEST(FoldTest, BatchThatDoesNotFollowIsRefused) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  const journal::v1::EventBatch contact = ParseBatch(node.store.batches()[0]);
  const journal::v1::EventBatch good = ParseBatch(node.store.batches()[1]);
  const auto apply =
      [&](const std::function<void(journal::v1::EventBatch&)>& spoil) {
        journal::v1::EventBatch batch = good;
        spoil(batch);
        State state;
        EXPECT_TRUE(ApplyBatch(state, contact).ok());
        return ApplyBatch(state, batch);
      };
  EXPECT_TRUE(apply([](auto&) {}).ok());
  using absl::StatusCode;
  EXPECT_EQ(apply([](auto& b) { b.set_number(3); }).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(apply([](auto& b) { b.set_number(0); }).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(apply([](auto& b) { b.set_log_time_ms(kTestStartMs - 1); }).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(apply([](auto& b) {
              b.mutable_events(0)->mutable_decided()->set_entry_index(
                  kContactEntries + 1);
            }).code(),
            StatusCode::kDataLoss);
  EXPECT_EQ(apply([](auto& b) {
              b.mutable_events(0)->mutable_decided()->set_link_sequence(2);
            }).code(),
            StatusCode::kDataLoss);
  // A newer version wrote it: not a damage, but not for this one.
  EXPECT_EQ(apply([](auto& b) { b.add_events(); }).code(),
            StatusCode::kFailedPrecondition);
}

// Applies each event of a whole life twice: no event may happen again.
TEST(FoldTest, NoEventAppliesTwice) {
  CoreNode node;
  const std::string out = node.Submit(Wanted::kPermit);
  const std::string in = node.Receive(Wanted::kPermit);
  node.Run(node.PeerAnswer(out, v1::DECISION_OUTCOME_PERMIT));
  node.Run(node.Reported(out, v1::RECORD_STATE_COLLECTED));
  node.Run(node.HandedOver(in));
  node.Run(node.Confirmed(in));
  node.Run(node.EvidenceOfNewest(in));
  const std::string back = node.Submit(Wanted::kPermit);
  node.Run(node.Revoked(back));
  node.Run(node.RevocationAnswer(back, v1::RECORD_STATE_DELIVERED));
  node.Run(node.RevokedByPeer(node.Receive(Wanted::kPermit)));
  State state;
  for (const std::string& bytes : node.store.batches()) {
    const journal::v1::EventBatch batch = ParseBatch(bytes);
    ASSERT_TRUE(ApplyBatch(state, batch).ok());
    State again = state;
    EXPECT_EQ(Apply(again, batch.events(0)).code(), absl::StatusCode::kDataLoss)
        << batch.events(0).kind_case();
  }
}

// Records of one batch name the same entry; of two batches they may not.
TEST(FoldTest, EntryIsSharedWithinItsBatchOnly) {
  CoreNode node;
  const std::string first = node.Submit(Wanted::kPermit);
  const std::string second = node.Submit(Wanted::kPermit);
  const uint64_t before = node.state().audit_size;
  node.RunAll({node.PeerAnswer(first, v1::DECISION_OUTCOME_PERMIT),
               node.PeerAnswer(second, v1::DECISION_OUTCOME_PERMIT)});
  EXPECT_EQ(node.state().audit_size, before + 1);
  State state;
  const std::vector<std::string> batches = node.store.batches();
  for (size_t i = 0; i + 1 < batches.size(); ++i) {
    ASSERT_TRUE(ApplyBatch(state, ParseBatch(batches[i])).ok());
  }
  const journal::v1::EventBatch together = ParseBatch(batches.back());
  ASSERT_EQ(together.events_size(), 2);
  journal::v1::EventBatch apart = together;
  apart.mutable_events()->RemoveLast();
  ASSERT_TRUE(ApplyBatch(state, apart).ok());
  *apart.mutable_events(0) = together.events(1);
  apart.set_number(apart.number() + 1);
  EXPECT_EQ(ApplyBatch(state, apart).code(), absl::StatusCode::kDataLoss);
}

TEST(FoldTest, EventsOfUnknownTransfersAreRefused) {
  const std::string unknown(16, 'u');
  journal::v1::Event events[8];
  events[0].mutable_relayed()->set_transfer_id(unknown);
  events[1].mutable_collected()->set_transfer_id(unknown);
  events[2].mutable_evidence_acknowledged()->set_transfer_id(unknown);
  events[3].mutable_reported()->set_transfer_id(unknown);
  events[4].mutable_expired()->set_transfer_id(unknown);
  events[5].mutable_handed_over()->set_transfer_id(unknown);
  events[6].mutable_revoked()->set_transfer_id(unknown);
  events[7].mutable_revocation_answered()->set_transfer_id(unknown);
  for (const journal::v1::Event& event : events) {
    State state;
    EXPECT_EQ(Apply(state, event).code(), absl::StatusCode::kDataLoss)
        << event.kind_case();
  }
}

std::string BusyState() {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kHold);
  node.Run(node.Revoked(node.Submit(Wanted::kPermit)));
  node.IncomingItem(Wanted::kPermit);  // never arrives: a gap
  const std::string in = node.Receive(Wanted::kPermit);
  node.Receive(Wanted::kDeny);
  node.Run(node.HandedOver(in));
  node.Run(node.Confirmed(in));
  return EncodeState(node.state());
}

TEST(FoldTest, SnapshotOfABusyStateRoundTrips) {
  const std::string bytes = BusyState();
  const auto state = DecodeState(bytes);
  ASSERT_TRUE(state.ok()) << state.status();
  EXPECT_EQ(EncodeState(*state), bytes);
  EXPECT_EQ(state->links.at(kPeerLink).received_sequence, 0u);
  EXPECT_EQ(state->links.at(kPeerLink).received_ahead.size(), 1u);
}

TEST(FoldTest, TruncatedOrExtendedSnapshotIsNoStateOrAnotherOne) {
  const std::string bytes = BusyState();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    const auto state = DecodeState(cut);
    if (state.ok()) {
      EXPECT_EQ(EncodeState(*state), cut);
    } else {
      EXPECT_EQ(state.status().code(), absl::StatusCode::kDataLoss);
    }
  }
  EXPECT_FALSE(DecodeState(bytes + '\0').ok());
  // An unknown field, number 99.
  EXPECT_FALSE(DecodeState(bytes + "\x98\x06\x01").ok());
  // The same state twice: every transfer appears twice.
  EXPECT_FALSE(DecodeState(bytes + bytes).ok());
}

}  // namespace
}  // namespace enlace::core
