// First contact: no record before both nations accepted each other's file.

#include "server/core/first_contact.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using simulation::FirstLinkFiles;
using simulation::LinkFileDigest;

std::string ReasonOf(const Answer& answer) {
  return wire::ReasonOf(answer.status);
}

void ExpectClosed(CoreNode& node) {
  const uint64_t entries = node.state().audit_size;
  const Answer out =
      node.Run(node.Prepare(node.OutgoingRecord(Wanted::kPermit)));
  EXPECT_EQ(out.kind, Kind::kRefused);
  EXPECT_EQ(ReasonOf(out), wire::kLinkNotAccepted);
  const Answer in = node.Run(node.Prepare(node.IncomingItem(Wanted::kPermit)));
  EXPECT_EQ(in.kind, Kind::kRefused);
  EXPECT_EQ(ReasonOf(in), wire::kLinkNotAccepted);
  EXPECT_EQ(node.state().audit_size, entries);
  EXPECT_TRUE(node.state().transfers.empty());
}

v1::NationalOpening NationalOf(const AuditRow& row) {
  v1::AnnexEntry annex;
  EXPECT_TRUE(annex.ParseFromString(row.annex));
  EXPECT_TRUE(annex.shared().empty());
  v1::NationalOpening national;
  EXPECT_TRUE(national.ParseFromString(annex.national()));
  return national;
}

