// Overrides and substitutes on real nodes: who may act when the persons who
// hold a role do not, and what is left to do afterwards.

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/problem.h"
#include "proto/wire/register_act.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Verdict = v1::HoldDecision::Verdict;

v1::RecordState StandingOf(const std::string& agency,
                           const std::string& record) {
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  request.set_record_id(record);
  v1::GetStatusResponse response;
  (void)Nodes().agency(agency).exchange->GetStatus(&context, request,
                                                   &response);
  return response.state();
}

// The rule that holds `record` and that `reviewer` is shown; none if it is not.
v1::HoldingRule HoldingRuleOf(const std::string& reviewer,
                              const std::string& record) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::ListHoldsRequest request;
  request.set_page_size(128);
  v1::ListHoldsResponse holds;
  EXPECT_TRUE(
      Nodes().reviewer(reviewer).ListHolds(&context, request, &holds).ok());
  for (const v1::HeldRecord& hold : holds.holds()) {
    if (hold.record_id() == record) return hold.rules(0);
  }
  return {};
}

constexpr char kProsecutor[] = "mx-fgr";

// A trace request of the federal prosecutor that was sent before, of that
// urgency; held for that reason.
std::string SendAgain(v1::Urgency urgency) {
  v1::FirearmTraceRequest request = ExampleTraceRequest();
  static int count = 0;
  request.mutable_context()->set_case_ref(absl::StrCat("AGAIN-", ++count));
  v1::Outcome outcome;
  for (int i = 0; i < 2; ++i) {
    v1::Header header = HeaderFrom(kProsecutor, "us-atf");
    header.set_urgency(urgency);
    outcome = OutcomeOf(
        SubmitBytes(kProsecutor,
                    Compose(header, request, kProsecutor).SerializeAsString()));
  }
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_HOLD);
  return outcome.record_id();
}

v1::HoldResult Say(const std::string& reviewer, const std::string& record,
                   const v1::HoldingRule& rule, Verdict verdict,
                   const std::string& statement = "a shot was fired") {
  v1::DecideHoldsRequest request;
  v1::HoldDecision& decision = *request.add_decisions();
  decision.set_record_id(record);
  decision.set_rule_id(rule.rule_id());
  decision.set_rule_digest(rule.rule_digest());
  decision.set_verdict(verdict);
  decision.set_statement(statement);
  grpc::ClientContext context;
  v1::DecideHoldsResponse response;
  EXPECT_TRUE(Nodes()
                  .reviewer(reviewer)
                  .DecideHolds(&context, request, &response)
                  .ok());
  return response.results_size() == 1 ? response.results(0) : v1::HoldResult();
}

v1::ListOverridesResponse OverridesFor(const std::string& reviewer) {
  grpc::ClientContext context;
  v1::ListOverridesResponse response;
  EXPECT_TRUE(
      Nodes().reviewer(reviewer).ListOverrides(&context, {}, &response).ok());
  return response;
}

constexpr char kStatesProsecutor[] = "mx-fge-son";

