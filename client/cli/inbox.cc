// enlace inbox: the records that wait for the agency.

#include <memory>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/command.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

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
  json.Add("confirmed", Json::Bool(delivery.confirmed()));
  json.Add("verified", Json::Bool(verified));
  return json;
}

absl::StatusOr<ExitCode> List(const InboxQuery& query, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<InboxItem> items,
                   ReadInboxOf(shell, query));
  Json rows = Json::Array();
  Table table({"TRANSFER", "RECORD", "TYPE", "FROM", "URGENCY", "DELIVERED",
               "CONFIRMED", "VERIFIED"});
  ExitCode code = ExitCode::kDone;
  for (const InboxItem& item : items) {
    rows.Append(ItemJson(item));
    const bool verified = item.record.ok();
    if (!verified) code = ExitCode::kNo;
    const v1::Header header = verified ? item.record->header : v1::Header();
    table.Add({ShortId(item.delivery.transfer_id()),
               verified ? ShortId(item.record->record_id) : "", header.type(),
               ShortParty(header.sender()),
               verified ? std::string(absl::StripPrefix(
                              v1::Urgency_Name(header.urgency()), "URGENCY_"))
                        : "",
               TimeText(item.delivery.delivered_at_ms()),
               item.delivery.confirmed() ? "yes" : "no",
               verified ? "yes" : "NO"});
  }
  shell.Print(rows, table.Format());
  if (code == ExitCode::kNo) {
    shell.Complain(code,
                   shell.Say({"a delivery does not verify; see `enlace show`",
                              "una entrega no se verifica; consulte `enlace "
                              "show`"}),
                   "NOT_VERIFIED");
  }
  return code;
}

}  // namespace

void AddInbox(CLI::App& app, Shell& shell) {
  CLI::App& verb = AddCommand(
      app, "inbox",
      shell.Say({"List the records that wait for the agency",
                 "Enumera los registros que esperan a la autoridad"}),
      {"enlace inbox", "enlace inbox --all -o json"});
  auto query = std::make_shared<InboxQuery>();
  verb.add_flag("--all", query->include_confirmed,
                shell.Say({"Also records that were confirmed",
                           "También los registros confirmados"}));
  verb.add_option(
          "--after", query->after,
          shell.Say({"Only after this cursor", "Solo después de este cursor"}))
      ->type_name("CURSOR");
  verb.callback([&shell, query] {
    shell.Choose("inbox", [&shell, query] { return List(*query, shell); });
  });
}

}  // namespace enlace::client
