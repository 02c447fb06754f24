#include "client/cli/receipt_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

std::string StepName(v1::AuditStep step) {
  return std::string(
      absl::StripPrefix(v1::AuditStep_Name(step), "AUDIT_STEP_"));
}

Json NodeJson(const ProvenNode& node) {
  Json cosigned = Json::Array();
  for (const wire::CosignedBy& by : node.cosignatures) {
    cosigned.Append(Json::String(by.witness));
  }
  Json events = Json::Array();
  for (const ProvenEvent& event : node.events) {
    events.Append(Json::Object()
                      .Add("step", Json::String(StepName(event.step)))
                      .Add("time", Json::String(TimeText(event.log_time_ms)))
                      .Add("index", Json::String(std::to_string(event.index))));
  }
  Json json = Json::Object().Add("nation", Json::String(node.nation));
  json.Add("decision", JsonOf(node.decision));
  json.Add("cosignedBy", std::move(cosigned));
  return json.Add("events", std::move(events));
}

// Type and parties: from the originator's statement, else from an entry.
struct Parties {
  std::string type;
  std::string sender;
  std::string recipient;
};

Parties PartiesOf(const ProvenReceipt& receipt) {
  if (receipt.header.has_value()) {
    return {receipt.header->type(), receipt.header->sender(),
            receipt.header->recipient()};
  }
  for (const ProvenNode& node : receipt.nodes) {
    if (!node.shared.has_value()) continue;
    return {node.shared->type(), node.shared->sender(),
            node.shared->recipient()};
  }
  return {};
}

std::string DecisionLine(const ProvenNode& node, Shell& shell) {
  const v1::DecisionStatement& decision = node.decision;
  std::string line =
      absl::StrCat(DecisionText(decision.outcome(), shell.language()), ", ",
                   TimeText(decision.decided_at_ms()), ", ",
                   shell.Say({"entry ", "asiento "}), decision.entry_index());
  if (!decision.reason().empty()) {
    absl::StrAppend(&line, ", ",
                    ReasonWithText(decision.reason(), shell.language()));
  }
  for (const wire::CosignedBy& by : node.cosignatures) {
    absl::StrAppend(&line, ", ", shell.Say({"cosigned by ", "cofirmado por "}),
                    by.witness);
  }
  return line;
}

}  // namespace

Json JsonOf(const ShownReceipt& receipt) {
  const ProvenReceipt& content = receipt.content;
  const Parties parties = PartiesOf(content);
  Json nodes = Json::Array();
  for (const ProvenNode& node : content.nodes) nodes.Append(NodeJson(node));
  Json json = Json::Object();
  json.Add("level", Json::String(receipt.level));
  json.Add("verified", Json::Bool(receipt.verified));
  json.Add("joint", Json::Bool(content.joint()));
  json.Add("recordId", Json::String(HexEncode(content.record_id)));
  json.Add("transferId", Json::String(HexEncode(content.transfer_id)));
  json.Add("type", Json::String(parties.type));
  json.Add("sender", Json::String(parties.sender));
  json.Add("recipient", Json::String(parties.recipient));
  json.Add("nodes", std::move(nodes));
  return json.Add("missing", Json::String(receipt.missing.reason()));
}

std::string TextOf(const ShownReceipt& receipt, Shell& shell) {
  const ProvenReceipt& content = receipt.content;
  const Parties parties = PartiesOf(content);
  std::vector<std::pair<std::string, std::string>> fields = {
      {shell.Say({"record", "registro"}), HexEncode(content.record_id)},
      {shell.Say({"transfer", "transferencia"}),
       HexEncode(content.transfer_id)},
      {shell.Say({"type", "tipo"}), parties.type},
      {shell.Say({"sender", "remitente"}), parties.sender},
      {shell.Say({"recipient", "destinatario"}), parties.recipient}};
  for (const ProvenNode& node : content.nodes) {
    if (node.decision.version() == 0) continue;
    fields.emplace_back(node.nation, DecisionLine(node, shell));
    for (const ProvenEvent& event : node.events) {
      fields.emplace_back(
          absl::StrCat("  ", StepName(event.step)),
          absl::StrCat(TimeText(event.log_time_ms), ", ",
                       shell.Say({"entry ", "asiento "}), event.index));
    }
  }
  fields.emplace_back(shell.Say({"other nation", "otra nación"}),
                      receipt.missing.localized_message());
  fields.emplace_back(shell.Say({"level", "nivel"}), receipt.level);
  fields.emplace_back(shell.Say({"written to", "escrito en"}), receipt.file);
  fields.emplace_back(
      shell.Say({"result", "resultado"}),
      receipt.verified ? shell.Say({"verified", "verificado"})
                       : shell.Say({"not verified here; give --verify",
                                    "sin verificar aquí; indique --verify"}));
  return FormatFields(fields);
}

}  // namespace enlace::client