// What a registrar of Mexico does about the entry of these bytes.
void Register(const std::string& person, v1::RegisterAct::Verb verb,
              const std::string& entry) {
  const certs::Identity identity{"mx.enlace.example",
                                 certs::Identity::Kind::kPerson, person};
  const auto issued = Nodes().pki("mx").IssueStatementSigning(identity).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  v1::RegisterEntry content;
  ASSERT_TRUE(content.ParseFromString(entry));
  v1::ChangeRegisterRequest request;
  *request.mutable_act() =
      wire::SignRegisterAct({verb, content.entry_id(), ToBytes(Sha256(entry))},
                            identity, key, issued.chain_pem, absl::Now())
          .value();
  if (verb == v1::RegisterAct::VERB_PROPOSE) request.set_entry(entry);
  grpc::ClientContext context;
  v1::ChangeRegisterResponse response;
  const grpc::Status status =
      Nodes().registrar(person).ChangeRegister(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST(SubstituteTest, WhoStandsInForAMinistryOfficialAuthorizesInThatPlace) {
  const std::string record =
      OutcomeOf(SubmitBytes(kStatesProsecutor,
                            Compose(HeaderFrom(kStatesProsecutor, "us-atf"),
                                    ExampleTraceRequest(), kStatesProsecutor)
                                .SerializeAsString()))
          .record_id();
  EXPECT_EQ(HoldingRuleOf("mx-nobody", record).rule_id(), "");
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id("DUTY-OF-MX-LEGAL");
  entry.set_kind(v1::REGISTER_KIND_DELEGATION);
  entry.set_term("relaciones-exteriores");
  entry.set_principal("spiffe://mx.enlace.example/person/mx-legal");
  entry.set_substitute("spiffe://mx.enlace.example/person/mx-nobody");
  const absl::Time now = absl::Now();
  entry.set_valid_from_ms(absl::ToUnixMillis(now - absl::Hours(1)));
  entry.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
  entry.set_document_digest(std::string(kHashSize, 'd'));
  entry.set_document_reference("orders/1");
  const std::string bytes = wire::WriteRegisterEntry(entry).value();
  Register("mx-operator-1", v1::RegisterAct::VERB_PROPOSE, bytes);
  EXPECT_EQ(HoldingRuleOf("mx-nobody", record).rule_id(), "");
  Register("mx-operator-2", v1::RegisterAct::VERB_APPROVE, bytes);

  grpc::ClientContext context;
  v1::GetHoldRequest look;
  look.set_record_id(record);
  v1::GetHoldResponse shown;
  ASSERT_TRUE(
      Nodes().reviewer("mx-nobody").GetHold(&context, look, &shown).ok());
  v1::HoldingRule rule;
  for (const v1::HoldingRule& each : shown.hold().rules()) {
    if (!each.reviews(0).caller_stands_in_for().empty()) rule = each;
  }
  ASSERT_EQ(rule.rule_id(), "MX-ESTATAL-8");
  EXPECT_FALSE(rule.reviews(0).held_by_caller());
  EXPECT_EQ(rule.reviews(0).caller_stands_in_for(0), entry.principal());
  constexpr Verdict kApprove = v1::HoldDecision::VERDICT_APPROVE;
  const v1::HoldResult result = Say("mx-nobody", record, rule, kApprove);
  EXPECT_FALSE(result.has_problem()) << result.ShortDebugString();
  EXPECT_EQ(result.approvals_missing(), 1U);
  EXPECT_EQ(Say("mx-legal", record, rule, kApprove).problem().reason(),
            wire::kAlreadyAccepted)
      << "both are one place";
}

TEST(OverrideTest, TwoDutyOfficersReleaseWhatIsUrgentAndItIsLookedAtAfter) {
  constexpr Verdict kOverride = v1::HoldDecision::VERDICT_OVERRIDE;
  const std::string record = SendAgain(v1::URGENCY_URGENT);
  const v1::HoldingRule rule = HoldingRuleOf("mx-operator-1", record);
  ASSERT_EQ(rule.rule_id(), "MX-REPETIDO-1");
  ASSERT_TRUE(rule.urgent_override().held_by_caller());
  EXPECT_EQ(
      Say("mx-operator-1", record, rule, kOverride, "").problem().reason(),
      wire::kFieldInvalid)
      << "without a reason";

  const v1::HoldResult first = Say("mx-operator-1", record, rule, kOverride);
  EXPECT_EQ(first.state(), v1::RECORD_STATE_HELD);
  EXPECT_EQ(first.overrides_missing(), 1U);
  EXPECT_TRUE(HoldingRuleOf("mx-operator-1", record).overridden_by_caller());
  const v1::HoldResult second = Say("mx-operator-2", record, rule, kOverride);
  EXPECT_FALSE(second.has_problem()) << second.ShortDebugString();
  EXPECT_TRUE(Eventually([&] {
    return StandingOf(kProsecutor, record) == v1::RECORD_STATE_DELIVERED;
  }));

  const v1::ListOverridesResponse waits = OverridesFor("mx-legal");
  ASSERT_EQ(waits.overrides_size(), 1);
  EXPECT_EQ(waits.overrides(0).record_id(), record);
  ASSERT_EQ(waits.overrides(0).overrides_size(), 2);
  EXPECT_EQ(waits.overrides(0).overrides(1).person(),
            "spiffe://mx.enlace.example/person/mx-operator-2");
  EXPECT_EQ(waits.overrides(0).overrides(0).statement(), "a shot was fired");
  constexpr Verdict kAcknowledge = v1::HoldDecision::VERDICT_ACKNOWLEDGE;
  for (const char* stranger : {"mx-operator-1", "mx-nobody", "mx-anam"}) {
    EXPECT_EQ(OverridesFor(stranger).overrides_size(), 0) << stranger;
    EXPECT_EQ(Say(stranger, record, rule, kAcknowledge).problem().reason(),
              wire::kNotEntitled)
        << stranger;
  }
  EXPECT_FALSE(Say("mx-legal", record, rule, kAcknowledge).has_problem());
  EXPECT_EQ(OverridesFor("mx-legal").overrides_size(), 0);
}

TEST(OverrideTest, OnePersonTwiceReleasesNothing) {
  constexpr Verdict kOverride = v1::HoldDecision::VERDICT_OVERRIDE;
  const std::string record = SendAgain(v1::URGENCY_URGENT);
  const v1::HoldingRule rule = HoldingRuleOf("mx-operator-1", record);
  for (int i = 0; i < 2; ++i) {
    const v1::HoldResult result = Say("mx-operator-1", record, rule, kOverride);
    EXPECT_FALSE(result.has_problem());
    EXPECT_EQ(result.state(), v1::RECORD_STATE_HELD);
    EXPECT_EQ(result.overrides_missing(), 1U);
  }
  EXPECT_EQ(StandingOf(kProsecutor, record), v1::RECORD_STATE_HELD);
}

TEST(OverrideTest, WhatIsNotUrgentOrNotTheirsToOverrideIsRefused) {
  constexpr Verdict kOverride = v1::HoldDecision::VERDICT_OVERRIDE;
  const std::string routine = SendAgain(v1::URGENCY_ROUTINE);
  const v1::HoldingRule rule = HoldingRuleOf("mx-legal", routine);
  EXPECT_FALSE(rule.has_urgent_override());
  EXPECT_EQ(HoldingRuleOf("mx-operator-1", routine).rule_id(), "")
      << "it is not shown to who may do nothing about it";
  EXPECT_EQ(Say("mx-operator-1", routine, rule, kOverride).problem().reason(),
            "NOT_OVERRIDABLE");
  const std::string urgent = SendAgain(v1::URGENCY_URGENT);
  EXPECT_EQ(Say("mx-legal", urgent, rule, kOverride).problem().reason(),
            wire::kNotEntitled);
  EXPECT_EQ(Say("mx-nobody", urgent, rule, kOverride).problem().reason(),
            wire::kNotEntitled);
}

}  // namespace
}  // namespace enlace
