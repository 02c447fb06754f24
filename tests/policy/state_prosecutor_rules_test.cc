// Traces of state prosecutors on the sample books.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "enlace/v1/firearm_trace.pb.h"
#include "policy/engine/rule.h"
#include "tests/policy/sample_books.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr char kState[] = "spiffe://mx.enlace.example/agency/mx-fge-son";

class StateProsecutorRules : public SampleBooksTest {
 protected:
  // The decision on the request once the rules named in `approved` have their
  // approval, and `authorizations` of the sender stand in the register.
  Decision DecideApproved(RecordFacts header, const Names& approved,
                          const StringSet& authorizations = {}) const {
    header.type = "FirearmTraceRequest";
    header.channel = "ADMIN";
    header.urgency = "ROUTINE";
    header.created_at = Now();
    header.repeated = false;
    Facts facts =
        ExtractFacts(header, request_, mx_->fact_paths(), mx_->scan());
    for (const std::string& rule : approved) {
      const std::string& role = mx_->FindRule(rule)->reviews.front().role;
      facts.Set(ApprovalFact(rule, role), int64_t{1});
    }
    facts.Set("register.sender.authorization", Value(authorizations));
    return mx_->Decide(facts, Now());
  }

  const v1::FirearmTraceRequest request_ =
      Example<v1::FirearmTraceRequest>("trace_request");
  const v1::FirearmTraceResult result_ =
      Example<v1::FirearmTraceResult>("trace_result");
};

TEST_F(StateProsecutorRules, ATraceLeavesWithBothApprovalsAndNotWithOne) {
  const RecordFacts header = Route(Direction::kOutgoing, kState, kAtf);
  const Decision held = DecideOn(*mx_, header, request_);
  EXPECT_EQ(held.outcome, Outcome::kHold);
  const Names both = {"MX-ESTATAL-2", "MX-ESTATAL-8"};
  EXPECT_EQ(held.rule_ids, both);
  EXPECT_EQ(held.reason, "V03");
  const std::vector<Review> reviews = {{"endoso-federal", 1},
                                       {"relaciones-exteriores", 1}};
  EXPECT_EQ(held.reviews, reviews);
  EXPECT_EQ(DecideApproved(header, {both[0]}).outcome, Outcome::kHold);
  EXPECT_EQ(DecideApproved(header, {both[1]}).outcome, Outcome::kHold);
  const Decision permitted = DecideApproved(header, both);
  EXPECT_EQ(permitted.outcome, Outcome::kPermit) << permitted.reason;
  EXPECT_EQ(ActionOn(permitted, "requesting_officer.name").kind,
            FieldAction::kDrop);
}

TEST_F(StateProsecutorRules, AnAuthorizationInTheRegisterIsNoEndorsement) {
  const RecordFacts header = Route(Direction::kOutgoing, kState, kAtf);
  const Names endorsed = {"MX-ESTATAL-2"};
  EXPECT_EQ(DecideApproved(header, endorsed, {"gans"}).outcome,
            Outcome::kPermit);
  EXPECT_EQ(DecideApproved(header, endorsed, {"other"}).rule_ids,
            Names{"MX-ESTATAL-8"});
  EXPECT_EQ(DecideApproved(header, {}, {"gans"}).rule_ids, endorsed);
}

TEST_F(StateProsecutorRules, WithoutTheLawThatOpensTheWayItIsDenied) {
  for (int i = 0; i < request_.context().legal_basis_size(); ++i) {
    if (request_.context().legal_basis(i).basis_id() != "MX-LSN") continue;
    auto direct = request_;
    direct.mutable_context()->mutable_legal_basis()->DeleteSubrange(i, 1);
    const Decision decision =
        DecideOn(*mx_, Route(Direction::kOutgoing, kState, kAtf), direct);
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_EQ(decision.reason, "V03");
    EXPECT_EQ(decision.rule_ids, Names{"MX-ESTATAL-3"});
    return;
  }
  FAIL() << "the example claims no such law";
}

TEST_F(StateProsecutorRules, AbroadOnlyTheFederalEndorsementOpensTheWay) {
  RecordFacts header = Route(Direction::kIncoming, kState, kAtf);
  const Decision alone = DecideOn(*us_, header, request_);
  EXPECT_EQ(alone.outcome, Outcome::kDeny);
  EXPECT_EQ(alone.reason, "V03");
  header.endorsers = {"spiffe://mx.enlace.example/person/mx-foreign-ministry"};
  EXPECT_EQ(DecideOn(*us_, header, request_).outcome, Outcome::kDeny);
  header.endorsers.insert("spiffe://mx.enlace.example/agency/mx-fgr");
  const Decision endorsed = DecideOn(*us_, header, request_);
  EXPECT_EQ(endorsed.outcome, Outcome::kPermit) << endorsed.reason;
}

TEST_F(StateProsecutorRules, AResultReachesItByLeaveAndWithoutThePurchaser) {
  auto result = result_;
  result.mutable_context()->mutable_legal_basis(0)->set_basis_id("MX-DATA");
  RecordFacts header = Route(Direction::kOutgoing, kFgr, kState);
  header.domestic = true;
  header.names_parent = true;
  header.parent = ParentFacts{"FirearmTraceResult", kAtf, kFgr, true};
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
