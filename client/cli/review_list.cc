// enlace review list: held records that wait for the reviewer.

#include <memory>

#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/review_hold.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> List(const HoldFilter& filter, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::HeldRecord> holds,
                   ReadHolds(filter, shell));
  Json list = Json::Array();
  Table table({"RECORD", "TYPE", "SENDER", "RECIPIENT", "RULE", "REASON",
               "DECIDE-BY", "APPROVALS", "IN-PLACE-OF"});
  for (const v1::HeldRecord& hold : holds) {
    list.Append(JsonOf(hold));
    std::vector<std::string> rules;
    for (const v1::HoldingRule& rule : hold.rules()) {
      rules.push_back(rule.rule_id());
    }
    table.Add(
        {ShortId(hold.record_id()), hold.type(), ShortParty(hold.sender()),
         ShortParty(hold.recipient()), absl::StrJoin(rules, ","), hold.reason(),
         TimeText(hold.decide_by_ms()), AwaitedText(hold), StandsInText(hold)});
  }
  shell.Print(list, table.Format());
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> ListOverridden(Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::OverriddenRecord> overrides,
                   ReadOverrides(shell));
  Json list = Json::Array();
  Table table({"RECORD", "TYPE", "SENDER", "RECIPIENT", "RULE", "BY", "WHEN",
               "BECAUSE"});
  for (const v1::OverriddenRecord& each : overrides) {
    list.Append(JsonOf(each));
    for (const v1::GivenOverride& given : each.overrides()) {
      table.Add({ShortId(each.record_id()), each.type(),
                 ShortParty(each.sender()), ShortParty(each.recipient()),
                 each.rule_id(), ShortParty(given.person()),
                 TimeText(given.overridden_at_ms()), given.statement()});
    }
  }
  shell.Print(list, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddReviewList(Command review, Shell& shell) {
  Command verb = review.AddVerb(
      "list",
      shell.Say({"List held records that wait for your decision",
                 "Enumera los registros retenidos que esperan su decisión"}),
      {"enlace review list", "enlace review list --sender AGENCY",
       "enlace review list --overridden"});
  auto filter = std::make_shared<HoldFilter>();
  AddHoldFilter(verb, *filter, shell);
  auto overridden = std::make_shared<bool>(false);
  verb.AddFlag("--overridden", *overridden,
               shell.Say({"Instead, what was released without your approval, "
                          "to be acknowledged",
                          "En cambio, lo que se liberó sin su aprobación, por "
                          "acusar"}));
  verb.OnRun(shell, [&shell, filter, overridden] {
    return *overridden ? ListOverridden(shell) : List(*filter, shell);
  });
}

}  // namespace enlace::client
