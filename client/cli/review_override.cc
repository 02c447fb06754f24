// enlace review override ID: sets aside what a rule holds, because the record
// is urgent; it takes two persons. enlace review acknowledge ID: somebody who
// should have approved has seen it.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/failure.h"
#include "client/cli/json_message.h"
#include "client/cli/review_hold.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

struct OverrideWords {
  std::string id;
  std::string rule;
  std::string because;
  std::string objection;
};

// What the node made of it, one row a decision.
absl::StatusOr<ExitCode> Decide(const v1::DecideHoldsRequest& request,
                                Shell& shell) {
  if (request.decisions().empty()) {
    shell.Complain(ExitCode::kNo,
                   shell.Say({"there is nothing for you to decide",
                              "no hay nada que usted pueda decidir"}),
                   "");
    return ExitCode::kNo;
  }
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::DecideHoldsResponse response,
                   node->DecideHolds(request));
  if (response.results_size() != request.decisions_size()) {
    return absl::InternalError("the node did not answer for each decision");
  }
  Json list = Json::Array();
  Table table({"RECORD", "RULE", "STATE", "PERSONS-MISSING", "PROBLEM"});
  bool refused = false;
  for (int i = 0; i < response.results_size(); ++i) {
    const v1::HoldDecision& decision = request.decisions(i);
    const v1::HoldResult& result = response.results(i);
    Json row =
        Json::Object()
            .Add("recordId", Json::String(HexEncode(decision.record_id())))
            .Add("ruleId", Json::String(decision.rule_id()));
    const Json fields = JsonOf(result);
    for (const auto& [name, value] : fields.children()) row.Add(name, value);
    list.Append(std::move(row));
    table.Add({ShortId(decision.record_id()), decision.rule_id(),
               HoldStateText(result, shell),
               absl::StrCat(result.overrides_missing()),
               result.problem().reason()});
    refused |= result.has_problem();
  }
  shell.Print(list, table.Format());
  return refused ? ExitCode::kNo : ExitCode::kDone;
}

bool IsMeant(const OverrideWords& words, const std::string& rule_id) {
  return words.rule.empty() || words.rule == rule_id;
}

absl::StatusOr<ExitCode> Override(const OverrideWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::HeldRecord> holds,
                   ReadHolds({}, shell));
  ASSIGN_OR_RETURN(const v1::HeldRecord hold, FindHold(holds, words.id));
  v1::DecideHoldsRequest request;
  for (const v1::HoldingRule& rule : hold.rules()) {
    if (!rule.urgent_override().held_by_caller() ||
        !IsMeant(words, rule.rule_id())) {
      continue;
    }
    v1::HoldDecision& decision = *request.add_decisions();
    decision.set_record_id(hold.record_id());
    decision.set_rule_id(rule.rule_id());
    decision.set_rule_digest(rule.rule_digest());
    decision.set_verdict(v1::HoldDecision::VERDICT_OVERRIDE);
    decision.set_statement(words.because);
  }
  return Decide(request, shell);
}

absl::StatusOr<ExitCode> Acknowledge(const OverrideWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::OverriddenRecord> overrides,
                   ReadOverrides(shell));
  v1::DecideHoldsRequest request;
  for (const v1::OverriddenRecord& each : overrides) {
    const bool named = IdMatches(each.record_id(), words.id) ||
                       IdMatches(each.transfer_id(), words.id);
    if (!named || !IsMeant(words, each.rule_id())) continue;
    v1::HoldDecision& decision = *request.add_decisions();
    decision.set_record_id(each.record_id());
    decision.set_rule_id(each.rule_id());
    decision.set_verdict(v1::HoldDecision::VERDICT_ACKNOWLEDGE);
    decision.set_reason(words.objection);
    if (decision.record_id() != request.decisions(0).record_id()) {
      return absl::InvalidArgumentError(
          "the id begins several records; type more of it");
    }
  }
  return Decide(request, shell);
}

void AddIdAndRule(Command verb, OverrideWords& words, Shell& shell) {
  verb.AddOption(
          "ID", words.id,
          shell.Say({"Record or transfer id, or its beginning",
                     "Identificador del registro o de la transferencia, o su "
                     "principio"}))
      .Required();
  verb.AddOption("--rule", words.rule,
                 shell.Say({"Only this rule", "Solo esta regla"}))
      .Value("RULE");
}

}  // namespace

void AddReviewOverride(Command review, Shell& shell) {
  Command verb = review.AddVerb(
      "override",
      shell.Say({"Release an urgent record before its approvals are in; it "
                 "takes two persons, and is looked at afterwards",
                 "Libera un registro urgente antes de sus aprobaciones; "
                 "requiere dos personas y se revisa después"}),
      {"enlace review override HOLD --because shots-fired"});
  auto words = std::make_shared<OverrideWords>();
  AddIdAndRule(verb, *words, shell);
  verb.AddOption("--because", words->because,
                 shell.Say({"Why; name no person and no value of the record",
                            "Por qué; no nombre personas ni datos del "
                            "registro"}))
      .Required()
      .Value("WORDS");
  verb.OnRun(shell, [&shell, words] { return Override(*words, shell); });
}

void AddReviewAcknowledge(Command review, Shell& shell) {
  Command verb = review.AddVerb(
      "acknowledge",
      shell.Say({"Say that you have seen what was released without your "
                 "approval",
                 "Dice que usted ha visto lo que se liberó sin su aprobación"}),
      {"enlace review acknowledge HOLD",
       "enlace review acknowledge HOLD --objection V04"});
  auto words = std::make_shared<OverrideWords>();
  AddIdAndRule(verb, *words, shell);
  verb.AddOption("--objection", words->objection,
                 shell.Say({"Reason code, if it should not have passed",
                            "Código del motivo, si no debió pasar"}))
      .Value("CODE");
  verb.OnRun(shell, [&shell, words] { return Acknowledge(*words, shell); });
}

}  // namespace enlace::client