TEST(FirstContactTest, NothingPassesBeforeTwoPersonsAndThePeerHaveAccepted) {
  // The acceptances in every order: the link opens with the last.
  std::vector<int> order = {0, 1, 2};
  do {
    CoreNode node(Contact::kNone);
    for (const int step : order) {
      ExpectClosed(node);
      const Answer answer = step == 2 ? node.Run(node.AcceptsOurs())
                            : step == 0
                                ? node.Run(node.Accepts(kOperator))
                                : node.Run(node.Accepts(kOtherOperator));
      EXPECT_EQ(answer.kind, Kind::kDone);
    }
    node.Submit(Wanted::kPermit);
    node.Receive(Wanted::kPermit);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(FirstContactTest, EachAcceptanceIsAnEntryThatNamesItsPerson) {
  CoreNode node;
  ASSERT_EQ(node.store.audit().size(), kContactEntries);
  const std::string persons[] = {kOperator, kOtherOperator};
  for (size_t i = 0; i < 2; ++i) {
    const AuditRow& row = node.store.audit()[i];
    EXPECT_EQ(wire::DecodeAuditEntry(row.entry)->step,
              v1::AUDIT_STEP_LINK_ACCEPTED);
    const v1::NationalOpening national = NationalOf(row);
    ASSERT_EQ(national.persons_size(), 1);
    EXPECT_EQ(national.persons(0), persons[i]);
    EXPECT_EQ(national.link_nation(), kPeerLink);
    EXPECT_EQ(national.link_file_digest(), LinkFileDigest(kPeerLink));
  }
  const AuditRow& row = node.store.audit()[2];
  EXPECT_EQ(wire::DecodeAuditEntry(row.entry)->step,
            v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER);
  const v1::NationalOpening national = NationalOf(row);
  EXPECT_EQ(national.link_nation(), kPeerLink);
  EXPECT_EQ(national.link_file_digest(), LinkFileDigest(kOwnDomain));
}

TEST(FirstContactTest, OnePersonTwiceIsNotTwoPersons) {
  CoreNode node(Contact::kNone);
  node.Run(node.AcceptsOurs());
  EXPECT_EQ(node.Run(node.Accepts(kOperator)).kind, Kind::kDone);
  const uint64_t entries = node.state().audit_size;
  const Answer again = node.Run(node.Accepts(kOperator));
  EXPECT_EQ(again.kind, Kind::kRefused);
  EXPECT_EQ(ReasonOf(again), wire::kAlreadyAccepted);
  EXPECT_EQ(node.state().audit_size, entries);
  ExpectClosed(node);
}

TEST(FirstContactTest, AThirdPersonIsNotNeeded) {
  CoreNode node;
  const Answer third =
      node.Run(node.Accepts("spiffe://us.enlace.example/person/three"));
  EXPECT_EQ(third.kind, Kind::kRefused);
  EXPECT_EQ(ReasonOf(third), wire::kAlreadyAccepted);
}

TEST(FirstContactTest, ThePeersWordIsTakenOnce) {
  CoreNode node;
  EXPECT_EQ(node.Run(node.AcceptsOurs()).kind, Kind::kDuplicate);
  EXPECT_EQ(node.state().audit_size, kContactEntries);
}

TEST(FirstContactTest, AnotherFileNeedsAcceptanceAnew) {
  using Change = std::function<void(LinkFiles&)>;
  const Change changes[] = {
      [](LinkFiles& files) { files.peer = LinkFileDigest(kPeerLink, 2); },
      [](LinkFiles& files) { files.own = LinkFileDigest(kOwnDomain, 2); },
      [](LinkFiles& files) { files.peer.clear(); },
      [](LinkFiles& files) { files.own.clear(); },
  };
  for (const Change& change : changes) {
    CoreNode node;
    PreparedSubmission out = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
    change(out.link_files);
    EXPECT_EQ(ReasonOf(node.Run(out)), wire::kLinkNotAccepted);
    PreparedRelay in = node.Prepare(node.IncomingItem(Wanted::kPermit));
    change(in.link_files);
    EXPECT_EQ(ReasonOf(node.Run(in)), wire::kLinkNotAccepted);
  }
}

TEST(FirstContactTest, AFileThatFewAcceptedTakesThePlaceOfTheOneInForce) {
  CoreNode node;
  LinkAcceptance renewed = node.Accepts(kOperator);
  renewed.file_digest = LinkFileDigest(kPeerLink, 2);
  EXPECT_EQ(node.Run(renewed).kind, Kind::kDone);
  // The old file has to be accepted anew too, should it come back.
  const Answer old =
      node.Run(node.Prepare(node.OutgoingRecord(Wanted::kPermit)));
  EXPECT_EQ(ReasonOf(old), wire::kLinkNotAccepted);
  renewed = node.Accepts(kOtherOperator);
  renewed.file_digest = LinkFileDigest(kPeerLink, 2);
  EXPECT_EQ(node.Run(renewed).kind, Kind::kDone);
  // The peer's word was given under its old file.
  LinkFiles files = FirstLinkFiles(kOwnDomain, kPeerLink);
  files.peer = LinkFileDigest(kPeerLink, 2);
  EXPECT_EQ(wire::ReasonOf(
                CheckLinkOpen(node.state(), kPeerLink, files, kTestStartMs)),
            wire::kLinkNotAccepted);
  LinkAcceptanceByPeer word = node.AcceptsOurs();
  word.link_files = files;
  EXPECT_EQ(node.Run(word).kind, Kind::kDone);
  EXPECT_TRUE(CheckLinkOpen(node.state(), kPeerLink, files, kTestStartMs).ok());
}

TEST(FirstContactTest, AnExpiredFileClosesTheLink) {
  CoreNode node;
  for (const int64_t valid_until_ms : {kTestStartMs, kTestStartMs - 1}) {
    PreparedSubmission out = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
    out.link_files.valid_until_ms = valid_until_ms;
    EXPECT_EQ(ReasonOf(node.Run(out)), wire::kLinkFileExpired);
    PreparedRelay in = node.Prepare(node.IncomingItem(Wanted::kPermit));
    in.link_files.valid_until_ms = valid_until_ms;
    EXPECT_EQ(ReasonOf(node.Run(in)), wire::kLinkFileExpired);
  }
  PreparedSubmission last = node.Prepare(node.OutgoingRecord(Wanted::kPermit));
  last.link_files.valid_until_ms = kTestStartMs + 1;
  EXPECT_EQ(node.Run(last).kind, Kind::kDone);
}

TEST(FirstContactTest, WhatWasAnsweredBeforeIsAnsweredOnAClosedLinkToo) {
  CoreNode node;
  const simulation::SimRecord record = node.OutgoingRecord(Wanted::kPermit);
  const Answer first = node.Run(node.Prepare(record));
  PreparedSubmission again = node.Prepare(record);
  again.link_files = {};
  const Answer second = node.Run(again);
  EXPECT_EQ(second.kind, Kind::kDuplicate);
  EXPECT_EQ(second.bytes, first.bytes);
}

TEST(FirstContactTest, TwoLinksDoNotMix) {
  CoreNode node;
  const std::string third = "xx.enlace.example";
  const auto open = [&](const std::string& link) {
    return CheckLinkOpen(node.state(), link, FirstLinkFiles(kOwnDomain, link),
                         kTestStartMs)
        .ok();
  };
  EXPECT_TRUE(open(kPeerLink));
  EXPECT_FALSE(open(third));
  // The file that was accepted from one nation is nothing from another.
  EXPECT_FALSE(CheckLinkOpen(node.state(), third,
                             FirstLinkFiles(kOwnDomain, kPeerLink),
                             kTestStartMs)
                   .ok());
  for (const char* person : {kOperator, kOtherOperator}) {
    LinkAcceptance acceptance = node.Accepts(person);
    acceptance.link = third;
    acceptance.file_digest = LinkFileDigest(third);
    EXPECT_EQ(node.Run(acceptance).kind, Kind::kDone);
    EXPECT_FALSE(open(third));
  }
  LinkAcceptanceByPeer word = node.AcceptsOurs();
  word.link = third;
  word.link_files = FirstLinkFiles(kOwnDomain, third);
  EXPECT_EQ(node.Run(word).kind, Kind::kDone);
  EXPECT_TRUE(open(third));
  EXPECT_TRUE(open(kPeerLink));
}

TEST(FirstContactTest, ARestartedNodeStaysAccepted) {
  CoreNode node;
  node.Restart();
  node.Submit(Wanted::kPermit);
  ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
  node.Restart();
  node.Submit(Wanted::kPermit);
}

TEST(FirstContactTest, NobodyAcceptsWhileTheClockIsBehindTheLog) {
  CoreNode node(Contact::kNone);
  node.Run(node.Refusal());
  node.clock.now_ms -= absl::ToInt64Milliseconds(kClockStepMax) + 1;
  EXPECT_EQ(ReasonOf(node.Run(node.Accepts(kOperator))), wire::kClockUntrusted);
}

}  // namespace
}  // namespace enlace::core
