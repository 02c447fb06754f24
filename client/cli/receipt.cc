// enlace receipt ID: a proof of what was decided about a record.  Given a
// receipt's file instead of an id, reads it without asking any node.

#include "client/library/receipt.h"

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kReceiptSuffix = ".tlog-proof";

struct ReceiptWords {
  std::string id;
  std::string level = "L2";
  std::string out;
  bool verify = false;
};

absl::StatusOr<v1::GetReceiptResponse> Obtain(const ReceiptWords& words,
                                              v1::ReceiptLevel level,
                                              Shell& shell) {
  if (absl::EndsWith(words.id, kReceiptSuffix)) {
    const auto text = ReadFile(words.id);
    if (!text.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(words.id, ": ", text.status().message()));
    }
    return ImportReceipt(*text);
  }
  v1::GetReceiptRequest request;
  request.set_level(level);
  ASSIGN_OR_RETURN(*request.mutable_record_id(),
                   ResolveRecordId(words.id, shell));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  return node->GetReceipt(request);
}

// Whether the receipt is about the record that was asked for.  An entry about a
// record that never left its nation has no shared opening to tell; then only
// the entry itself is proven.
bool IsAbout(const ProvenDecision& proven, const ReceiptWords& words) {
  if (absl::EndsWith(words.id, kReceiptSuffix)) return true;
  const std::string typed = absl::AsciiStrToLower(words.id);
  const std::string id = HexEncode(proven.shared.record_id());
  const std::string transfer = HexEncode(proven.entry.transfer_id);
  return id.empty() || absl::StartsWith(id, typed) ||
         absl::StartsWith(transfer, typed);
}

// The transfer that the entry names.
std::string TransferOf(const v1::GetReceiptResponse& receipt) {
  const auto entry = wire::DecodeAuditEntry(receipt.entry());
  return entry.ok() ? HexEncode(entry->transfer_id) : "";
}

// kDone if it verifies; else complains.
absl::StatusOr<ExitCode> Verify(const v1::GetReceiptResponse& receipt,
                                const ReceiptWords& words,
                                v1::ReceiptLevel level, Shell& shell) {
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(*context));
  const auto proven = VerifyReceipt(receipt, nations, level);
  if (!proven.ok() || !IsAbout(*proven, words)) {
    shell.Complain(ExitCode::kNo,
                   proven.ok() ? shell.Say({"it is another record's receipt",
                                            "es el acuse de otro registro"})
                               : std::string(proven.status().message()),
                   "RECEIPT_NOT_VERIFIED");
    return ExitCode::kNo;
  }
  return ExitCode::kDone;
}

Json ReceiptJson(const v1::GetReceiptResponse& receipt,
                 const ReceiptWords& words) {
  v1::SharedOpening shared;
  shared.ParseFromString(receipt.opening().shared());
  return Json::Object()
      .Add("level", Json::String(words.level))
      .Add("verified", Json::Bool(words.verify))
      .Add("transferId", Json::String(TransferOf(receipt)))
      .Add("index", Json::String(std::to_string(receipt.opening().index())))
      .Add("entry", Json::String(HexEncode(receipt.entry())))
      .Add("opening", JsonOf(shared))
      .Add("proof", Json::String(receipt.proof()));
}

std::string ReceiptText(const v1::GetReceiptResponse& receipt,
                        const ReceiptWords& words, Shell& shell) {
  v1::SharedOpening shared;
  shared.ParseFromString(receipt.opening().shared());
  return FormatFields(
      {{shell.Say({"record", "registro"}), HexEncode(shared.record_id())},
       {shell.Say({"transfer", "transferencia"}), TransferOf(receipt)},
       {shell.Say({"type", "tipo"}), shared.type()},
       {shell.Say({"sender", "remitente"}), shared.sender()},
       {shell.Say({"recipient", "destinatario"}), shared.recipient()},
       {shell.Say({"decision", "decisión"}),
        shared.record_id().empty()
            ? shell.Say({"not opened", "sin abrir"})
            : DecisionText(shared.outcome(), shell.language())},
       {shell.Say({"decided at", "decidido el"}),
        TimeText(shared.decided_at_ms())},
       {shell.Say({"log entry", "asiento"}),
        absl::StrCat(receipt.opening().index())},
       {shell.Say({"level", "nivel"}), words.level},
       {shell.Say({"written to", "escrito en"}), words.out},
       {shell.Say({"result", "resultado"}),
        words.verify ? shell.Say({"verified", "verificado"})
                     : shell.Say({"not verified here; give --verify",
                                  "sin verificar aquí; indique --verify"})}});
}

absl::StatusOr<ExitCode> Receipt(const ReceiptWords& words, Shell& shell) {
  const v1::ReceiptLevel level =
      words.level == "L1" ? v1::RECEIPT_LEVEL_L1 : v1::RECEIPT_LEVEL_L2;
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse receipt,
                   Obtain(words, level, shell));
  if (words.verify) {
    ASSIGN_OR_RETURN(const ExitCode code, Verify(receipt, words, level, shell));
    if (code != ExitCode::kDone) return code;
  }
  if (!words.out.empty()) {
    ASSIGN_OR_RETURN(const std::string text, ExportReceipt(receipt));
    RETURN_IF_ERROR(ReplaceFileDurably(words.out, text));
  }
  shell.Print(ReceiptJson(receipt, words), ReceiptText(receipt, words, shell));
  return ExitCode::kDone;
}

}  // namespace

void AddReceipt(CLI::App& app, Shell& shell) {
  CLI::App* verb = app.add_subcommand(
      "receipt", "Get or verify a proof of what was decided about a record");
  auto words = std::make_shared<ReceiptWords>();
  verb->add_option("ID", words->id,
                   "Record id, or a FILE.tlog-proof to read offline")
      ->required();
  verb->add_option("--level", words->level,
                   "L1: signed by the own log; L2: cosigned by the other")
      ->check(CLI::IsMember({"L1", "L2"}))
      ->type_name("LEVEL");
  verb->add_option("--out", words->out, "Write the receipt to this file")
      ->type_name("FILE.tlog-proof");
  verb->add_flag("--verify", words->verify,
                 "Verify it with the context's keys");
  verb->callback([&shell, words] {
    shell.Choose("receipt", [&shell, words] { return Receipt(*words, shell); });
  });
}

}  // namespace enlace::client
