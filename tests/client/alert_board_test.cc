#include "client/library/alert_board.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/sha256.h"
#include "enlace/v1/safety.pb.h"
#include "enlace/v1/thread.pb.h"
#include "tests/client/alert_fixture.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kTick = absl::Milliseconds(1);
constexpr char kStranger[] = "spiffe://us.enlace.example/agency/us-hsi";

google::protobuf::Timestamp Stamp(absl::Time at) {
  return google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
      absl::ToUnixMillis(at));
}

v1::Recall ARecall() {
  v1::Recall recall;
  recall.set_reason(v1::RECALL_REASON_SENT_IN_ERROR);
  recall.set_action(v1::RECALL_ACTION_STOP_USE);
  return recall;
}

class AlertBoardTest : public testing::Test {
 protected:
  // The state of one alert at `now`.
  AlertState StateOf(const std::string& id,
                     absl::Time now = WindowStart() + absl::Hours(10)) {
    for (const Alert& alert : AlertBoard(inbox_.items(), now)) {
      if (alert.record->record_id == id) return alert.state;
    }
    ADD_FAILURE() << "not on the board";
    return AlertState::kExpired;
  }

  AlertInbox::Envelope Answer(const std::string& parent, int hours = 1) {
    return {.parent = parent, .created_at = WindowStart() + absl::Hours(hours)};
  }

  AlertInbox inbox_;
};

TEST_F(AlertBoardTest, TheWindowIsHalfOpenAndInUtcAcrossTheChangeOfClocks) {
  const std::string id = inbox_.Add(VehicleAlert());
  const absl::Time end = WindowStart() + absl::Hours(72);
  // In the port's own time the window is an hour longer than 72 on the clock.
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/Matamoros", &zone));
  EXPECT_EQ(absl::FormatTime("%m-%d %H:%M", WindowStart(), zone),
            "03-07 16:00");
  EXPECT_EQ(absl::FormatTime("%m-%d %H:%M", end, zone), "03-10 17:00");

  EXPECT_EQ(StateOf(id, WindowStart() - kTick), AlertState::kPending);
  EXPECT_EQ(StateOf(id, WindowStart()), AlertState::kLive);
  EXPECT_EQ(StateOf(id, end - kTick), AlertState::kLive);
  EXPECT_EQ(StateOf(id, end), AlertState::kExpired);
  EXPECT_EQ(StateOf(id, end + kTick), AlertState::kExpired);
}

TEST_F(AlertBoardTest, AnAlertMadeBeforeItsWindowIsPendingUntilItOpens) {
  const std::string id =
      inbox_.Add(VehicleAlert(), {.created_at = WindowStart() - absl::Hours(5),
                                  .valid_for = absl::Hours(6)});
  EXPECT_EQ(StateOf(id, WindowStart() - absl::Hours(4)), AlertState::kPending);
  EXPECT_EQ(StateOf(id, WindowStart()), AlertState::kLive);
  EXPECT_EQ(StateOf(id, WindowStart() + absl::Hours(1)), AlertState::kExpired);
}

TEST_F(AlertBoardTest, WithoutAStartOfItsOwnAnAlertHoldsFromItsCreation) {
  v1::SafetyNotice notice;
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  const std::string id = inbox_.Add(notice);
  EXPECT_EQ(StateOf(id, WindowStart() - kTick), AlertState::kPending);
  EXPECT_EQ(StateOf(id, WindowStart()), AlertState::kLive);
}

TEST_F(AlertBoardTest, ACancellationByItsIssuerEndsItAndIsNotListed) {
  const std::string id = inbox_.Add(VehicleAlert());
  inbox_.Add(Cancellation(), Answer(id));
  EXPECT_EQ(StateOf(id), AlertState::kCancelled);
  // Also once it would have ended anyway, and before it began.
  EXPECT_EQ(StateOf(id, WindowStart() + absl::Hours(100)),
            AlertState::kCancelled);
  EXPECT_EQ(StateOf(id, WindowStart() - absl::Hours(1)),
            AlertState::kCancelled);
  EXPECT_EQ(AlertBoard(inbox_.items(), WindowStart()).size(), 1u);
}

