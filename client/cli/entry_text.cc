#include "client/cli/entry_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/decision_text.h"
#include "client/cli/entry_facts.h"
#include "client/cli/json_message.h"

namespace enlace::client {

std::vector<std::pair<std::string, std::string>> FieldsOf(
    const OpenedEntry& opened, Language language) {
  const v1::SharedOpening shared = opened.shared.value_or(v1::SharedOpening());
  const v1::NationalOpening national =
      opened.national.value_or(v1::NationalOpening());
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  const auto number = [](uint64_t value) {
    return value == 0 ? "" : absl::StrCat(value);
  };
  return {
      {say({"entry", "asiento"}), absl::StrCat(opened.index)},
      {say({"time", "hora"}), TimeText(opened.entry.log_time_ms)},
      {say({"step", "paso"}), StepName(opened.entry.step)},
      {say({"transfer", "transferencia"}), HexEncode(opened.transfer_id)},
      {say({"record", "registro"}), HexEncode(RecordIdOf(opened))},
      {say({"type", "tipo"}), TypeOf(opened)},
      {say({"sender", "remitente"}), SenderOf(opened)},
      {say({"recipient", "destinatario"}), RecipientOf(opened)},
      {say({"channel", "canal"}), ChannelName(shared.channel())},
      {say({"urgency", "urgencia"}), UrgencyName(shared.urgency())},
      {say({"outcome", "resultado"}), OutcomeName(OutcomeOf(opened))},
      {say({"reason", "motivo"}), ReasonOf(opened, language)},
      {say({"rules", "reglas"}), absl::StrJoin(national.rule_ids(), ", ")},
      {say({"law", "ley"}), absl::StrJoin(national.citations(), "; ")},
      {say({"caller", "solicitante"}), national.caller()},
      {say({"persons", "personas"}), absl::StrJoin(national.persons(), ", ")},
      {say({"register entries", "asientos del registro"}),
       absl::StrJoin(national.register_entries(), ", ")},
      {say({"rule book", "libro de reglas"}),
       HexEncode(national.book_digest())},
      {say({"link file", "archivo de enlace"}),
       HexEncode(national.link_file_digest())},
      {say({"direction", "dirección"}),
       shared.to_nation().empty()
           ? ""
           : absl::StrCat(shared.from_nation(), " -> ", shared.to_nation())},
      {say({"link sequence", "secuencia del enlace"}),
       number(shared.link_sequence())},
      {say({"answer due", "respuesta a más tardar"}),
       TimeText(shared.answer_due_ms())},
      {say({"entry of the other log", "asiento de la otra bitácora"}),
       national.peer_entry_hash().empty()
           ? ""
           : absl::StrCat(national.peer_entry_index(), " ",
                          HexEncode(national.peer_entry_hash()))},
      {say({"hash", "hash"}), HexEncode(AsBytes(opened.leaf_hash))},
  };
}

std::string RemovalsOf(const OpenedEntry& opened, Language language) {
  if (!opened.national.has_value() || opened.national->redactions().empty()) {
    return "";
  }
  std::string text = Phrase{"removed:\n", "suprimido:\n"}.In(language);
  for (const v1::Redaction& redaction : opened.national->redactions()) {
    absl::StrAppend(&text, RedactionText(redaction, language));
  }
  return text;
}

Json JsonOf(const OpenedEntry& opened) {
  Json json = Json::Object();
  json.Add("index", Json::Number(static_cast<int64_t>(opened.index)));
  json.Add("entryHash", Json::String(HexEncode(AsBytes(opened.leaf_hash))));
  json.Add("time", Json::String(TimeText(opened.entry.log_time_ms)));
  json.Add("step", Json::String(v1::AuditStep_Name(opened.entry.step)));
  if (opened.shared.has_value()) json.Add("shared", JsonOf(*opened.shared));
  if (opened.national.has_value()) {
    json.Add("national", JsonOf(*opened.national));
  }
  return json;
}

}  // namespace enlace::client
