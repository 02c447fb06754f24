// enlace audit disclose RECORD FIELD: one field of a record for somebody who is
// not to see the rest.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/root_words.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/disclosure.h"
#include "client/library/joint_receipt.h"

namespace enlace::client {
namespace {

constexpr size_t kKeptRecordSizeMax = size_t{2} << 20;

struct DiscloseWords {
  std::string record;
  std::string field;
  std::string receipt;
  std::string out;
  std::vector<std::string> roots;
};

absl::StatusOr<OpenableRecord> OpenableFrom(const std::string& record,
                                            Shell& shell) {
  if (!FileExists(record)) {
    ASSIGN_OR_RETURN(const InboxItem item, FindVerified(record, shell));
    return OpenableOf(item.record->released);
  }
  const auto bytes = ReadFile(record, kKeptRecordSizeMax);
  v1::Submission submission;
  if (!bytes.ok() || !submission.ParseFromString(*bytes) ||
      !submission.has_statement()) {
    return absl::InvalidArgumentError(
        absl::StrCat(record, shell.Say({": holds no record that `--keep` wrote",
                                        ": no contiene un registro que "
                                        "`--keep` haya escrito"})));
  }
  return OpenableOf(submission);
}

absl::Status NoSuchField(Shell& shell) {
  return absl::InvalidArgumentError(shell.Say(
      {"FIELD: the record has no such field that you can open; `enlace schema "
       "show` lists the paths of its type",
       "FIELD: el registro no tiene un campo así que usted pueda abrir; "
       "`enlace schema show` muestra las rutas de su tipo"}));
}

absl::StatusOr<ExitCode> DiscloseField(const DiscloseWords& words,
                                       Shell& shell) {
  ASSIGN_OR_RETURN(const OpenableRecord record,
                   OpenableFrom(words.record, shell));
  const auto text = ReadFile(words.receipt);
  if (!text.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(words.receipt, ": ", text.status().message()));
  }
  ASSIGN_OR_RETURN(const v1::JointReceipt receipt, ParseReceipt(*text));
  ASSIGN_OR_RETURN(const std::vector<certs::TrustAnchor> roots,
                   RootsOf(words.roots, shell));
  const auto disclosure = Disclose(record, words.field, receipt, roots);
  if (absl::IsNotFound(disclosure.status())) return NoSuchField(shell);
  RETURN_IF_ERROR(disclosure.status());
  RETURN_IF_ERROR(ReplaceFileDurably(words.out, FormatDisclosure(*disclosure),
                                     /*private_to_owner=*/true));
  const int withheld = disclosure->opened().leaves_size() - 1;
  const std::string record_id = HexEncode(ClaimsOf(receipt).record_id);
  shell.Print(
      Json::Object()
          .Add("recordId", Json::String(record_id))
          .Add("field", Json::String(words.field))
          .Add("withheld", Json::Number(withheld))
          .Add("file", Json::String(words.out)),
      FormatFields(
          {{shell.Say({"record", "registro"}), record_id},
           {shell.Say({"shown", "se muestra"}), words.field},
           {shell.Say({"withheld", "se retiene"}), absl::StrCat(withheld)},
           {shell.Say({"written to", "escrito en"}), words.out}}));
  return ExitCode::kDone;
}

}  // namespace

void AddAuditDisclose(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "disclose",
      shell.Say({"Write one field of a record, and the proof of it, to a file",
                 "Escribe en un archivo un campo de un registro y su prueba"}),
      {"enlace audit disclose ID firearm.serial_number --receipt "
       "trace.receipt --out serial.disclosure",
       "enlace audit disclose trace.signed firearm.serial_number --receipt "
       "trace.receipt --out serial.disclosure"});
  auto words = std::make_shared<DiscloseWords>();
  verb.AddOption("RECORD", words->record,
                 shell.Say({"File that `--keep` wrote, or the id of a record "
                            "of the inbox",
                            "Archivo que `--keep` escribió, o el identificador "
                            "de un registro recibido"}))
      .Required();
  verb.AddOption("FIELD", words->field,
                 shell.Say({"Path of the field, as in `schema show`",
                            "Ruta del campo, como en `schema show`"}))
      .Required();
  verb.AddOption("--receipt", words->receipt,
                 shell.Say({"The record's receipt of level L2",
                            "Acuse del registro, de nivel L2"}))
      .Required()
      .Value("FILE.receipt");
  verb.AddOption("--out", words->out,
                 shell.Say({"Write to this file", "Escribe en este archivo"}))
      .Required()
      .Value("FILE.disclosure");
  AddRootWords(verb, words->roots, shell);
  verb.OnRun(shell, [&shell, words] { return DiscloseField(*words, shell); });
}

}  // namespace enlace::client
