// Tests of the link on the sample books.

#include <gtest/gtest.h>

#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/link_test.pb.h"
#include "tests/policy/sample_books.h"

namespace enlace::policy {
namespace {

// Enrolled, and in no vocabulary yet.
constexpr char kNew[] = "spiffe://us.enlace.example/agency/us-harbour";

class LinkTestRules : public SampleBooksTest {
 protected:
  const v1::LinkTest test_ = Example<v1::LinkTest>("link_test");
};

TEST_F(LinkTestRules, AnyAgencyMaySendOneWhole) {
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const Direction direction :
         {Direction::kOutgoing, Direction::kIncoming}) {
      for (const char* sender : {kNew, kAtf}) {
        const Decision decision =
            DecideOn(*book, Route(direction, sender, kFgr), test_);
        EXPECT_EQ(decision.outcome, Outcome::kPermit) << decision.reason;
        for (const FieldAction& action : decision.fields) {
          if (action.path == "code") {
            EXPECT_EQ(action.kind, FieldAction::kRelease);
          }
        }
      }
    }
  }
}

TEST_F(LinkTestRules, NotUnderAnotherPurposeOrWithoutTheBasis) {
  v1::LinkTest purpose = test_;
  purpose.mutable_context()->set_purpose_code(
      v1::PURPOSE_CODE_CRIM_INVESTIGATION);
  v1::LinkTest basis = test_;
  basis.mutable_context()->mutable_legal_basis(0)->set_basis_id("US-TRACE");
  for (const Book* book : {us_.get(), mx_.get()}) {
    for (const v1::LinkTest& record : {purpose, basis}) {
      EXPECT_EQ(DecideOn(*book, Route(Direction::kOutgoing, kAtf, kFgr), record)
                    .outcome,
                Outcome::kDeny);
    }
  }
}

TEST_F(LinkTestRules, ItsPurposeAndBasisCarryNoOtherRecord) {
  auto trace = Example<v1::FirearmTraceRequest>("trace_request");
  trace.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_LINK_TEST);
  EXPECT_EQ(
      DecideOn(*mx_, Route(Direction::kOutgoing, kFgr, kAtf), trace).outcome,
      Outcome::kDeny);
  EXPECT_EQ(
      DecideOn(*us_, Route(Direction::kIncoming, kFgr, kAtf), trace).outcome,
      Outcome::kDeny);
}

}  // namespace
}  // namespace enlace::policy
