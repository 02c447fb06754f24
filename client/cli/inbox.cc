// enlace inbox: the records that wait for the agency.

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/answer_text.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct Wanted {
  InboxQuery query;
  bool due = false;  // only what awaits an answer, the longest due first
};

Json ItemJson(const InboxItem& item) {
  const v1::Delivery& delivery = item.delivery;
  const bool verified = item.record.ok();
  const v1::Header header = verified ? item.record->header : v1::Header();
  Json json = Json::Object();
  json.Add("cursor", Json::String(std::to_string(delivery.cursor())));
  json.Add("transferId", Json::String(HexEncode(delivery.transfer_id())));
  json.Add("recordId",
           Json::String(verified ? HexEncode(item.record->record_id) : ""));
  json.Add("type", Json::String(header.type()));
  json.Add("sender", Json::String(header.sender()));
  json.Add("parent", Json::String(HexEncode(header.parent())));
  json.Add("urgency", Json::String(v1::Urgency_Name(header.urgency())));
  json.Add("deliveredAt", Json::String(TimeText(delivery.delivered_at_ms())));
  json.Add("validUntil", Json::String(TimeText(header.valid_until_ms())));
  json.Add("answer", Json::String(AnswerStateName(delivery.answer())));
  json.Add("answerDue", Json::String(delivery.has_answer()
                                         ? TimeText(delivery.answer().due_ms())
                                         : ""));
  json.Add("confirmed", Json::Bool(delivery.confirmed()));
  json.Add("verified", Json::Bool(verified));
  return json;
}

bool IsOverdue(const InboxItem& item) {
  return item.delivery.answer().state() == v1::ANSWER_STATE_OVERDUE;
}

absl::StatusOr<std::vector<InboxItem>> ReadWanted(const Wanted& wanted,
                                                  Shell& shell) {
  if (!wanted.due) return ReadInboxOf(shell, wanted.query);
  // Who confirmed a request still owes the answer.
  InboxQuery all = wanted.query;
  all.include_confirmed = true;
  ASSIGN_OR_RETURN(std::vector<InboxItem> items, ReadInboxOf(shell, all));
  return AwaitingAnswer(std::move(items));
}

ExitCode JudgeDue(const std::vector<InboxItem>& items, Shell& shell) {
  if (std::none_of(items.begin(), items.end(), IsOverdue)) {
    return ExitCode::kDone;
  }
  shell.Complain(
      ExitCode::kNo,
      shell.Say({"an answer is overdue", "hay una respuesta fuera de plazo"}),
      "ANSWER_OVERDUE");
  return ExitCode::kNo;
}

absl::StatusOr<ExitCode> List(const Wanted& wanted, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<InboxItem> items,
                   ReadWanted(wanted, shell));
  Json rows = Json::Array();
  Table table({"TRANSFER", "RECORD", "TYPE", "FROM", "URGENCY", "DELIVERED",
               "ANSWER", "DUE", "CONFIRMED", "VERIFIED"});
  ExitCode code = ExitCode::kDone;
  for (const InboxItem& item : items) {
    rows.Append(ItemJson(item));
    const bool verified = item.record.ok();
    if (!verified) code = ExitCode::kNo;
    const v1::Header header = verified ? item.record->header : v1::Header();
    table.Add(
        {ShortId(item.delivery.transfer_id()),
         verified ? ShortId(item.record->record_id) : "", header.type(),
         ShortParty(header.sender()),
         verified ? std::string(absl::StripPrefix(
                        v1::Urgency_Name(header.urgency()), "URGENCY_"))
                  : "",
         TimeText(item.delivery.delivered_at_ms()),
         AnswerStateName(item.delivery.answer()),
         item.delivery.has_answer() ? TimeText(item.delivery.answer().due_ms())
                                    : "",
         item.delivery.confirmed() ? "yes" : "no", verified ? "yes" : "NO"});
  }
  shell.Print(rows, table.Format());
  if (code == ExitCode::kNo) {
    shell.Complain(code,
                   shell.Say({"a delivery does not verify; see `enlace show`",
                              "una entrega no se verifica; consulte `enlace "
                              "show`"}),
                   "NOT_VERIFIED");
    return code;
  }
  return wanted.due ? JudgeDue(items, shell) : code;
}

}  // namespace

void AddInbox(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "inbox",
      shell.Say({"List the records that wait for the agency",
                 "Enumera los registros que esperan a la autoridad"}),
      {"enlace inbox", "enlace inbox --all -o json", "enlace inbox --due"});
  auto wanted = std::make_shared<Wanted>();
  verb.AddFlag(
      "--due", wanted->due,
      shell.Say({"Only records that await an answer, also confirmed ones, the "
                 "longest due first; exit code 3 if one is overdue",
                 "Solo los registros que esperan respuesta, también los "
                 "confirmados, primero los de plazo más antiguo; código de "
                 "salida 3 si alguno está fuera de plazo"}));
  verb.AddFlag("--all", wanted->query.include_confirmed,
               shell.Say({"Also records that were confirmed",
                          "También los registros confirmados"}));
  verb.AddOption(
          "--after", wanted->query.after,
          shell.Say({"Only after this cursor", "Solo después de este cursor"}))
      .Value("CURSOR");
  verb.OnRun(shell, [&shell, wanted] { return List(*wanted, shell); });
}

}  // namespace enlace::client
