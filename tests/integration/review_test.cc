// Held records on real nodes: who is shown what, what an approval releases, and
// what is left of it after a restart.

#include <gtest/gtest.h>

#include <string>

#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Verdict = v1::HoldDecision::Verdict;

constexpr char kEndorser[] = "mx-fgr";
constexpr char kMinistry[] = "mx-legal";
constexpr char kStateProsecutor[] = "mx-fge-son";

// A trace request of a state prosecutor, which two rules hold, each for a role
// of its own.
v1::Outcome SendHeld() {
  return OutcomeOf(SubmitBytes(kStateProsecutor,
                               Compose(HeaderFrom(kStateProsecutor, "us-atf"),
                                       ExampleTraceRequest(), kStateProsecutor)
                                   .SerializeAsString()));
}

v1::ListHoldsResponse HoldsOf(const std::string& reviewer,
                              const v1::ListHoldsRequest& request = {}) {
  grpc::ClientContext context;
  v1::ListHoldsResponse response;
  const grpc::Status status =
      Nodes().reviewer(reviewer).ListHolds(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

// The rule that holds `record` for a role of `reviewer`; none if it does not
// wait for one.
v1::HoldingRule RuleOf(const std::string& reviewer, const std::string& record) {
  const v1::ListHoldsResponse holds = HoldsOf(reviewer);
  for (const v1::HeldRecord& hold : holds.holds()) {
    if (hold.record_id() != record) continue;
    for (const v1::HoldingRule& rule : hold.rules()) {
      if (rule.reviews(0).held_by_caller()) return rule;
    }
  }
  return {};
}

v1::HoldResult Decide(const std::string& reviewer, const std::string& record,
                      const v1::HoldingRule& rule, Verdict verdict) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::DecideHoldsRequest request;
  v1::HoldDecision& decision = *request.add_decisions();
  decision.set_record_id(record);
  decision.set_rule_id(rule.rule_id());
  decision.set_rule_digest(rule.rule_digest());
  decision.set_verdict(verdict);
  if (verdict == v1::HoldDecision::VERDICT_REJECT) decision.set_reason("V04");
  v1::DecideHoldsResponse response;
  const grpc::Status status =
      Nodes().reviewer(reviewer).DecideHolds(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.results_size() == 1 ? response.results(0) : v1::HoldResult();
}

v1::RecordState StateOf(const std::string& agency, const std::string& record) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::GetStatusRequest request;
  request.set_record_id(record);
  v1::GetStatusResponse response;
  (void)Nodes().agency(agency).exchange->GetStatus(&context, request,
                                                   &response);
  return response.state();
}

TEST(ReviewTest, TwoRolesReleaseAStatesRequestAcrossARestart) {
  const v1::Outcome outcome = SendHeld();
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_HOLD);
  const std::string& record = outcome.record_id();
  const v1::HoldingRule rule = RuleOf(kEndorser, record);
  ASSERT_EQ(rule.rule_id(), "MX-ESTATAL-2");

  const v1::HoldResult endorsed =
      Decide(kEndorser, record, rule, v1::HoldDecision::VERDICT_APPROVE);
  EXPECT_EQ(endorsed.state(), v1::RECORD_STATE_HELD);
  EXPECT_EQ(endorsed.approvals_missing(), 1U);
  Nodes().StopNode("mx");
  Nodes().StartNode("mx");
  ASSERT_TRUE(
      Eventually([&] { return StateOf(kStateProsecutor, record) != 0; }));
  EXPECT_EQ(StateOf(kStateProsecutor, record), v1::RECORD_STATE_HELD);

  const v1::HoldResult authorized =
      Decide(kMinistry, record, RuleOf(kMinistry, record),
             v1::HoldDecision::VERDICT_APPROVE);
  EXPECT_FALSE(authorized.has_problem()) << authorized.ShortDebugString();
  EXPECT_EQ(authorized.approvals_missing(), 0U);
  EXPECT_TRUE(Eventually([&] {
    return StateOf(kStateProsecutor, record) == v1::RECORD_STATE_DELIVERED;
  }));
}

