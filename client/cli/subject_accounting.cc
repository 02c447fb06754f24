// enlace subject accounting REQUEST: what the person may be told of whom this
// nation has told about them, as the page that goes to the person.
//
// The page says the same whether other records exist or not: what may not be
// told is neither on it nor counted, and the last sentence stands on each.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/label.h"
#include "client/cli/short_form.h"
#include "client/cli/subject_words.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

struct Disclosure {
  std::string day;
  std::string nature;
  std::string purpose;
  std::string recipient;
};

std::vector<Disclosure> DisclosuresOf(const v1::FindSubjectResponse& found,
                                      Shell& shell) {
  std::vector<Disclosure> disclosures;
  for (const v1::SubjectRecord& record : found.records()) {
    if (!record.may_be_told()) continue;
    const auto* const type = wire::FindRecordType(record.type());
    for (const v1::SubjectRecipient& recipient : record.recipients()) {
      disclosures.push_back(
          {DayText(recipient.since_ms()),
           type == nullptr ? record.type() : LabelOf(*type, shell.language()),
           PurposeText(recipient.purpose(), shell),
           ShortParty(recipient.agency())});
    }
  }
  return disclosures;
}

absl::StatusOr<ExitCode> Account(const SubjectWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::FindSubjectResponse found,
                   FindSubject(words, shell));
  const std::vector<Disclosure> disclosures = DisclosuresOf(found, shell);
  Json list = Json::Array();
  Table table({"DATE", "NATURE", "PURPOSE", "RECIPIENT"});
  for (const Disclosure& each : disclosures) {
    list.Append(Json::Object()
                    .Add("date", Json::String(each.day))
                    .Add("nature", Json::String(each.nature))
                    .Add("purpose", Json::String(each.purpose))
                    .Add("recipient", Json::String(each.recipient)));
    table.Add({each.day, Printable(each.nature), Printable(each.purpose),
               Printable(each.recipient)});
  }
  const std::string others = shell.Say(
      {"This office neither confirms nor denies that any other record exists.",
       "Esta oficina no confirma ni niega que exista algún otro registro."});
  std::string text = absl::StrCat(
      shell.Say({"Accounting of disclosures, request ",
                 "Relación de comunicaciones de datos, solicitud "}),
      Printable(words.request), "\n\n");
  if (!disclosures.empty()) absl::StrAppend(&text, table.Format(), "\n");
  absl::StrAppend(&text, others, "\n");
  shell.Print(
      Json::Object()
          .Add("request", Json::String(words.request))
          .Add("answer",
               Json::String(disclosures.empty() ? "NEITHER_CONFIRMED_NOR_DENIED"
                                                : "ACCOUNTED"))
          .Add("disclosures", list)
          .Add("others", Json::String(others)),
      text);
  return ExitCode::kDone;
}

}  // namespace

void AddSubjectAccounting(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "accounting",
      shell.Say({"Write the page that tells a person to whom data were "
                 "disclosed",
                 "Escribe la hoja que dice a una persona a quién se "
                 "comunicaron sus datos"}),
      {"enlace subject accounting REQUEST --person person.txt"});
  auto words = std::make_shared<SubjectWords>();
  AddSubjectWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words] { return Account(*words, shell); });
}

}  // namespace enlace::client
