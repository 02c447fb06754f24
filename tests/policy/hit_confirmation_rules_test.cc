// Hit confirmations on the sample books.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "enlace/v1/hit_confirmation.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

class HitConfirmationRules : public SampleBooksTest {
 protected:
  // From `from` to `to`, about an alert of the customs agency to the post.
  static RecordFacts About(const char* parent_type, Direction direction,
                           const char* from, const char* to,
                           bool asked = false) {
    RecordFacts header = Route(direction, from, to);
    header.names_parent = true;
    header.parent = asked ? ParentFacts{parent_type, kAnam, kCbp, true}
                          : ParentFacts{parent_type, kCbp, kAnam, true};
    return header;
  }

  Outcome Decide(const Book& book, const RecordFacts& header,
                 const google::protobuf::Message& record) {
    return DecideOn(book, header, record).outcome;
  }

  const v1::HitConfirmationRequest request_ =
      Example<v1::HitConfirmationRequest>("hit_confirmation_request");
  const v1::HitConfirmationReply reply_ =
      Example<v1::HitConfirmationReply>("hit_confirmation_reply");
};

TEST_F(HitConfirmationRules, WhoGotTheAlertAsksItsIssuerAndNobodyElseDoes) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      const auto decide = [&](const char* from, const char* to) {
        return Decide(*book, About("BorderAlert", direction, from, to),
                      request_);
      };
      EXPECT_EQ(decide(kAnam, kCbp), Outcome::kPermit);
      EXPECT_EQ(decide(kCbp, kAnam), Outcome::kDeny) << "the issuer knows";
      EXPECT_EQ(decide(kFgr, kCbp), Outcome::kDeny);
      EXPECT_EQ(decide(kAnam, kHsi), Outcome::kDeny);
      EXPECT_EQ(Decide(*book, Route(direction, kAnam, kCbp), request_),
                Outcome::kDeny)
          << "about no alert";
    }
  }
}

// Those of `paths` that `decision` drops.
Names Dropped(const Decision& decision, const Names& paths) {
  Names dropped;
  for (const FieldAction& action : decision.fields) {
    if (action.kind != FieldAction::kRelease &&
        std::find(paths.begin(), paths.end(), action.path) != paths.end()) {
      dropped.push_back(action.path);
    }
  }
  return dropped;
}

TEST_F(HitConfirmationRules, EveryLeafOfTheQuestionAndTheAnswerCrosses) {
  const Names asked = {"context.urgency_justification",
                       "level",
                       "observed_at",
                       "port",
                       "contact_post",
                       "contact_phone",
                       "matched_paths",
                       "partial",
                       "remarks"};
  const Names answered = {"answer", "answer_by", "conditions", "contact_post",
                          "contact_phone"};
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      const Decision request = DecideOn(
          *book, About("BorderAlert", direction, kAnam, kCbp), request_);
      EXPECT_THAT(Dropped(request, asked), testing::IsEmpty());
      // A leaf that no rule releases is among the actions.
      EXPECT_THAT(Dropped(request, {"context.sender.officer_ref",
                                    "context.offense_codes"}),
                  testing::Contains("context.offense_codes"));
      const Decision reply = DecideOn(
          *book, About("HitConfirmationRequest", direction, kCbp, kAnam, true),
          reply_);
      EXPECT_THAT(Dropped(reply, answered), testing::IsEmpty());
    }
  }
}

TEST_F(HitConfirmationRules, OnlyWhoWasAskedAnswersAndOnlyARequest) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      const auto decide = [&](const char* parent, const char* from,
                              const char* to) {
        return Decide(*book, About(parent, direction, from, to, true), reply_);
      };
      EXPECT_EQ(decide("HitConfirmationRequest", kCbp, kAnam),
                Outcome::kPermit);
      EXPECT_EQ(decide("HitConfirmationRequest", kAnam, kCbp), Outcome::kDeny);
      EXPECT_EQ(decide("HitConfirmationRequest", kHsi, kAnam), Outcome::kDeny);
      EXPECT_EQ(decide("BorderAlert", kCbp, kAnam), Outcome::kDeny);
    }
  }
}

TEST_F(HitConfirmationRules, ProseThatSaysTooMuchIsHeld) {
  for (const auto& [remarks, reason] :
       {std::pair{"TEST: as the suspicious activity report said.", "S04"},
        std::pair{"TEST: the driver's SSN is 123-45-6789.", "S10"}}) {
    v1::HitConfirmationRequest request = request_;
    request.set_remarks(remarks);
    v1::HitConfirmationReply reply = reply_;
    reply.set_conditions(remarks);
    for (const Book* book : {us_.get(), mx_.get()}) {
      const Decision asked = DecideOn(
          *book, About("BorderAlert", Direction::kOutgoing, kAnam, kCbp),
          request);
      EXPECT_EQ(asked.outcome, Outcome::kHold) << remarks;
      EXPECT_EQ(asked.reason, reason);
      const Decision answered =
          DecideOn(*book,
                   About("HitConfirmationRequest", Direction::kOutgoing, kCbp,
                         kAnam, true),
                   reply);
      EXPECT_EQ(answered.outcome, Outcome::kHold) << remarks;
      EXPECT_EQ(answered.reason, reason);
    }
  }
}

}  // namespace
}  // namespace enlace::policy
