// The turn of a key epoch as the core sees it: nothing more is stored under the
// old ones, and what is wrapped anew replaces nothing but itself.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "server/core/apply.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;

// As a shell reads it, and wraps its key under `epoch`.
RewrappedPayload Rewrapped(CoreNode& node, const std::string& id,
                           uint32_t epoch) {
  RewrappedPayload rewrapped{id, node.transfer(id).entry_index,
                             *node.store.ReadPayload(id)};
  rewrapped.payload.wrapped_key = "another key";
  rewrapped.payload.key_epoch = epoch;
  return rewrapped;
}

Kind WrapAnew(CoreNode& node, std::vector<RewrappedPayload> payloads,
              uint32_t epoch = 2) {
  return node.Run(Rewrapping{epoch, std::move(payloads)}).kind;
}

TEST(EpochTest, WhatIsStoredIsWrappedAnewAndStaysTheSame) {
  CoreNode node;
  const std::string queued = node.Submit(Wanted::kPermit);
  const std::string held = node.Submit(Wanted::kHold);
  const std::string waiting = node.Receive(Wanted::kPermit);
  const size_t entries = node.store.audit().size();
  for (const std::string& id : {queued, held, waiting}) {
    const SealedPayload before = *node.store.ReadPayload(id);
    EXPECT_EQ(before.key_epoch, 1u);
    ASSERT_EQ(WrapAnew(node, {Rewrapped(node, id, 2)}), Kind::kDone);
    const SealedPayload after = *node.store.ReadPayload(id);
    EXPECT_EQ(after.sealed, before.sealed);
    EXPECT_EQ(after.wrapped_key, "another key");
    EXPECT_EQ(after.key_epoch, 2u);
  }
  EXPECT_EQ(node.store.audit().size(), entries);
}

TEST(EpochTest, WhatChangedSinceItWasReadIsLeftAlone) {
  CoreNode node;
  const std::string held = node.Receive(Wanted::kHold);
  const std::string dropped = node.Submit(Wanted::kPermit);
  const std::string stays = node.Submit(Wanted::kPermit);
  std::vector<RewrappedPayload> read;
  for (const std::string& id : {held, dropped, stays}) {
    read.push_back(Rewrapped(node, id, 2));
  }
  node.Run(node.Approves(held, "IN-3", "duty-officer",
                         "spiffe://us.enlace.example/person/five"));
  ASSERT_EQ(node.Run(node.PrepareRelease(held)).kind, Kind::kDone);
  node.Run(node.PeerAnswer(dropped, v1::DECISION_OUTCOME_DENY));
  EXPECT_EQ(WrapAnew(node, read), Kind::kDone);
  EXPECT_EQ(node.store.ReadPayload(held)->sealed, "sealed:released");
  EXPECT_EQ(node.store.ReadPayload(held)->key_epoch, 1u);
  EXPECT_TRUE(absl::IsNotFound(node.store.ReadPayload(dropped).status()));
  EXPECT_EQ(node.store.ReadPayload(stays)->key_epoch, 2u);
  const uint64_t batches = node.state().batch_number;
  EXPECT_EQ(WrapAnew(node, {read[0], read[1]}), Kind::kDuplicate);
  EXPECT_EQ(node.state().batch_number, batches);
}

TEST(EpochTest, WhatWasErasedIsNotBroughtBack) {
  CoreNode node;
  PreparedSubmission input = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  const std::string id = input.record.transfer_id();
  input.record.set_retain_until_ms(node.clock.now_ms + 1);
  node.Run(std::move(input));
  node.Run(node.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  const RewrappedPayload read = Rewrapped(node, id, 2);
  node.clock.now_ms += 1;
  node.Run(node.TickOf(1));
  ASSERT_TRUE(node.transfer(id).erased);
  EXPECT_EQ(WrapAnew(node, {read}), Kind::kDuplicate);
  EXPECT_TRUE(absl::IsNotFound(node.store.ReadPayload(id).status()));
}

TEST(EpochTest, UnderAClosedEpochNothingIsStored) {
  CoreNode node;
  const std::string held = node.Receive(Wanted::kHold);
  node.Run(node.Approves(held, "IN-3", "duty-officer",
                         "spiffe://us.enlace.example/person/five"));
  std::vector<Input> sealed_before;
  sealed_before.emplace_back(
      node.Prepare(node.OutgoingRecord(Wanted::kPermit)));
  sealed_before.emplace_back(node.Prepare(node.OutgoingRecord(Wanted::kHold)));
  sealed_before.emplace_back(node.Prepare(node.WarningRecord(Wanted::kDeny)));
  sealed_before.emplace_back(node.Prepare(node.IncomingItem(Wanted::kPermit)));
  sealed_before.emplace_back(node.PrepareRelease(held));
  sealed_before.emplace_back(Rewrapping{1, {Rewrapped(node, held, 1)}});
  ASSERT_EQ(node.Run(EpochClosing{1}).kind, Kind::kDone);
  EXPECT_EQ(node.state().closed_epoch, 1u);
  node.Restart();
  const uint64_t batches = node.state().batch_number;
  for (const Answer& answer : node.RunAll(sealed_before)) {
    EXPECT_EQ(answer.kind, Kind::kStale);
  }
  EXPECT_EQ(node.state().batch_number, batches);

  PreparedSubmission again = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  again.payload.key_epoch = 2;
  EXPECT_EQ(node.Run(std::move(again)).kind, Kind::kDone);
  // What is stored under it is wrapped anew still.
  EXPECT_EQ(WrapAnew(node, {Rewrapped(node, held, 2)}), Kind::kDone);
}

TEST(EpochTest, AnEpochIsClosedOnce) {
  CoreNode node;
  ASSERT_EQ(node.Run(EpochClosing{2}).kind, Kind::kDone);
  for (const uint32_t epoch : {0u, 1u, 2u}) {
    EXPECT_EQ(node.Run(EpochClosing{epoch}).kind, Kind::kDuplicate);
  }
  EXPECT_EQ(node.Run(EpochClosing{3}).kind, Kind::kDone);
  State state = node.state();
  journal::v1::Event event;
  event.mutable_epochs_closed()->set_last_epoch(3);
  EXPECT_TRUE(absl::IsDataLoss(Apply(state, event)));
}

TEST(EpochTest, KeysOfNothingThatIsThereAreRefusedByTheFold) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kPermit);
  node.Run(EpochClosing{1});
  const auto apply = [&](uint32_t epoch, const std::string& transfer_id) {
    State state = node.state();
    journal::v1::Event event;
    event.mutable_keys_rewrapped()->set_key_epoch(epoch);
    event.mutable_keys_rewrapped()->add_transfer_ids(transfer_id);
    return Apply(state, event).code();
  };
  EXPECT_EQ(apply(2, id), absl::StatusCode::kOk);
  EXPECT_EQ(apply(1, id), absl::StatusCode::kDataLoss);
  EXPECT_EQ(apply(2, std::string(16, 'u')), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace enlace::core
