// enlace review show ID: a held record, the rule and the law that hold it, and
// what would be released.

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/record_text.h"
#include "client/cli/review_hold.h"
#include "client/cli/shown_record.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

std::string RuleText(const v1::HoldingRule& rule, Shell& shell) {
  std::string text = absl::StrCat(
      "  ", Printable(rule.rule_id()), "  ", Printable(rule.because()),
      "\n    ", Printable(absl::StrJoin(rule.citations(), ", ")), "\n");
  for (const v1::AwaitedReview& review : rule.reviews()) {
    absl::StrAppend(
        &text, "    - ", Printable(review.label()), " (",
        Printable(review.role()), "): ", review.given(), "/", review.needed(),
        review.held_by_caller() ? shell.Say({"; you", "; usted"}) : "");
    for (const std::string& person : review.caller_stands_in_for()) {
      absl::StrAppend(
          &text, shell.Say({"; you, in place of ", "; usted, en lugar de "}),
          Printable(person));
    }
    text += "\n";
  }
  if (rule.has_urgent_override()) {
    const v1::AwaitedReview& by = rule.urgent_override();
    absl::StrAppend(&text,
                    shell.Say({"    or, as it is urgent, set aside by ",
                               "    o, por ser urgente, con dispensa de "}),
                    Printable(by.label()), " (", Printable(by.role()),
                    "): ", by.given(), "/", by.needed(),
                    by.held_by_caller() ? shell.Say({"; you", "; usted"}) : "",
                    "\n");
  }
  return text;
}

absl::StatusOr<ExitCode> Show(const std::string& typed, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<v1::HeldRecord> holds,
                   ReadHolds({}, shell));
  ASSIGN_OR_RETURN(const v1::HeldRecord found, FindHold(holds, typed));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::GetHoldRequest request;
  request.set_record_id(found.record_id());
  ASSIGN_OR_RETURN(const v1::GetHoldResponse response, node->GetHold(request));
  ASSIGN_OR_RETURN(const auto record,
                   ReadShownRecord(response.hold().type(), response.record()));
  const v1::HeldRecord& hold = response.hold();
  std::string text = FormatFields(
      {{shell.Say({"record", "registro"}), HexEncode(hold.record_id())},
       {shell.Say({"transfer", "transferencia"}),
        HexEncode(hold.transfer_id())},
       {shell.Say({"type", "tipo"}), TypeText(*record, shell.language())},
       {shell.Say({"sender", "remitente"}), hold.sender()},
       {shell.Say({"recipient", "destinatario"}), hold.recipient()},
       {shell.Say({"held since", "retenido desde"}),
        TimeText(hold.held_at_ms())},
       {shell.Say({"decide by", "decidir antes de"}),
        TimeText(hold.decide_by_ms())},
       {shell.Say({"reason", "motivo"}),
        ReasonWithText(hold.reason(), shell.language())}});
  absl::StrAppend(&text, shell.Say({"held by", "retenido por"}), ":\n");
  for (const v1::HoldingRule& rule : hold.rules()) {
    absl::StrAppend(&text, RuleText(rule, shell));
  }
  absl::StrAppend(&text, "\n", response.decision().explanation(), "\n",
                  shell.Say({"would be released:", "se divulgaría:"}), "\n",
                  RecordText(*record, shell.language()));
  shell.Print(Json::Object()
                  .Add("hold", JsonOf(hold))
                  .Add("decision", JsonOf(response.decision()))
                  .Add("record", JsonOf(*record)),
              text);
  return ExitCode::kDone;
}

}  // namespace

void AddReviewShow(Command review, Shell& shell) {
  Command verb = review.AddVerb(
      "show",
      shell.Say({"Show a held record, why it is held, and what would be "
                 "released; the look is logged",
                 "Muestra un registro retenido, por qué lo está y qué se "
                 "divulgaría; la consulta queda asentada"}),
      {"enlace review show HOLD"});
  auto id = std::make_shared<std::string>();
  verb.AddOption(
          "ID", *id,
          shell.Say({"Record or transfer id, or its beginning",
                     "Identificador del registro o de la transferencia, o su "
                     "principio"}))
      .Required();
  verb.OnRun(shell, [&shell, id] { return Show(*id, shell); });
}

}  // namespace enlace::client
