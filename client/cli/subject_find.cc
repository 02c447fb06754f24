// enlace subject find REQUEST: which records concern a person, who has them,
// and what became of them.  For the data-protection officer; what the person
// may be told, `enlace subject accounting` says.

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/subject_words.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

std::string StateText(v1::RecordState state) {
  return std::string(
      absl::StripPrefix(v1::RecordState_Name(state), "RECORD_STATE_"));
}

// "kept until 2026-08-01, HOLD-1", or "erased".
std::string KeptText(const v1::SubjectRecord& record, Shell& shell) {
  if (!record.is_stored()) return shell.Say({"no", "no"});
  std::string text = shell.Say({"yes", "sí"});
  if (record.retain_until_ms() != 0) {
    absl::StrAppend(&text, shell.Say({", until ", ", hasta "}),
                    DayText(record.retain_until_ms()));
  }
  for (const auto* const entries :
       {&record.legal_holds(), &record.erasure_orders()}) {
    for (const std::string& entry : *entries) {
      absl::StrAppend(&text, ", ", entry);
    }
  }
  return text;
}

// Who has it by a consent, and what was sent about it.
std::string MoreText(const v1::SubjectRecord& record, Shell& shell) {
  std::string text;
  for (const v1::SubjectRecipient& recipient : record.recipients()) {
    if (recipient.consent().empty()) continue;
    absl::StrAppend(&text, "  ", ShortId(record.transfer_id()), ": ",
                    shell.Say({"by consent ", "por consentimiento "}),
                    ShortId(recipient.consent()),
                    shell.Say({" also for ", " también para "}),
                    Printable(ShortParty(recipient.agency())), ", ",
                    PurposeText(recipient.purpose(), shell), "\n");
  }
  for (const v1::SubjectFollowUp& about : record.follow_ups()) {
    absl::StrAppend(&text, "  ", ShortId(record.transfer_id()), ": ",
                    Printable(about.type()), " ", ShortId(about.transfer_id()),
                    shell.Say({" to ", " para "}),
                    Printable(ShortParty(about.recipient())), ", ",
                    about.state() == v1::RECORD_STATE_COLLECTED
                        ? shell.Say({"confirmed by it", "confirmado"})
                        : StateText(about.state()),
                    "\n");
  }
  return text;
}

absl::StatusOr<ExitCode> Find(const SubjectWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::FindSubjectResponse found,
                   FindSubject(words, shell));
  Table table(
      {"TRANSFER", "DECIDED", "TYPE", "FROM", "TO", "STATE", "STORED", "TELL"});
  std::string more;
  for (const v1::SubjectRecord& record : found.records()) {
    table.Add({HexEncode(record.transfer_id()), DayText(record.decided_at_ms()),
               Printable(record.type()), Printable(ShortParty(record.sender())),
               Printable(ShortParty(record.recipient())),
               StateText(record.state()), KeptText(record, shell),
               record.may_be_told() ? shell.Say({"yes", "sí"})
                                    : shell.Say({"no", "no"})});
    absl::StrAppend(&more, MoreText(record, shell));
  }
  shell.Print(
      JsonOf(found),
      absl::StrCat(
          table.Format(), more,
          shell.Say({"records that concern the person: ",
                     "registros que conciernen a la persona: "}),
          found.records_size(),
          shell.Say({"; searched from ", "; se buscó desde "}),
          found.first_year(),
          shell.Say({" on. The answer is due on ", ". La respuesta vence el "}),
          DueText(found.due_ms(), shell), ".\n"));
  return ExitCode::kDone;
}

}  // namespace

void AddSubjectFind(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "find",
      shell.Say({"Find the records that concern a person, for the officer",
                 "Encuentra los registros que conciernen a una persona, para "
                 "quien tramita"}),
      {"enlace subject find REQUEST --person person.txt"});
  auto words = std::make_shared<SubjectWords>();
  AddSubjectWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words] { return Find(*words, shell); });
}

}  // namespace enlace::client
