#include "client/library/hit_board.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "client/library/contact_list.h"
#include "enlace/v1/envelope.pb.h"
#include "tests/client/alert_fixture.h"

namespace enlace::client {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(1);
const absl::Time kAsked = WindowStart() + absl::Hours(3);

v1::HitConfirmationRequest Request(v1::HitLevel level) {
  v1::HitConfirmationRequest request;
  request.set_level(level);
  return request;
}

v1::HitConfirmationReply Reply(v1::HitAnswer answer) {
  v1::HitConfirmationReply reply;
  reply.set_answer(answer);
  return reply;
}

class HitBoardTest : public testing::Test {
 protected:
  HitBoardTest() { alert_ = inbox_.Add(VehicleAlert()); }

  // A request of the other side, which the own agency has to answer.
  std::string Asked(v1::HitLevel level, absl::Time at = kAsked) {
    return inbox_.Add(Request(level), {.parent = alert_,
                                       .created_at = at,
                                       .valid_for = absl::Hours(24),
                                       .sender = kIssuer});
  }

  // A record of the own agency.
  template <typename T>
  std::string Send(const T& record, const std::string& parent,
                   absl::Time at = kAsked) {
    SentRecord sent;
    sent.record_id = ToBytes(Sha256(absl::StrCat("sent", sent_.size())));
    sent.header.set_sender(kReceiver);
    sent.header.set_recipient(kIssuer);
    sent.header.set_parent(parent);
    sent.header.set_created_at_ms(absl::ToUnixMillis(at));
    sent.header.set_valid_until_ms(absl::ToUnixMillis(at + absl::Hours(24)));
    sent.message = std::make_unique<T>(record);
    sent_.push_back(std::move(sent));
    return sent_.back().record_id;
  }

  // The other side's answer to `request`.
  void Answered(const std::string& request, const v1::HitConfirmationReply& it,
                absl::Time at, const std::string& sender = kIssuer) {
    inbox_.Add(it, {.parent = request, .created_at = at, .sender = sender});
  }

  std::vector<Hit> At(absl::Time now) {
    return HitBoard(inbox_.items(), sent_, now);
  }
  HitState StateAt(absl::Time now) { return At(now).at(0).state; }

  AlertInbox inbox_;
  std::vector<SentRecord> sent_;
  std::string alert_;
};

TEST_F(HitBoardTest, TheClockIsTenMinutesOrAnHourAndHalfOpen) {
  for (const auto& [level, limit] :
       {std::pair{v1::HIT_LEVEL_URGENT, absl::Minutes(10)},
        {v1::HIT_LEVEL_ROUTINE, absl::Hours(1)},
        {v1::HIT_LEVEL_UNSPECIFIED, absl::Minutes(10)}}) {
    sent_.clear();
    Send(Request(level), alert_);
    EXPECT_EQ(StateAt(kAsked), HitState::kRunning);
    EXPECT_EQ(StateAt(kAsked + limit - kTick), HitState::kRunning);
    EXPECT_EQ(StateAt(kAsked + limit), HitState::kOverdue);
    EXPECT_EQ(At(kAsked)[0].due, kAsked + limit);
    EXPECT_EQ(At(kAsked + limit - kTick)[0].steps_late, 0);
    EXPECT_EQ(At(kAsked + limit)[0].steps_late, 1);
    EXPECT_EQ(At(kAsked + 2 * limit - kTick)[0].steps_late, 1);
    EXPECT_EQ(At(kAsked + 2 * limit)[0].steps_late, 2);
    EXPECT_EQ(StateAt(kAsked + absl::Hours(24) - kTick), HitState::kOverdue);
    EXPECT_EQ(StateAt(kAsked + absl::Hours(24)), HitState::kLapsed);
  }
}

TEST_F(HitBoardTest, AnswersOfTheAgencyAskedStopTheClockWhenever) {
  const std::string request = Send(Request(v1::HIT_LEVEL_URGENT), alert_);
  const absl::Time later = kAsked + absl::Hours(30);
  Answered(request, Reply(v1::HIT_ANSWER_CONFIRMED), kAsked + absl::Hours(1),
           "spiffe://us.enlace.example/agency/us-hsi");
  EXPECT_EQ(StateAt(later), HitState::kLapsed) << "it was not asked";
  Answered(request, Reply(v1::HIT_ANSWER_CONFIRMED), kAsked + absl::Hours(1));
  EXPECT_EQ(StateAt(later), HitState::kConfirmed);
  Answered(request, Reply(v1::HIT_ANSWER_NOT_CONFIRMED),
           kAsked + absl::Hours(2));
  EXPECT_EQ(StateAt(later), HitState::kNotConfirmed) << "the newest counts";
}

TEST_F(HitBoardTest, MoreTimeMovesTheClockToTheInstantAskedFor) {
  const std::string request = Send(Request(v1::HIT_LEVEL_URGENT), alert_);
  const absl::Time until = kAsked + absl::Hours(2);
  v1::HitConfirmationReply reply = Reply(v1::HIT_ANSWER_NEEDS_TIME);
  *reply.mutable_answer_by() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
          absl::ToUnixMillis(until));
  Answered(request, reply, kAsked + absl::Minutes(5));
  EXPECT_EQ(StateAt(kAsked + absl::Minutes(30)), HitState::kExtended);
  EXPECT_EQ(StateAt(until - kTick), HitState::kExtended);
  EXPECT_EQ(StateAt(until), HitState::kOverdue);
  EXPECT_EQ(At(until + absl::Minutes(10))[0].steps_late, 2);
  // Without an instant there is no more time.
  inbox_.items().pop_back();
  Answered(request, Reply(v1::HIT_ANSWER_NEEDS_TIME),
           kAsked + absl::Minutes(5));
  EXPECT_EQ(StateAt(kAsked + absl::Minutes(6)), HitState::kOverdue);
}

