// Corrections on the sample books.

#include <gtest/gtest.h>

#include "enlace/v1/thread.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

class CorrectionRules : public SampleBooksTest {
 protected:
  // Of the tracing centre's result, to who received it.
  static RecordFacts OfResult(Direction direction) {
    RecordFacts header = Route(direction, kAtf, kFgr);
    header.names_parent = true;
    header.parent = ParentFacts{"FirearmTraceResult", kAtf, kFgr, true};
    return header;
  }

  const v1::Correction correction_ = Example<v1::Correction>("correction");
};

TEST_F(CorrectionRules, CorrectionsGoBetweenThePartiesAndToNobodyElse) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      EXPECT_EQ(
          DecideOn(*book, Route(direction, kAtf, kFgr), correction_).outcome,
          Outcome::kDeny)
          << "of nothing";
      RecordFacts header = OfResult(direction);
      EXPECT_EQ(DecideOn(*book, header, correction_).outcome, Outcome::kPermit);
      header.sender = kCbp;
      const Decision stranger = DecideOn(*book, header, correction_);
      EXPECT_EQ(stranger.outcome, Outcome::kDeny);
      EXPECT_EQ(stranger.reason, "B05");
    }
  }
}

TEST_F(CorrectionRules, ACorrectionThatTellsOfAReportIsHeld) {
  auto correction = correction_;
  correction.set_reason("TEST: misread in the suspicious activity report.");
  for (const Book* book : {us_.get(), mx_.get()}) {
    const Decision decision =
        DecideOn(*book, OfResult(Direction::kOutgoing), correction);
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.reason, "S04");
    EXPECT_EQ(decision.public_reason, "R01");
  }
}

}  // namespace
}  // namespace enlace::policy
