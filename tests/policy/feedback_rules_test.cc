// Feedback and recalls on the sample books.

#include <gtest/gtest.h>

#include "enlace/v1/thread.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

class FeedbackRules : public SampleBooksTest {
 protected:
  static RecordFacts OfRequest(Direction direction) {
    RecordFacts header = Route(direction, kAtf, kFgr);
    header.names_parent = true;
    header.parent = ParentFacts{"FirearmTraceRequest", kFgr, kAtf, true};
    return header;
  }

  const v1::Feedback feedback_ = Example<v1::Feedback>("feedback");
  const v1::Recall recall_ = Example<v1::Recall>("recall");
};

TEST_F(FeedbackRules, FeedbackAndRecallGoBetweenThePartiesAndToNobodyElse) {
  for (const google::protobuf::Message* record :
       {static_cast<const google::protobuf::Message*>(&feedback_),
        static_cast<const google::protobuf::Message*>(&recall_)}) {
    for (const Book* book : {us_.get(), mx_.get()}) {
      for (const Direction direction :
           {Direction::kOutgoing, Direction::kIncoming}) {
        EXPECT_EQ(
            DecideOn(*book, Route(direction, kAtf, kFgr), *record).outcome,
            Outcome::kDeny)
            << "of nothing";
        RecordFacts header = OfRequest(direction);
        EXPECT_EQ(DecideOn(*book, header, *record).outcome, Outcome::kPermit);
        header.sender = kCbp;
        const Decision stranger = DecideOn(*book, header, *record);
        EXPECT_EQ(stranger.outcome, Outcome::kDeny);
        EXPECT_EQ(stranger.reason, "B05");
      }
    }
  }
}

TEST_F(FeedbackRules, FeedbackThatTellsOfAReportOrHidesANumberIsHeld) {
  for (const auto& [remarks, reason] :
       {std::pair{"TEST: as the suspicious activity report said.", "S04"},
        std::pair{"TEST: her SSN is 123-45-6789.", "S10"}}) {
    v1::Feedback feedback = feedback_;
    feedback.set_remarks(remarks);
    for (const Book* book : {us_.get(), mx_.get()}) {
      const Decision decision =
          DecideOn(*book, OfRequest(Direction::kOutgoing), feedback);
      EXPECT_EQ(decision.outcome, Outcome::kHold) << remarks;
      EXPECT_EQ(decision.reason, reason);
    }
  }
}

}  // namespace
}  // namespace enlace::policy
