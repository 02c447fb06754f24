// enlace audit disclosed FILE: what one field of a record says, and why to
// believe it.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/receipt_text.h"
#include "client/cli/record_text.h"
#include "client/cli/root_words.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/disclosure.h"

namespace enlace::client {
namespace {

struct DisclosedWords {
  std::string file;
  std::vector<std::string> roots;
};

absl::StatusOr<ExitCode> ShowDisclosed(const DisclosedWords& words,
                                       Shell& shell) {
  const auto text = ReadFile(words.file);
  if (!text.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(words.file, ": ", text.status().message()));
  }
  ASSIGN_OR_RETURN(const std::vector<certs::TrustAnchor> roots,
                   RootsOf(words.roots, shell));
  const auto disclosure = ParseDisclosure(*text);
  auto field = disclosure.ok() ? VerifyDisclosure(*disclosure, roots)
                               : disclosure.status();
  if (!field.ok()) {
    shell.Complain(ExitCode::kNo, std::string(field.status().message()),
                   "DISCLOSURE_NOT_VERIFIED");
    return ExitCode::kNo;
  }
  const ShownReceipt receipt{.content = std::move(field->receipt),
                             .verified = true,
                             .level = "L2",
                             .file = "",
                             .missing = {}};
  shell.Print(
      Json::Object()
          .Add("field", Json::String(field->path))
          .Add("record", JsonOf(*field->record))
          .Add("withheld", Json::Number(static_cast<int64_t>(field->withheld)))
          .Add("receipt", JsonOf(receipt)),
      absl::StrCat(FormatFields({{shell.Say({"field", "campo"}), field->path},
                                 {shell.Say({"withheld", "se retiene"}),
                                  absl::StrCat(field->withheld)}}),
                   "\n", RecordText(*field->record, shell.language()), "\n",
                   TextOf(receipt, shell)));
  return ExitCode::kDone;
}

}  // namespace

void AddAuditDisclosed(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "disclosed",
      shell.Say({"Verify and show one field of a record that was disclosed",
                 "Verifica y muestra un campo de un registro que se divulgó"}),
      {"enlace audit disclosed serial.disclosure",
       "enlace audit disclosed serial.disclosure --root ROOT.pem --root "
       "PEER_ROOT.pem"});
  auto words = std::make_shared<DisclosedWords>();
  verb.AddOption("FILE", words->file,
                 shell.Say({"File that `audit disclose` wrote",
                            "Archivo que `audit disclose` escribió"}))
      .Required();
  AddRootWords(verb, words->roots, shell);
  verb.OnRun(shell, [&shell, words] { return ShowDisclosed(*words, shell); });
}

}  // namespace enlace::client