TEST(ReviewTest, TwentyRequestsAreApprovedInOneCall) {
  v1::DecideHoldsRequest request;
  for (int i = 0; i < 20; ++i) {
    const std::string record = SendHeld().record_id();
    v1::HoldDecision& decision = *request.add_decisions();
    decision.set_record_id(record);
    decision.set_verdict(v1::HoldDecision::VERDICT_APPROVE);
  }
  for (const char* reviewer : {kEndorser, kMinistry}) {
    const v1::HoldingRule rule =
        RuleOf(reviewer, request.decisions(0).record_id());
    for (v1::HoldDecision& decision : *request.mutable_decisions()) {
      decision.set_rule_id(rule.rule_id());
      decision.set_rule_digest(rule.rule_digest());
    }
    grpc::ClientContext context;
    v1::DecideHoldsResponse response;
    ASSERT_TRUE(Nodes()
                    .reviewer(reviewer)
                    .DecideHolds(&context, request, &response)
                    .ok());
    ASSERT_EQ(response.results_size(), 20);
    for (const v1::HoldResult& result : response.results()) {
      EXPECT_FALSE(result.has_problem()) << result.ShortDebugString();
      EXPECT_EQ(result.state() == v1::RECORD_STATE_HELD,
                reviewer == std::string(kEndorser));
    }
  }
  for (const v1::HoldDecision& decision : request.decisions()) {
    EXPECT_TRUE(Eventually([&] {
      return StateOf(kStateProsecutor, decision.record_id()) ==
             v1::RECORD_STATE_DELIVERED;
    }));
  }
}

TEST(ReviewTest, RejectedRequestEndsAndLeavesNothing) {
  const std::string record = SendHeld().record_id();
  const uint64_t sent = Nodes().SentSequence("mx");
  const v1::HoldResult result =
      Decide(kMinistry, record, RuleOf(kMinistry, record),
             v1::HoldDecision::VERDICT_REJECT);
  EXPECT_EQ(result.state(), v1::RECORD_STATE_DENIED);
  EXPECT_EQ(StateOf(kStateProsecutor, record), v1::RECORD_STATE_DENIED);
  EXPECT_EQ(Nodes().SentSequence("mx"), sent);
}

TEST(ReviewTest, WhoMayNotReviewLearnsNothingAndIsLogged) {
  const std::string record = SendHeld().record_id();
  const v1::HoldingRule rule = RuleOf(kEndorser, record);
  for (const char* stranger : {kStateProsecutor, "mx-anam", "mx-nobody"}) {
    EXPECT_EQ(HoldsOf(stranger).holds_size(), 0) << stranger;
    EXPECT_EQ(Decide(stranger, record, rule, v1::HoldDecision::VERDICT_APPROVE)
                  .problem()
                  .reason(),
              wire::kNotEntitled)
        << stranger;
    const uint64_t before = RestingLogSize("mx");
    for (const std::string& asked : {record, std::string(32, 'x')}) {
      grpc::ClientContext context;
      v1::GetHoldRequest request;
      request.set_record_id(asked);
      v1::GetHoldResponse response;
      const grpc::Status status =
          Nodes().reviewer(stranger).GetHold(&context, request, &response);
      EXPECT_EQ(wire::ReasonOf(wire::FromGrpcStatus(status)),
                wire::kNotEntitled);
    }
    EXPECT_EQ(RestingLogSize("mx"), before + 2);
  }
}

TEST(ReviewTest, ReviewerSeesWhatWouldBeReleasedAndTheLookIsLogged) {
  const std::string record = SendHeld().record_id();
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::GetHoldRequest request;
  request.set_record_id(record);
  v1::GetHoldResponse response;
  ASSERT_TRUE(
      Nodes().reviewer(kEndorser).GetHold(&context, request, &response).ok());
  EXPECT_EQ(response.hold().reason(), "V03");
  EXPECT_EQ(response.decision().decision(), v1::DECISION_OUTCOME_HOLD);
  v1::FirearmTraceRequest shown;
  ASSERT_TRUE(shown.ParseFromString(response.record()));
  EXPECT_FALSE(shown.firearm().serial_number().empty());
  EXPECT_FALSE(shown.possessor().has_race());
  EXPECT_EQ(RestingLogSize("mx"), before + 1);
}

