// Traces of state prosecutors on the sample books.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "enlace/v1/firearm_trace.pb.h"
#include "tests/policy/sample_book_fixture.h"

namespace enlace::policy {
namespace {

using Ids = std::vector<std::string>;

class StateProsecutorRules : public SampleBookTest {
 protected:
  const v1::FirearmTraceRequest request_ =
      ExampleRecord<v1::FirearmTraceRequest>("trace_request");
  const v1::FirearmTraceResult result_ =
      ExampleRecord<v1::FirearmTraceResult>("trace_result");
};

TEST_F(StateProsecutorRules, ATraceLeavesWithBothApprovalsAndNotWithOne) {
  const std::string endorsed = ApprovalFact("MX-ESTATAL-2", "endoso-federal");
  const std::string authorized =
      ApprovalFact("MX-ESTATAL-2", "relaciones-exteriores");
  Facts facts = FactsOf(
      *mx_, Route(Direction::kOutgoing, kState, kAtf, "ADMIN"), request_);
  const Decision held = mx_->Decide(facts, Now());
  EXPECT_EQ(held.outcome, Outcome::kHold);
  EXPECT_EQ(held.rule_ids, Ids{"MX-ESTATAL-2"});
  EXPECT_EQ(held.reason, "V03");
  for (const std::string& one : {endorsed, authorized}) {
    Facts alone = facts;
    alone.Set(one, int64_t{1});
    EXPECT_EQ(mx_->Decide(alone, Now()).outcome, Outcome::kHold) << one;
  }
  facts.Set(endorsed, int64_t{1});
  facts.Set(authorized, int64_t{1});
  const Decision permitted = mx_->Decide(facts, Now());
  EXPECT_EQ(permitted.outcome, Outcome::kPermit) << permitted.reason;
  EXPECT_EQ(ActionOn(permitted, "requesting_officer.name").kind,
            FieldAction::kDrop);
}

TEST_F(StateProsecutorRules, WithoutTheLawThatOpensTheWayItIsDenied) {
  for (int i = 0; i < request_.context().legal_basis_size(); ++i) {
    if (request_.context().legal_basis(i).basis_id() != "MX-LSN") continue;
    auto direct = request_;
    direct.mutable_context()->mutable_legal_basis()->DeleteSubrange(i, 1);
    const Decision decision = DecideOn(
        *mx_, Route(Direction::kOutgoing, kState, kAtf, "ADMIN"), direct);
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "V03");
    EXPECT_EQ(decision.rule_ids, Ids{"MX-ESTATAL-3"});
    return;
  }
  FAIL() << "the example claims no such law";
}

// The tracing centre's nation knows the federal prosecutor alone.
TEST_F(StateProsecutorRules, AbroadNobodyAnswersAStateProsecutor) {
  const Decision in = DecideOn(
      *us_, Route(Direction::kIncoming, kState, kAtf, "ADMIN"), request_);
  EXPECT_EQ(in.outcome, Outcome::kDeny);
  EXPECT_EQ(in.reason, "B05");
}

TEST_F(StateProsecutorRules, AResultReachesItByLeaveAndWithoutThePurchaser) {
  auto result = result_;
  result.mutable_context()->mutable_legal_basis(0)->set_basis_id("MX-DATA");
  RecordFacts header = Route(Direction::kOutgoing, kFgr, kState, "ADMIN");
  header.domestic = true;
  header = Answering(header, "FirearmTraceResult", kAtf, kFgr);
  const Decision denied = DecideOn(*mx_, header, result);
  EXPECT_EQ(denied.outcome, Outcome::kDeny);
  EXPECT_EQ(denied.reason, "V08");
  header.parent->consent = true;
  const Decision permitted = DecideOn(*mx_, header, result);
  EXPECT_EQ(permitted.outcome, Outcome::kPermit) << permitted.reason;
  EXPECT_EQ(ActionOn(permitted, "firearm.serial_number").kind,
            FieldAction::kRelease);
  for (const char* path :
       {"purchaser.name.full_name_latin", "dealer.ffl_number"}) {
    EXPECT_EQ(ActionOn(permitted, path).kind, FieldAction::kDrop) << path;
    EXPECT_EQ(ActionOn(permitted, path).reason, "S10") << path;
  }
}

}  // namespace
}  // namespace enlace::policy
