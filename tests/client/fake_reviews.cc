// What the fake node says of held records.

#include <string>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/problem.h"
#include "tests/client/fake_node.h"

namespace enlace::client {

absl::StatusOr<v1::ListHoldsResponse> FakeNodeLink::ListHolds(
    const v1::ListHoldsRequest& request) {
  RETURN_IF_ERROR(node_.error);
  // Pages of at most 100, so that a client must ask again.
  constexpr int kPage = 100;
  const int first = request.after().empty() ? 0 : request.after()[0];
  v1::ListHoldsResponse response;
  if (!request.rule_id().empty() && request.rule_id() != "MX-ESTATAL-2") {
    return response;
  }
  for (int i = first; i < node_.held_records; ++i) {
    if (response.holds_size() == kPage) {
      response.set_next(std::string(1, static_cast<char>(i)));
      break;
    }
    v1::HeldRecord& hold = *response.add_holds();
    hold.set_record_id(ToBytes(Sha256(absl::StrCat("held ", i))));
    hold.set_transfer_id(
        ToBytes(Sha256(absl::StrCat("transfer ", i))).substr(0, 16));
    hold.set_type("FirearmTraceRequest");
    hold.set_sender("spiffe://mx.enlace.example/agency/mx-fge-son");
    hold.set_recipient("spiffe://us.enlace.example/agency/us-atf");
    hold.set_held_at_ms(1772971200000);
    hold.set_decide_by_ms(1772971200000 + int64_t{5} * 24 * 3600 * 1000);
    hold.set_reason("V03");
    v1::HoldingRule& rule = *hold.add_rules();
    rule.set_rule_id("MX-ESTATAL-2");
    rule.set_rule_digest(ToBytes(Sha256("rule")));
    rule.set_because("A state prosecutor's trace waits.");
    rule.add_citations("MX-LSN/70");
    v1::AwaitedReview& review = *rule.add_reviews();
    review.set_role("endoso-federal");
    review.set_label("Official who endorses");
    review.set_needed(1);
    review.set_held_by_caller(true);
    v1::AwaitedReview& other = *rule.add_reviews();
    other.set_role("relaciones-exteriores");
    other.set_label("Official of the foreign ministry");
    other.set_needed(1);
    v1::AwaitedReview& on_duty = *rule.mutable_urgent_override();
    on_duty.set_role("oficial-de-guardia");
    on_duty.set_label("Duty officer");
    on_duty.set_needed(2);
    on_duty.set_held_by_caller(true);
  }
  return response;
}

// One record that others released.
absl::StatusOr<v1::ListOverridesResponse> FakeNodeLink::ListOverrides(
    const v1::ListOverridesRequest& /*request*/) {
  RETURN_IF_ERROR(node_.error);
  v1::ListOverridesResponse response;
  v1::OverriddenRecord& record = *response.add_overrides();
  record.set_record_id(ToBytes(Sha256("overridden")));
  record.set_transfer_id(ToBytes(Sha256("overridden transfer")).substr(0, 16));
  record.set_type("FirearmTraceRequest");
  record.set_sender("spiffe://mx.enlace.example/agency/mx-fge-son");
  record.set_recipient("spiffe://us.enlace.example/agency/us-atf");
  record.set_state(v1::RECORD_STATE_DELIVERED);
  record.set_rule_id("MX-ESTATAL-2");
  record.add_roles("endoso-federal");
  for (const char* person : {"ana", "luis"}) {
    v1::GivenOverride& given = *record.add_overrides();
    given.set_person(
        absl::StrCat("spiffe://mx.enlace.example/person/", person));
    given.set_role("oficial-de-guardia");
    given.set_statement("a shot was fired");
    given.set_overridden_at_ms(1772971200000);
  }
  return response;
}

absl::StatusOr<v1::GetHoldResponse> FakeNodeLink::GetHold(
    const v1::GetHoldRequest& request) {
  ASSIGN_OR_RETURN(const v1::ListHoldsResponse page,
                   ListHolds(v1::ListHoldsRequest()));
  for (const v1::HeldRecord& hold : page.holds()) {
    if (hold.record_id() != request.record_id()) continue;
    v1::GetHoldResponse response;
    *response.mutable_hold() = hold;
    response.mutable_decision()->set_decision(v1::DECISION_OUTCOME_HOLD);
    response.mutable_decision()->set_explanation("HELD  V03\n");
    v1::FirearmTraceRequest record;
    record.mutable_context()->set_case_ref("c-91b2");
    response.set_record(record.SerializeAsString());
    return response;
  }
  return wire::Refusal(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                       "no such held record");
}

// The first approval of a record leaves one missing; reasons other than V03
// are no reasons.
absl::StatusOr<v1::DecideHoldsResponse> FakeNodeLink::DecideHolds(
    const v1::DecideHoldsRequest& request) {
  RETURN_IF_ERROR(node_.error);
  v1::DecideHoldsResponse response;
  for (const v1::HoldDecision& decision : request.decisions()) {
    node_.decisions.push_back(decision);
    v1::HoldResult& result = *response.add_results();
    if (decision.verdict() == v1::HoldDecision::VERDICT_APPROVE) {
      result.set_state(v1::RECORD_STATE_HELD);
      result.set_approvals_missing(1);
    } else if (decision.verdict() == v1::HoldDecision::VERDICT_OVERRIDE) {
      result.set_state(v1::RECORD_STATE_HELD);
      result.set_overrides_missing(1);
    } else if (decision.verdict() == v1::HoldDecision::VERDICT_ACKNOWLEDGE) {
      result.set_state(v1::RECORD_STATE_DELIVERED);
    } else if (decision.reason() == "V03") {
      result.set_state(v1::RECORD_STATE_DENIED);
    } else {
      *result.mutable_problem() = wire::ToProblem(
          wire::FieldInvalid("reason", "must be a known reason code"), "en");
    }
  }
  return response;
}

}  // namespace enlace::client