TEST_F(HitBoardTest, WhatOthersAskWaitsForTheOwnAnswer) {
  const std::string request = Asked(v1::HIT_LEVEL_URGENT);
  EXPECT_EQ(StateAt(kAsked + absl::Minutes(11)), HitState::kOverdue);
  EXPECT_FALSE(At(kAsked)[0].sent);
  EXPECT_EQ(At(kAsked)[0].counterpart, kIssuer);
  EXPECT_EQ(At(kAsked)[0].alert, alert_);
  Send(Reply(v1::HIT_ANSWER_CONFIRMED), request, kAsked + absl::Minutes(12));
  EXPECT_EQ(StateAt(kAsked + absl::Minutes(13)), HitState::kConfirmed);
}

TEST_F(HitBoardTest, WhatIsLateComesFirstThenWhatIsDueThenWhatIsAnswered) {
  const std::string routine = Send(Request(v1::HIT_LEVEL_ROUTINE), alert_);
  const std::string urgent =
      Asked(v1::HIT_LEVEL_URGENT, kAsked + absl::Minutes(30));
  const std::string late = Asked(v1::HIT_LEVEL_URGENT);
  const std::string answered = Send(Request(v1::HIT_LEVEL_URGENT), alert_);
  Answered(answered, Reply(v1::HIT_ANSWER_CONFIRMED), kAsked);
  std::vector<std::string> order;
  for (const Hit& hit : At(kAsked + absl::Minutes(31))) {
    order.push_back(hit.request);
  }
  EXPECT_THAT(order, testing::ElementsAre(late, urgent, routine, answered));
}

TEST(SentRecordTest, IsReadFromASubmissionAlone) {
  for (const std::string& bytes : {std::string("\xff"), std::string()}) {
    EXPECT_EQ(ReadSentRecord(bytes).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

constexpr char kContacts[] = R"(
[[contact]]
name = "Watch commander"
telephone = "+52 867 555 0199"
order = 2
[[contact]]
name = "Duty desk"
telephone = "+528675550100"
order = 1
[[contact]]
name = "Liaison"
telephone = "+528675550111"
order = 3
agency = "us-hsi"
)";

TEST(ContactListTest, EachStepCallsTheNextAndThenTheLast) {
  const auto contacts = ParseContacts(kContacts);
  ASSERT_TRUE(contacts.ok()) << contacts.status();
  const auto list = ContactsFor(*contacts, kIssuer);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(ContactAt(list, 0), nullptr);
  EXPECT_EQ(ContactAt(list, 1)->name, "Duty desk");
  EXPECT_EQ(ContactAt(list, 2)->name, "Watch commander");
  EXPECT_EQ(ContactAt(list, 2)->telephone, "+528675550199");
  EXPECT_EQ(ContactAt(list, 9)->name, "Watch commander");
  EXPECT_EQ(ContactAt({}, 1), nullptr);
  EXPECT_EQ(
      ContactsFor(*contacts, "spiffe://us.enlace.example/agency/us-hsi").size(),
      3u);
}

TEST(ContactListTest, WhatIsNotAsItShouldBeIsNamed) {
  const std::pair<const char*, const char*> faults[] = {
      {"[[contact]]\nname = \"a\"\norder = 1\n", "`contact.telephone`"},
      {"[[contact]]\ntelephone = \"+528675550100\"\norder = 1\n",
       "`contact.name`"},
      {"[[contact]]\nname = \"a\"\ntelephone = \"+528675550100\"\n",
       "`contact.order`"},
      {"[[contact]]\nname = \"a\"\ntelephone = \"12\"\norder = 1\n",
       "`contact.telephone`"},
      {"[[contact]]\nname = \"a\"\ntelephone = \"+528675550100\"\norder = 0\n",
       "`contact.order`"},
      {"[[contact]]\nnmae = \"a\"\n", "`contact.nmae`"},
      {"[contacts]\n", "`contacts`"},
      {"contact = [1]\n", "tables"},
      {"[[contact", "line 1"}};
  for (const auto& [text, word] : faults) {
    const auto contacts = ParseContacts(text);
    EXPECT_EQ(contacts.status().code(), absl::StatusCode::kInvalidArgument)
        << text;
    EXPECT_THAT(std::string(contacts.status().message()),
                testing::HasSubstr(word));
  }
  EXPECT_TRUE(ParseContacts("").ok());
}

}  // namespace
}  // namespace enlace::client
