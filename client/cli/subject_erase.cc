// enlace subject erase REQUEST: has records that concern a person erased, by an
// order that another person must approve.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/register_text.h"
#include "client/cli/short_form.h"
#include "client/cli/subject_words.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

// So long the order stands if nothing is said: what is under a legal hold may
// be erased when that ends.
constexpr absl::Duration kOrderTerm = absl::Hours(24 * 365);

struct EraseWords {
  SubjectWords subject;
  std::string order;
  std::vector<std::string> transfers;
  std::string document;
  std::string reference;
  bool dry_run = false;
};

// The records that are to be erased.  Fails with kInvalidArgument if one of
// them does not concern the person, or is not here.
absl::StatusOr<std::vector<v1::SubjectRecord>> Chosen(
    const EraseWords& words, const v1::FindSubjectResponse& found) {
  ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                   TransferIdsOf(words.transfers));
  std::vector<v1::SubjectRecord> chosen;
  for (const std::string& id : ids) {
    const auto record =
        std::find_if(found.records().begin(), found.records().end(),
                     [&](const v1::SubjectRecord& each) {
                       return each.transfer_id() == id;
                     });
    if (record == found.records().end() || !record->is_stored()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--transfer ", ShortId(id),
          " is none of the records that concern the person and are stored "
          "here; see `enlace subject find`"));
    }
    chosen.push_back(*record);
  }
  return chosen;
}

bool IsUnderWay(v1::RecordState state) {
  return state == v1::RECORD_STATE_QUEUED || state == v1::RECORD_STATE_HELD;
}

// What stands against it, and who else has the record.
void WarnOf(const v1::SubjectRecord& record, Shell& shell) {
  const std::string id = ShortId(record.transfer_id());
  if (!record.legal_holds().empty()) {
    shell.Warn(absl::StrCat(
        id, ": ",
        shell.Say({"not before the legal hold ends: ",
                   "no antes de que termine la conservación legal: "}),
        absl::StrJoin(record.legal_holds(), ", ")));
  }
  if (IsUnderWay(record.state())) {
    shell.Warn(
        absl::StrCat(id, ": ",
                     shell.Say({"not before it is delivered or has ended",
                                "no antes de que se entregue o termine"})));
  }
  for (const v1::SubjectRecipient& recipient : record.recipients()) {
    shell.Warn(absl::StrCat(
        id, ": ", shell.Say({"a copy is with ", "hay una copia en "}),
        Printable(ShortParty(recipient.agency())),
        record.incoming()
            ? ""
            : shell.Say({"; the sender recalls it with `enlace send Recall`",
                         "; quien lo envió lo retira con `enlace send "
                         "Recall`"})));
  }
}

absl::StatusOr<ExitCode> Erase(const EraseWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::FindSubjectResponse found,
                   FindSubject(words.subject, shell));
  ASSIGN_OR_RETURN(const std::vector<v1::SubjectRecord> records,
                   Chosen(words, found));
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(words.order);
  entry.set_kind(v1::REGISTER_KIND_ERASURE_ORDER);
  entry.set_term("request");
  for (const v1::SubjectRecord& record : records) {
    entry.add_transfer_ids(record.transfer_id());
  }
  const absl::Time now = shell.clock().TimeNow();
  entry.set_valid_from_ms(absl::ToUnixMillis(now));
  entry.set_valid_until_ms(absl::ToUnixMillis(now + kOrderTerm));
  RETURN_IF_ERROR(SetDocument(words.document, words.reference, entry));
  for (const v1::SubjectRecord& record : records) WarnOf(record, shell);
  return ProposeEntry(entry, words.dry_run, shell);
}

void AddWords(Command verb, EraseWords& words, Shell& shell) {
  AddSubjectWords(verb, words.subject, shell);
  verb.AddOption("--order", words.order,
                 shell.Say({"Name of the order for ever: capitals, digits, "
                            "hyphens",
                            "Nombre de la orden para siempre: mayúsculas, "
                            "dígitos y guiones"}))
      .Required()
      .Value("NAME");
  verb.AddOption("--transfer", words.transfers,
                 shell.Say({"Transfer of a record to erase; again for each",
                            "Transferencia de un registro que se suprime; se "
                            "repite para cada uno"}))
      .Required()
      .Value("TRANSFER");
  verb.AddOption("--document", words.document,
                 shell.Say({"The decision; only its SHA-256 is kept",
                            "La resolución; solo se guarda su SHA-256"}))
      .Required()
      .Value("FILE");
  verb.AddOption("--reference", words.reference,
                 shell.Say({"Where the decision is kept; name no person",
                            "Dónde se guarda la resolución; no nombre a "
                            "personas"}))
      .Required()
      .Value("WORDS");
  verb.AddFlag("--dry-run", words.dry_run,
               shell.Say({"Only check and show what it would do",
                          "Solo revisa y muestra lo que haría"}));
}

}  // namespace

void AddSubjectErase(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "erase",
      shell.Say({"Order the erasure of records that concern a person, which "
                 "another person must approve",
                 "Ordena suprimir registros que conciernen a una persona, lo "
                 "que otra persona debe aprobar"}),
      {"enlace subject erase REQUEST --person person.txt --order NEW_ENTRY "
       "--transfer TRANSFER --document trace.json --reference office/2026/17"});
  auto words = std::make_shared<EraseWords>();
  AddWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words] { return Erase(*words, shell); });
}

}  // namespace enlace::client
