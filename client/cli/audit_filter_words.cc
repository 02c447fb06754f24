#include "client/cli/audit_filter_words.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/did_you_mean.h"
#include "client/cli/instant_text.h"
#include "client/cli/short_form.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

absl::StatusOr<std::string> IdOf(const std::string& text, Shell& shell) {
  std::string id = absl::AsciiStrToLower(text);
  const bool hex = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
  if (id.empty() || (hex && id.size() >= kIdPrefixMin && id.size() <= 64)) {
    return id;
  }
  return absl::InvalidArgumentError(shell.Say(
      {"--id must be the id of a transfer or a record in hex, or at least 6 "
       "digits that it begins with",
       "--id debe ser el identificador de una transferencia o de un registro "
       "en "
       "hexadecimal, o al menos 6 dígitos con que empieza"}));
}

v1::DecisionOutcome OutcomeOf(const std::string& text) {
  if (text == "permit") return v1::DECISION_OUTCOME_PERMIT;
  if (text == "hold") return v1::DECISION_OUTCOME_HOLD;
  if (text == "deny") return v1::DECISION_OUTCOME_DENY;
  return v1::DECISION_OUTCOME_UNSPECIFIED;
}

// A log may name types that are newer than this program.
void WarnOfType(const std::string& type, Shell& shell) {
  if (type.empty() || wire::FindRecordType(type) != nullptr) return;
  std::vector<std::string> known;
  for (const auto* each : wire::RecordTypes()) known.push_back(each->name());
  const std::string near = DidYouMean(type, known, shell.language());
  shell.Warn(absl::StrCat(
      "--type: ",
      shell.Say({"no record type known here is named so; see `enlace schema "
                 "list`",
                 "aquí no se conoce ningún tipo con ese nombre; consulte "
                 "`enlace schema list`"}),
      near.empty() ? "" : "; ", near));
}

}  // namespace

void AddAuditFilter(Command verb, AuditFilterWords& words, Shell& shell) {
  verb.AddOption("--id", words.id,
                 shell.Say({"Only of this transfer or record; its beginning "
                            "will do",
                            "Solo de esta transferencia o registro; basta su "
                            "comienzo"}))
      .Value("ID");
  verb.AddOption("--since", words.since,
                 shell.Say({"Only from this day or instant on",
                            "Solo desde este día o instante"}))
      .Value("WHEN");
  verb.AddOption("--until", words.until,
                 shell.Say({"Only before this day or instant",
                            "Solo antes de este día o instante"}))
      .Value("WHEN");
  verb.AddOption("--agency", words.agency,
                 shell.Say({"Only with this sender or recipient",
                            "Solo con este remitente o destinatario"}))
      .Value("AGENCY");
  verb.AddOption("--type", words.type,
                 shell.Say({"Only of this record type",
                            "Solo de este tipo de registro"}))
      .Value("TYPE");
  verb.AddOption("--outcome", words.outcome,
                 shell.Say({"Only with this outcome",
                            "Solo con este "
                            "resultado"}))
      .OneOf({"permit", "hold", "deny"})
      .Value("OUTCOME");
  verb.AddOption(
          "--rule", words.rule,
          shell.Say({"Only where this rule decided, removed a field or "
                     "was set aside",
                     "Solo donde esta regla decidió, suprimió un campo o "
                     "se dispensó"}))
      .Value("RULE");
  verb.AddOption("--law", words.law,
                 shell.Say({"Only where a citation contains this",
                            "Solo donde una cita legal contiene esto"}))
      .Value("WORDS");
  verb.AddOption("--step", words.steps,
                 shell.Say({"Only of this step; again for another",
                            "Solo de este paso; se repite para otro"}))
      .OneOf(StepWords())
      .Value("STEP");
  verb.AddOption("--reason", words.reason,
                 shell.Say({"Only with this reason code or problem",
                            "Solo con este código de motivo o problema"}))
      .Value("CODE");
  verb.AddOption("--person", words.person,
                 shell.Say({"Only what this person or caller did",
                            "Solo lo que hizo esta persona o solicitante"}))
      .Value("PERSON");
}

absl::StatusOr<AuditFilter> FilterOf(const AuditFilterWords& words,
                                     Shell& shell) {
  AuditFilter filter;
  ASSIGN_OR_RETURN(filter.id, IdOf(words.id, shell));
  if (!words.since.empty()) {
    ASSIGN_OR_RETURN(filter.since_ms, InstantOf("--since", words.since, shell));
  }
  if (!words.until.empty()) {
    ASSIGN_OR_RETURN(filter.until_ms, InstantOf("--until", words.until, shell));
  }
  if (filter.since_ms && filter.until_ms &&
      *filter.since_ms >= *filter.until_ms) {
    return absl::InvalidArgumentError(
        shell.Say({"--until must be after --since: nothing lies between them",
                   "--until debe ser posterior a --since: no hay nada entre "
                   "ambos"}));
  }
  filter.outcome = OutcomeOf(words.outcome);
  for (const std::string& step : words.steps) {
    filter.steps.insert(StepOf(step));
  }
  WarnOfType(words.type, shell);
  filter.agency = words.agency;
  filter.type = words.type;
  filter.rule = words.rule;
  filter.law = words.law;
  filter.reason = absl::AsciiStrToUpper(words.reason);
  filter.person = words.person;
  return filter;
}

Json JsonOf(const AuditFilterWords& words) {
  Json json = Json::Object();
  const auto add = [&](absl::string_view name, const std::string& value) {
    if (!value.empty()) json.Add(name, Json::String(value));
  };
  add("id", words.id);
  add("since", words.since);
  add("until", words.until);
  add("agency", words.agency);
  add("type", words.type);
  add("outcome", words.outcome);
  add("rule", words.rule);
  add("law", words.law);
  if (!words.steps.empty()) json.Add("steps", Json::Strings(words.steps));
  add("reason", words.reason);
  add("person", words.person);
  return json;
}

}  // namespace enlace::client