TEST(ReviewTest, DecisionAboutARuleThatChangedIsRefused) {
  const std::string record = SendHeld().record_id();
  v1::HoldingRule rule = RuleOf(kEndorser, record);
  rule.set_rule_digest(std::string(32, 'x'));
  EXPECT_EQ(Decide(kEndorser, record, rule, v1::HoldDecision::VERDICT_APPROVE)
                .problem()
                .reason(),
            "RULE_CHANGED");
}

TEST(ReviewTest, HoldsAreListedInPagesByTheEndOfTheirTime) {
  SendHeld();
  SendHeld();
  v1::ListHoldsRequest request;
  request.set_page_size(1);
  const int all = HoldsOf(kEndorser).holds_size();
  int64_t last = 0;
  int listed = 0;
  while (true) {
    const v1::ListHoldsResponse page = HoldsOf(kEndorser, request);
    for (const v1::HeldRecord& hold : page.holds()) {
      EXPECT_GE(hold.decide_by_ms(), last);
      last = hold.decide_by_ms();
      ++listed;
    }
    if (page.next().empty()) break;
    request.set_after(page.next());
  }
  EXPECT_EQ(listed, all);
  request.set_after("x");
  grpc::ClientContext context;
  v1::ListHoldsResponse response;
  EXPECT_EQ(Nodes()
                .reviewer(kEndorser)
                .ListHolds(&context, request, &response)
                .error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(ReviewTest, PersonsAreRemindedOfWhatIsHeldAndAgenciesAreNot) {
  const auto status_for = [](v1::NodeService::Stub& caller) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::GetNodeStatusResponse status;
    EXPECT_TRUE(
        caller.GetNodeStatus(&context, v1::GetNodeStatusRequest(), &status)
            .ok());
    return status;
  };
  v1::NodeService::Stub& person = Nodes().person("mx-operator-1");
  const v1::Reminders before = status_for(person).reminders();
  SendHeld();
  const v1::Reminders after = status_for(person).reminders();
  EXPECT_EQ(after.held(), before.held() + 1);
  EXPECT_LE(after.held_ending(), after.held());
  EXPECT_FALSE(status_for(*Nodes().agency("mx-fgr").node).has_reminders());
}

// Approvals that are complete while nothing may leave wait in the journal: a
// node that starts anew releases what they are for.
TEST(ReviewTest, ApprovedWhileTheLinkIsClosedIsReleasedOnceItOpens) {
  const std::string record = SendHeld().record_id();
  const v1::HoldingRule rule = RuleOf(kEndorser, record);
  Nodes().RenewLinkFile("us", absl::Hours(24));
  for (const char* nation : {"us", "mx"}) {
    Nodes().StopNode(nation);
    Nodes().StartNode(nation);
  }
  Decide(kEndorser, record, rule, v1::HoldDecision::VERDICT_APPROVE);
  const v1::HoldResult complete =
      Decide(kMinistry, record, RuleOf(kMinistry, record),
             v1::HoldDecision::VERDICT_APPROVE);
  EXPECT_EQ(complete.state(), v1::RECORD_STATE_HELD);
  EXPECT_EQ(complete.approvals_missing(), 0U);
  Nodes().StopNode("mx");
  Nodes().StartNode("mx");
  for (const char* person : {"mx-operator-1", "mx-operator-2"}) {
    ASSERT_TRUE(Nodes().Accept(person, "us", Nodes().FingerprintOf("us")).ok());
  }
  EXPECT_TRUE(Eventually([&] {
    return StateOf(kStateProsecutor, record) == v1::RECORD_STATE_DELIVERED;
  }));
}

}  // namespace
}  // namespace enlace
