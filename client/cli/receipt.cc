// enlace receipt ID: a proof of what was decided about a record, by both nodes.
// Given a receipt's file instead of an id, reads it without asking any node.

#include <memory>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/exit_code.h"
#include "client/cli/inbox_search.h"
#include "client/cli/receipt_text.h"
#include "client/cli/root_words.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"
#include "client/library/joint_receipt.h"
#include "client/library/node.h"
#include "client/library/proven_entry.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kProofSuffix = ".tlog-proof";
constexpr absl::string_view kReceiptSuffix = ".receipt";

struct ReceiptWords {
  std::string id;
  std::string level;  // "" stands for L2, or what the file states
  std::string out;
  std::vector<std::string> roots;
  bool verify = false;

  bool IsFile() const { return absl::EndsWith(id, kReceiptSuffix); }
};

std::string LevelName(v1::ReceiptLevel level) {
  return std::string(
      absl::StripPrefix(v1::ReceiptLevel_Name(level), "RECEIPT_LEVEL_"));
}

v1::ReceiptLevel LevelOf(const ReceiptWords& words, v1::ReceiptLevel stated) {
  v1::ReceiptLevel level = stated;
  if (!words.level.empty()) {
    v1::ReceiptLevel_Parse(absl::StrCat("RECEIPT_LEVEL_", words.level), &level);
  }
  return level;
}

absl::StatusOr<v1::GetReceiptResponse> Obtain(const ReceiptWords& words,
                                              Shell& shell) {
  v1::GetReceiptResponse response;
  if (words.IsFile()) {
    const auto text = ReadFile(words.id);
    if (!text.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(words.id, ": ", text.status().message()));
    }
    ASSIGN_OR_RETURN(*response.mutable_receipt(), ParseReceipt(*text));
    return response;
  }
  v1::GetReceiptRequest request;
  request.set_level(LevelOf(words, v1::RECEIPT_LEVEL_L2));
  ASSIGN_OR_RETURN(*request.mutable_record_id(),
                   ResolveRecordId(words.id, shell));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  return node->GetReceipt(request);
}

// Whether the receipt is about the record that was asked for.
bool IsAbout(const ProvenReceipt& proven, const ReceiptWords& words) {
  if (words.IsFile()) return true;
  const std::string typed = absl::AsciiStrToLower(words.id);
  return absl::StartsWith(HexEncode(proven.record_id), typed) ||
         absl::StartsWith(HexEncode(proven.transfer_id), typed);
}

// What is proven; none, after a complaint, if it does not verify.
absl::StatusOr<std::optional<ProvenReceipt>> Verify(
    const v1::JointReceipt& receipt, const ReceiptWords& words,
    v1::ReceiptLevel level, Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<certs::TrustAnchor> roots,
                   RootsOf(words.roots, shell));
  auto proven = VerifyJointReceipt(receipt, roots, level);
  if (proven.ok() && IsAbout(*proven, words)) return *std::move(proven);
  shell.Complain(ExitCode::kNo,
                 proven.ok() ? shell.Say({"it is another record's receipt",
                                          "es el acuse de otro registro"})
                             : std::string(proven.status().message()),
                 "RECEIPT_NOT_VERIFIED");
  return std::nullopt;
}

// The joint receipt; and for other people's tools the proof of each decision,
// the own nation's under the plain name.
absl::StatusOr<std::string> Write(const v1::JointReceipt& receipt,
                                  const ReceiptWords& words, Shell& shell) {
  absl::string_view stem = words.out;
  absl::ConsumeSuffix(&stem, kProofSuffix);
  absl::ConsumeSuffix(&stem, kReceiptSuffix);
  const std::string file = absl::EndsWith(words.out, kProofSuffix)
                               ? absl::StrCat(stem, kReceiptSuffix)
                               : words.out;
  RETURN_IF_ERROR(ReplaceFileDurably(file, FormatReceipt(receipt)));
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  for (const v1::NodeEvidence& evidence : receipt.nodes()) {
    if (!evidence.has_decided()) continue;
    v1::JointReceipt one;
    *one.add_nodes() = evidence;
    const std::string nation =
        ClaimsOf(one).nodes.empty() ? "" : ClaimsOf(one).nodes.front().nation;
    const bool own = nation == context->agency.trust_domain;
    ASSIGN_OR_RETURN(const std::string text, ExportEntry(evidence.decided()));
    RETURN_IF_ERROR(ReplaceFileDurably(
        absl::StrCat(stem, own ? "" : absl::StrCat(".", nation), kProofSuffix),
        text));
  }
  return file;
}

absl::StatusOr<ExitCode> Receipt(const ReceiptWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::GetReceiptResponse response, Obtain(words, shell));
  const v1::ReceiptLevel level = LevelOf(words, response.receipt().level());
  ShownReceipt shown{.content = ClaimsOf(response.receipt()),
                     .verified = words.verify,
                     .level = LevelName(level),
                     .file = "",
                     .missing = response.missing()};
  if (words.verify) {
    ASSIGN_OR_RETURN(std::optional<ProvenReceipt> proven,
                     Verify(response.receipt(), words, level, shell));
    if (!proven) return ExitCode::kNo;
    shown.content = *std::move(proven);
  }
  if (!words.out.empty()) {
    ASSIGN_OR_RETURN(shown.file, Write(response.receipt(), words, shell));
  }
  shell.Print(JsonOf(shown), TextOf(shown, shell));
  return response.has_missing() &&
                 ExitCodeOf(static_cast<absl::StatusCode>(
                     response.missing().code())) == ExitCode::kTryAgain
             ? ExitCode::kTryAgain
             : ExitCode::kDone;
}

}  // namespace

void AddReceipt(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "receipt",
      shell.Say({"Get or verify a proof of what was decided about a record",
                 "Obtiene o verifica una prueba de lo que se decidió sobre un "
                 "registro"}),
      {"enlace receipt ID --verify", "enlace receipt ID --out trace.receipt",
       "enlace receipt trace.receipt --verify"});
  auto words = std::make_shared<ReceiptWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Record id, or a FILE.receipt to read offline",
                            "Identificador del registro, o un FILE.receipt "
                            "para leer sin conexión"}))
      .Required();
  verb.AddOption("--level", words->level,
                 shell.Say({"L0: the nodes' word; L1: signed by their logs; "
                            "L2: cosigned by the other nation",
                            "L0: palabra de los nodos; L1: firmado por sus "
                            "bitácoras; L2: cofirmado por la otra nación"}))
      .OneOf({"L0", "L1", "L2"})
      .Value("LEVEL");
  verb.AddOption("--out", words->out,
                 shell.Say({"Write the receipt to this file, and "
                            "FILE.tlog-proof of each decision beside it",
                            "Escribe el acuse en este archivo, y junto a él "
                            "FILE.tlog-proof de cada decisión"}))
      .Value("FILE.receipt");
  verb.AddFlag("--verify", words->verify,
               shell.Say({"Verify it with the national roots alone",
                          "Lo verifica solo con las raíces nacionales"}));
  AddRootWords(verb, words->roots, shell);
  verb.OnRun(shell, [&shell, words] { return Receipt(*words, shell); });
}

}  // namespace enlace::client
