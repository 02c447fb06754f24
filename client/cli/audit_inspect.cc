// enlace audit inspect ENTRY TRANSFER: the contents of one record, shown to a
// person whom an entry of the register lets look.

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/record_text.h"
#include "client/cli/shown_record.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

constexpr size_t kTransferIdSize = 16;

struct InspectWords {
  std::string entry;
  std::string transfer;
};

absl::StatusOr<std::string> TransferIdOf(const std::string& typed,
                                         Shell& shell) {
  auto id = HexDecode(absl::AsciiStrToLower(typed));
  if (id.ok() && id->size() == kTransferIdSize) return *std::move(id);
  return absl::InvalidArgumentError(shell.Say(
      {"TRANSFER must be a whole transfer id, 32 hex digits; `enlace audit "
       "transfers -o json` lists them",
       "TRANSFER debe ser un identificador de transferencia completo, de 32 "
       "dígitos hexadecimales; los enumera `enlace audit transfers -o "
       "json`"}));
}

std::string TermsText(const InspectWords& words,
                      const v1::InspectRecordResponse& shown, Shell& shell) {
  return absl::StrCat(
      shell.Say({"shown by entry ", "se muestra conforme al asiento "}),
      Printable(words.entry),
      shell.Say({" of the register, which counts until ",
                 " del registro nacional, que vale hasta el "}),
      TimeText(shown.until_ms()),
      shell.Say({"; this look is in the node's log\n",
                 "; esta consulta quedó en la bitácora del nodo\n"}));
}

Json ShownJson(const v1::InspectRecordRequest& request,
               const v1::InspectRecordResponse& shown,
               const google::protobuf::Message& record) {
  Json json =
      Json::Object()
          .Add("entry", Json::String(request.entry()))
          .Add("transferId", Json::String(HexEncode(request.transfer_id())));
  const Json fields = JsonOf(shown);
  for (const auto& [name, value] : fields.children()) {
    json.Add(name, name == "record" ? JsonOf(record) : value);
  }
  return json;
}

absl::StatusOr<ExitCode> Inspect(const InspectWords& words, Shell& shell) {
  v1::InspectRecordRequest request;
  request.set_entry(words.entry);
  ASSIGN_OR_RETURN(*request.mutable_transfer_id(),
                   TransferIdOf(words.transfer, shell));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::InspectRecordResponse shown,
                   node->InspectRecord(request));
  ASSIGN_OR_RETURN(const auto record,
                   ReadShownRecord(shown.type(), shown.record()));
  const std::string heading = FormatFields(
      {{shell.Say({"transfer", "transferencia"}),
        HexEncode(request.transfer_id())},
       {shell.Say({"type", "tipo"}), TypeText(*record, shell.language())},
       {shell.Say({"sender", "remitente"}), shown.sender()},
       {shell.Say({"recipient", "destinatario"}), shown.recipient()},
       {shell.Say({"state", "estado"}),
        std::string(absl::StripPrefix(v1::RecordState_Name(shown.state()),
                                      "RECORD_STATE_"))}});
  shell.Print(ShownJson(request, shown, *record),
              absl::StrCat(heading, "\n", RecordText(*record, shell.language()),
                           "\n", TermsText(words, shown, shell)));
  return ExitCode::kDone;
}

}  // namespace

void AddAuditInspect(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "inspect",
      shell.Say({"Show the contents of a record to an inspector, whom two "
                 "other persons let look; each look is logged",
                 "Muestra el contenido de un registro a quien inspecciona con "
                 "el permiso de otras dos personas; cada consulta queda "
                 "asentada"}),
      {"enlace audit inspect ENTRY TRANSFER"});
  auto words = std::make_shared<InspectWords>();
  verb.AddOption("ENTRY", words->entry,
                 shell.Say({"Entry of the register, an inspection of yours",
                            "Asiento del registro nacional, una inspección "
                            "suya"}))
      .Required();
  verb.AddOption("TRANSFER", words->transfer,
                 shell.Say({"Transfer id, whole",
                            "Identificador completo de la transferencia"}))
      .Required();
  verb.OnRun(shell, [&shell, words] { return Inspect(*words, shell); });
}

}  // namespace enlace::client
