// Corrections on the sample books.

#include <gtest/gtest.h>

#include "enlace/v1/thread.pb.h"
#include "tests/policy/sample_book_fixture.h"

namespace enlace::policy {
namespace {

class CorrectionRules : public SampleBookTest {
 protected:
  const v1::Correction correction_ =
      ExampleRecord<v1::Correction>("correction");
};

TEST_F(CorrectionRules, CorrectionsGoBetweenThePartiesAndToNobodyElse) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      RecordFacts header = Route(direction, kAtf, kFgr, "ADMIN");
      EXPECT_EQ(DecideOn(*book, header, correction_).outcome, Outcome::kDeny)
          << "of nothing";
      header = Answering(header, "FirearmTraceResult", kAtf, kFgr);
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
    const RecordFacts header =
        Answering(Route(Direction::kOutgoing, kAtf, kFgr, "ADMIN"),
                  "FirearmTraceResult", kAtf, kFgr);
    const Decision decision = DecideOn(*book, header, correction);
    EXPECT_EQ(decision.outcome, Outcome::kHold);
    EXPECT_EQ(decision.reason, "S04");
    EXPECT_EQ(decision.public_reason, "R01");
  }
}

}  // namespace
}  // namespace enlace::policy