TEST_F(AlertBoardTest, NobodyElseEndsAnAlert) {
  const std::string id = inbox_.Add(VehicleAlert());
  AlertInbox::Envelope stranger = Answer(id);
  stranger.sender = kStranger;
  inbox_.Add(Cancellation(), stranger);
  inbox_.Add(ARecall(), stranger);
  inbox_.Add(VehicleAlert(), stranger);
  v1::BorderAlert other = VehicleAlert();
  other.mutable_context()->set_supersedes(HexEncode(id));
  inbox_.Add(other, {.sender = kStranger});
  EXPECT_EQ(StateOf(id), AlertState::kLive);
}

TEST_F(AlertBoardTest, ARecordThatDoesNotVerifyEndsNothingAndIsNotListed) {
  const std::string id = inbox_.Add(VehicleAlert());
  inbox_.Add(Cancellation(), Answer(id));
  inbox_.items().back().record = absl::InvalidArgumentError("forged");
  EXPECT_EQ(StateOf(id), AlertState::kLive);
  inbox_.items().front().record = absl::InvalidArgumentError("forged");
  EXPECT_THAT(AlertBoard(inbox_.items(), WindowStart()), IsEmpty());
}

TEST_F(AlertBoardTest, ARenewalReplacesFromItsStartOn) {
  const std::string id = inbox_.Add(VehicleAlert());
  const absl::Time start = WindowStart() + absl::Hours(70);
  v1::BorderAlert renewal = VehicleAlert();
  *renewal.mutable_context()->mutable_valid_from() = Stamp(start);
  const std::string next = inbox_.Add(renewal, Answer(id, 60));
  EXPECT_EQ(StateOf(id, start - kTick), AlertState::kLive);
  EXPECT_EQ(StateOf(next, start - kTick), AlertState::kPending);
  EXPECT_EQ(StateOf(id, start), AlertState::kReplaced);
  EXPECT_EQ(StateOf(next, start), AlertState::kLive);
  EXPECT_EQ(StateOf(next, WindowStart() + absl::Hours(60 + 72)),
            AlertState::kExpired);
}

TEST_F(AlertBoardTest, ACancellationReachesWhatHadRenewedByThenAndNoLaterOne) {
  const std::string id = inbox_.Add(VehicleAlert());
  const std::string renewal = inbox_.Add(VehicleAlert(), Answer(id, 1));
  inbox_.Add(Cancellation(), Answer(id, 2));
  const std::string later = inbox_.Add(VehicleAlert(), Answer(renewal, 3));
  EXPECT_EQ(StateOf(id), AlertState::kCancelled);
  EXPECT_EQ(StateOf(renewal), AlertState::kCancelled);
  EXPECT_EQ(StateOf(later), AlertState::kLive);
}

TEST_F(AlertBoardTest, CancellingARenewalLeavesTheOlderOneReplaced) {
  const std::string id = inbox_.Add(VehicleAlert());
  const std::string renewal = inbox_.Add(VehicleAlert(), Answer(id, 1));
  inbox_.Add(Cancellation(), Answer(renewal, 2));
  EXPECT_EQ(StateOf(id), AlertState::kReplaced);
  EXPECT_EQ(StateOf(renewal), AlertState::kCancelled);
}

TEST_F(AlertBoardTest, WhatSupersedesReplacesAtOnce) {
  const std::string id = inbox_.Add(VehicleAlert());
  v1::BorderAlert next = VehicleAlert();
  next.mutable_context()->set_supersedes(HexEncode(id));
  *next.mutable_context()->mutable_valid_from() =
      Stamp(WindowStart() + absl::Hours(20));
  const std::string replacement = inbox_.Add(next);
  EXPECT_EQ(StateOf(id), AlertState::kReplaced);
  EXPECT_EQ(StateOf(replacement), AlertState::kPending);
}

