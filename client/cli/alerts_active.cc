// enlace alerts active: the alerts that hold now.

#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/alert_desk.h"
#include "client/cli/alert_text.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/alert_filter.h"

namespace enlace::client {
namespace {

struct ActiveWords {
  AlertFilter filter;
  std::string urgency;
  bool all = false;
  AlertWords desk;
};

std::string NameOf(const google::protobuf::EnumValueDescriptor* value) {
  return value == nullptr ? "" : value->name();
}

Json AlertJson(const FilteredAlert& found, absl::Time now) {
  const Alert& alert = found.alert;
  const v1::Header& header = alert.record->header;
  const AlertTerms terms = TermsOf(*alert.record->message);
  Json warnings = Json::Array();
  for (const auto* warning : terms.warnings) {
    warnings.Append(Json::String(warning->name()));
  }
  const bool live = alert.state == AlertState::kLive;
  return Json::Object()
      .Add("recordId", Json::String(HexEncode(alert.record->record_id)))
      .Add("transferId", Json::String(HexEncode(alert.record->transfer_id)))
      .Add("type", Json::String(header.type()))
      .Add("state", Json::String(AlertStateName(alert.state)))
      .Add("urgency", Json::String(v1::Urgency_Name(header.urgency())))
      .Add("warnings", std::move(warnings))
      .Add("validFrom",
           Json::String(TimeText(absl::ToUnixMillis(alert.valid_from))))
      .Add("validUntil",
           Json::String(TimeText(absl::ToUnixMillis(alert.valid_until))))
      .Add("secondsLeft",
           Json::Number(live ? absl::ToInt64Seconds(alert.valid_until - now)
                             : 0))
      .Add("target", Json::String(NameOf(terms.target)))
      .Add("action", Json::String(NameOf(terms.action)))
      .Add("direction", Json::String(NameOf(terms.direction)))
      .Add("ports", Json::Strings(terms.ports))
      .Add("number", Json::String(terms.number))
      .Add("sender", Json::String(header.sender()))
      .Add("corrected", Json::Strings(alert.corrected))
      .Add("matched", Json::Strings(found.match.paths))
      .Add("partialMatch", Json::Bool(found.match.partial));
}

std::string ActionText(const FilteredAlert& found, const AlertTerms& terms,
                       Language language) {
  std::string text = ValueText(terms.action, language);
  if (!found.alert.corrected.empty()) {
    absl::StrAppend(&text, Phrase{" (wrong: ", " (erróneo: "}.In(language),
                    absl::StrJoin(found.alert.corrected, ", "), ")");
  }
  if (found.match.partial) {
    absl::StrAppend(
        &text,
        Phrase{" (partial match)", " (coincidencia parcial)"}.In(language));
  }
  return text;
}

absl::StatusOr<ExitCode> Active(const ActiveWords& words, Shell& shell) {
  AlertFilter filter = words.filter;
  if (!words.urgency.empty()) {
    v1::Urgency_Parse(
        absl::StrCat("URGENCY_", absl::AsciiStrToUpper(words.urgency)),
        &filter.urgency);
  }
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  // While a watch has the ledger, it keeps what has ended.
  const bool keeps = desk.TakeLedger().ok();
  RETURN_IF_ERROR(desk.Poll());
  if (keeps) RETURN_IF_ERROR(desk.SaveLedger());
  const Language language = shell.language();
  Json rows = Json::Array();
  Table table({"WARNING", "RECORD", "STATE", "URGENCY", "LEFT", "TARGET",
               "NUMBER", "PORTS", "FROM", "ACTION"});
  bool any = false;
  for (const FilteredAlert& found : Filter(desk.board(), filter)) {
    if (!words.all && found.alert.state != AlertState::kLive) continue;
    any = true;
    rows.Append(AlertJson(found, desk.now()));
    const wire::VerifiedRecord& record = *found.alert.record;
    const AlertTerms terms = TermsOf(*record.message);
    table.Add({WarningText(terms, language), ShortId(record.record_id),
               std::string(AlertStateName(found.alert.state)),
               UrgencyText(record.header.urgency(), language),
               TimeLeftText(found.alert, desk.now(), language),
               ValueText(terms.target, language), terms.number,
               absl::StrJoin(terms.ports, ","),
               ShortParty(record.header.sender()),
               ActionText(found, terms, language)});
  }
  shell.Print(rows, table.Format());
  if (any || filter.value.empty()) return ExitCode::kDone;
  shell.Note(shell.Say({"no hit: no alert that holds names it",
                        "sin coincidencia: ninguna alerta vigente lo nombra"}));
  return ExitCode::kNo;
}

}  // namespace

void AddAlertsActive(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "active",
      shell.Say(
          {"List the alerts that hold now", "Enumera las alertas vigentes"}),
      {"enlace alerts active", "enlace alerts active --poe PORT --all",
       "enlace alerts active --match TEST-123 -o json"});
  auto words = std::make_shared<ActiveWords>();
  verb.AddOption("--poe", words->filter.port,
                 shell.Say({"Only alerts that may be met at this port of entry",
                            "Solo alertas que pueden darse en este puerto de "
                            "entrada"}))
      .Value("CODE");
  verb.AddOption("--direction", words->filter.direction,
                 shell.Say({"Only alerts for this direction",
                            "Solo alertas para esta dirección"}))
      .OneOf({"northbound", "southbound"})
      .Value("DIRECTION");
  verb.AddOption("--urgency", words->urgency,
                 shell.Say({"Only alerts at least this urgent",
                            "Solo alertas al menos así de urgentes"}))
      .OneOf({"routine", "priority", "urgent"})
      .Value("URGENCY");
  verb.AddOption(
          "--match", words->filter.value,
          shell.Say({"Only alerts that name this plate, number or serial; 3 if "
                     "none does",
                     "Solo alertas que nombran esta placa, número o serie; 3 "
                     "si ninguna"}))
      .Value("VALUE");
  verb.AddFlag("--all", words->all,
               shell.Say({"Also alerts not yet valid, and those that ended",
                          "También las aún no vigentes y las terminadas"}));
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return Active(*words, shell); });
}

}  // namespace enlace::client
