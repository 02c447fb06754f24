#include "client/library/alert_news.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "enlace/v1/thread.pb.h"
#include "tests/client/alert_fixture.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AlertNewsTest : public testing::Test {
 protected:
  // What a look at `now` tells; the ledger goes through its text each time, as
  // if the watch had been started anew.
  std::vector<std::string> Look(absl::Time now) {
    AlertLedger ledger = *AlertLedger::Parse(text_);
    std::vector<Alert> board = AlertBoard(inbox_.items(), now);
    ledger.Settle(board);
    const std::vector<Hit> hits = HitBoard(inbox_.items(), sent_, now);
    std::vector<std::string> told;
    for (const AlertNews& news : ledger.Tell(board, hits, now)) {
      told.push_back(news.what);
    }
    states_.clear();
    for (const Alert& alert : board) states_.push_back(alert.state);
    text_ = ledger.Format();
    return told;
  }

  std::string AddRequest(absl::Time at) {
    v1::HitConfirmationRequest request;
    request.set_level(v1::HIT_LEVEL_URGENT);
    return inbox_.Add(request,
                      {.created_at = at, .valid_for = absl::Hours(24)});
  }

  AlertInbox inbox_;
  std::vector<SentRecord> sent_;
  std::string text_;
  std::vector<AlertState> states_;
};

TEST_F(AlertNewsTest, TellsEachChangeOnceAcrossRestarts) {
  inbox_.Add(VehicleAlert());
  const absl::Time start = WindowStart();
  EXPECT_THAT(Look(start - absl::Hours(1)), ElementsAre("NEW"));
  EXPECT_THAT(Look(start - absl::Minutes(1)), IsEmpty());
  EXPECT_THAT(Look(start), ElementsAre("LIVE"));
  EXPECT_THAT(Look(start + absl::Hours(1)), IsEmpty());
  v1::Correction correction;
  correction.add_corrected_paths("vehicle.plate");
  inbox_.Add(correction, {.parent = inbox_.items()[0].record->record_id});
  EXPECT_THAT(Look(start + absl::Hours(2)), ElementsAre("CORRECTED"));
  EXPECT_THAT(Look(start + absl::Hours(72)), ElementsAre("EXPIRED"));
  EXPECT_THAT(Look(start + absl::Hours(73)), IsEmpty());
}

TEST_F(AlertNewsTest, EveryEndIsToldOnce) {
  for (const bool recall : {false, true}) {
    inbox_ = AlertInbox();
    text_.clear();
    const std::string id = inbox_.Add(VehicleAlert());
    EXPECT_THAT(Look(WindowStart()), ElementsAre("NEW"));
    if (recall) {
      inbox_.Add(v1::Recall(), {.parent = id});
    } else {
      inbox_.Add(Cancellation(), {.parent = id});
    }
    EXPECT_THAT(Look(WindowStart() + absl::Hours(1)),
                ElementsAre(recall ? "RECALLED" : "CANCELLED"));
    EXPECT_THAT(Look(WindowStart() + absl::Hours(2)), IsEmpty());
    EXPECT_THAT(Look(WindowStart() + absl::Hours(80)), IsEmpty())
        << "it had ended before";
  }
}

TEST_F(AlertNewsTest, WhatHadEndedBeforeAnybodyWasToldIsNoNews) {
  const std::string id = inbox_.Add(VehicleAlert());
  inbox_.Add(Cancellation(), {.parent = id});
  EXPECT_THAT(Look(WindowStart()), IsEmpty());
}

// A node gives away no record whose time has run out.
TEST_F(AlertNewsTest, ACancellationThatLapsedStillHolds) {
  const std::string id = inbox_.Add(VehicleAlert());
  inbox_.Add(Cancellation(), {.parent = id, .valid_for = absl::Hours(1)});
  Look(WindowStart());
  ASSERT_THAT(states_, ElementsAre(AlertState::kCancelled));
  inbox_.items().pop_back();
  EXPECT_THAT(Look(WindowStart() + absl::Hours(2)), IsEmpty());
  EXPECT_THAT(states_, ElementsAre(AlertState::kCancelled));
}

TEST_F(AlertNewsTest, AnAlertThatIsGivenBackIsToldAgain) {
  const std::string id = inbox_.Add(VehicleAlert());
  EXPECT_THAT(Look(WindowStart()), ElementsAre("NEW"));
  const std::string cancel = inbox_.Add(Cancellation(), {.parent = id});
  EXPECT_THAT(Look(WindowStart()), ElementsAre("CANCELLED"));
  inbox_.Add(v1::Recall(), {.parent = cancel});
  EXPECT_THAT(Look(WindowStart()), ElementsAre("LIVE"));
  EXPECT_THAT(states_, ElementsAre(AlertState::kLive));
}

TEST_F(AlertNewsTest, AnAlertThatLeftTheInboxExpiresAtItsEnd) {
  inbox_.Add(VehicleAlert());
  EXPECT_THAT(Look(WindowStart()), ElementsAre("NEW"));
  inbox_ = AlertInbox();
  EXPECT_THAT(Look(WindowStart() + absl::Hours(71)), IsEmpty());
  EXPECT_THAT(Look(WindowStart() + absl::Hours(72)), ElementsAre("EXPIRED"));
  EXPECT_THAT(Look(WindowStart() + absl::Hours(72)), IsEmpty());
  // A week later the ledger forgets it.
  EXPECT_THAT(Look(WindowStart() + absl::Hours(72 + 24 * 7 + 1)), IsEmpty());
  EXPECT_EQ(text_, AlertLedger().Format());
}

TEST_F(AlertNewsTest, AHitIsToldAndRingsAtEveryStepThatItIsLate) {
  const absl::Time asked = WindowStart();
  AddRequest(asked);
  EXPECT_THAT(Look(asked), ElementsAre("HIT"));
  EXPECT_THAT(Look(asked + absl::Minutes(9)), IsEmpty());
  EXPECT_THAT(Look(asked + absl::Minutes(10)), ElementsAre("OVERDUE"));
  EXPECT_THAT(Look(asked + absl::Minutes(19)), IsEmpty());
  EXPECT_THAT(Look(asked + absl::Minutes(20)), ElementsAre("OVERDUE"));
  EXPECT_THAT(Look(asked + absl::Hours(24)), ElementsAre("LAPSED"));
  EXPECT_THAT(Look(asked + absl::Hours(25)), IsEmpty());
}

TEST_F(AlertNewsTest, AHitFirstSeenWhenLateIsToldAsLate) {
  AddRequest(WindowStart());
  EXPECT_THAT(Look(WindowStart() + absl::Hours(2)), ElementsAre("OVERDUE"));
}

TEST_F(AlertNewsTest, TheLedgerHoldsNoValueOfARecord) {
  inbox_.Add(VehicleAlert());
  Look(WindowStart());
  EXPECT_EQ(text_, absl::StrCat("enlace-alerts 1\n",
                                HexEncode(inbox_.items()[0].record->record_id),
                                " LIVE - 1773180000000\n"));
}

TEST(AlertLedgerTest, AFileThatIsNoneIsRefusedWithItsLine) {
  for (const char* text :
       {"x", "enlace-alerts 2\n", "enlace-alerts 1\nzz LIVE - 1\n",
        "enlace-alerts 1\n00 LIVE -\n", "enlace-alerts 1\n00 LIVE - x\n"}) {
    EXPECT_EQ(AlertLedger::Parse(text).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text;
  }
  EXPECT_TRUE(AlertLedger::Parse("").ok());
}

}  // namespace
}  // namespace enlace::client