TEST_F(AlertBoardTest, ACorrectionMarksFieldsUntilTheRightValuesHaveCome) {
  const std::string id = inbox_.Add(VehicleAlert());
  const std::string to_come = ToBytes(Sha256("4"));
  v1::Correction correction;
  correction.add_corrected_paths("vehicle.plate");
  correction.set_replacement(HexEncode(to_come));
  inbox_.Add(correction, Answer(id));
  v1::Correction without;
  without.add_corrected_paths("vehicle.color");
  inbox_.Add(without, Answer(id));
  const auto board = AlertBoard(inbox_.items(), WindowStart());
  ASSERT_EQ(board.size(), 1u);
  EXPECT_EQ(board[0].state, AlertState::kLive);
  EXPECT_THAT(board[0].corrected,
              ElementsAre("vehicle.color", "vehicle.plate"));
  ASSERT_EQ(inbox_.Add(VehicleAlert()), to_come);
  EXPECT_EQ(StateOf(id), AlertState::kReplaced);
  EXPECT_EQ(StateOf(to_come), AlertState::kLive);
}

TEST_F(AlertBoardTest, ARecallEndsAnAlertWhateverElseHolds) {
  const std::string id = inbox_.Add(VehicleAlert());
  inbox_.Add(Cancellation(), Answer(id));
  inbox_.Add(ARecall(), Answer(id, 2));
  EXPECT_EQ(StateOf(id), AlertState::kRecalled);
  EXPECT_EQ(StateOf(id, WindowStart() + absl::Hours(100)),
            AlertState::kRecalled);
}

TEST_F(AlertBoardTest, WhatWasRecalledEndsNothing) {
  const std::string id = inbox_.Add(VehicleAlert());
  const std::string cancel = inbox_.Add(Cancellation(), Answer(id));
  EXPECT_EQ(StateOf(id), AlertState::kCancelled);
  inbox_.Add(ARecall(), Answer(cancel, 2));
  EXPECT_EQ(StateOf(id), AlertState::kLive);
  const std::string renewal = inbox_.Add(VehicleAlert(), Answer(id, 3));
  EXPECT_EQ(StateOf(id), AlertState::kReplaced);
  inbox_.Add(ARecall(), Answer(renewal, 4));
  EXPECT_EQ(StateOf(id), AlertState::kLive);
}

TEST_F(AlertBoardTest, WhatIsMostUrgentComesFirstThenWhatEndsFirst) {
  const std::string routine =
      inbox_.Add(VehicleAlert(), {.urgency = v1::URGENCY_ROUTINE});
  const std::string later = inbox_.Add(VehicleAlert());
  const std::string sooner =
      inbox_.Add(VehicleAlert(), {.valid_for = absl::Hours(48)});
  const std::string urgent =
      inbox_.Add(VehicleAlert(), {.urgency = v1::URGENCY_URGENT});
  std::vector<std::string> ids;
  for (const Alert& alert : AlertBoard(inbox_.items(), WindowStart())) {
    ids.push_back(alert.record->record_id);
  }
  EXPECT_THAT(ids, ElementsAre(urgent, sooner, later, routine));
}

TEST_F(AlertBoardTest, EveryPairOfEndsGivesTheStrongerState) {
  // Recalled before cancelled before replaced before expired.
  for (int ends = 0; ends < 16; ++ends) {
    inbox_ = AlertInbox();
    const std::string id = inbox_.Add(VehicleAlert());
    if ((ends & 1) != 0) inbox_.Add(ARecall(), Answer(id));
    if ((ends & 2) != 0) inbox_.Add(Cancellation(), Answer(id));
    if ((ends & 4) != 0) inbox_.Add(VehicleAlert(), Answer(id));
    const absl::Time now =
        WindowStart() + ((ends & 8) != 0 ? absl::Hours(72) : absl::Hours(5));
    const AlertState expected = (ends & 1) != 0   ? AlertState::kRecalled
                                : (ends & 2) != 0 ? AlertState::kCancelled
                                : (ends & 4) != 0 ? AlertState::kReplaced
                                : (ends & 8) != 0 ? AlertState::kExpired
                                                  : AlertState::kLive;
    EXPECT_EQ(StateOf(id, now), expected) << ends;
    EXPECT_EQ(Ended(expected), ends != 0);
  }
}

}  // namespace
}  // namespace enlace::client
