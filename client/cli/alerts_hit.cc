// enlace alerts hit ID: asks the issuer of an alert whether a hit is one.

#include <google/protobuf/util/time_util.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/alert_desk.h"
#include "client/cli/alert_text.h"
#include "client/cli/verbs.h"
#include "client/library/alert_match.h"
#include "client/library/answer.h"

namespace enlace::client {
namespace {

struct HitWords {
  std::string id;
  std::string level;
  std::string port;
  std::string post;
  std::string phone;
  std::string match;
  std::vector<std::string> fields;
  std::string why;
  std::string remarks;
  AlertWords desk;
};

// Why it is urgent, in the language of the alert's prose.
std::string UrgencyReason(const HitWords& words,
                          const v1::RecordContext& context) {
  if (!words.why.empty()) return words.why;
  return context.language() == "es"
             ? "El objetivo de la alerta espera en el puesto."
             : "The target of the alert waits at the post.";
}

absl::Status SetMatch(const HitWords& words, const wire::VerifiedRecord& alert,
                      v1::HitConfirmationRequest& request) {
  request.set_partial(false);
  for (const std::string& path : words.fields) request.add_matched_paths(path);
  if (!words.match.empty()) {
    const AlertMatch match = MatchOf(alert, words.match);
    if (match.paths.empty()) {
      return absl::FailedPreconditionError(
          "--match: the alert does not name it; nothing was sent");
    }
    for (const std::string& path : match.paths) {
      request.add_matched_paths(path);
    }
    request.set_partial(match.partial);
  }
  if (request.matched_paths().empty()) {
    return absl::InvalidArgumentError(
        "say what matched: --match VALUE or --field PATH");
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Ask(const HitWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  RETURN_IF_ERROR(desk.Poll());
  ASSIGN_OR_RETURN(const Alert* alert, desk.FindAlert(words.id));
  if (alert->state != AlertState::kLive) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the alert does not hold now: ", AlertStateName(alert->state),
        "; nothing was sent"));
  }
  const bool urgent = words.level == "urgent";
  auto request = std::make_unique<v1::HitConfirmationRequest>();
  v1::RecordContext& context = *request->mutable_context();
  context = ContextOfAnswer(*alert->record);
  if (urgent) {
    context.set_urgency_justification(UrgencyReason(words, context));
  }
  request->set_level(urgent ? v1::HIT_LEVEL_URGENT : v1::HIT_LEVEL_ROUTINE);
  *request->mutable_observed_at() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
          absl::ToUnixMillis(desk.now()));
  request->set_port(words.port);
  request->set_contact_post(words.post);
  if (!words.phone.empty()) request->set_contact_phone(words.phone);
  if (!words.remarks.empty()) request->set_remarks(words.remarks);
  RETURN_IF_ERROR(SetMatch(words, *alert->record, *request));
  const absl::Time due = desk.now() + HitLimit(request->level());
  RecordDraft draft;
  draft.record = std::move(request);
  RETURN_IF_ERROR(BindAnswer(*alert->record, draft));
  draft.urgency = urgent ? v1::URGENCY_URGENT : v1::URGENCY_ROUTINE;
  ASSIGN_OR_RETURN(const ExitCode code, desk.Send(std::move(draft)));
  if (code == ExitCode::kDone) {
    shell.Note(
        absl::StrCat(shell.Say({"answer due by ", "respuesta a más tardar "}),
                     UtcText(due)));
  }
  return code;
}

}  // namespace

void AddAlertsHit(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "hit",
      shell.Say({"Ask the issuer of an alert to confirm a hit, before acting",
                 "Pide al emisor de una alerta que confirme la coincidencia, "
                 "antes de actuar"}),
      {"enlace alerts hit ID --level urgent --match TEST-123 --port PORT "
       "--post duty-desk --phone +528675550100"});
  auto words = std::make_shared<HitWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Record id of the alert",
                            "Identificador del registro de la alerta"}))
      .Required();
  verb.AddOption("--level", words->level,
                 shell.Say({"urgent: answered within 10 minutes; routine: "
                            "within an hour",
                            "urgent: se contesta en 10 minutos; routine: en "
                            "una hora"}))
      .OneOf({"urgent", "routine"})
      .Required()
      .Value("LEVEL");
  verb.AddOption("--port", words->port,
                 shell.Say({"Port of entry where it was met",
                            "Puerto de entrada donde se dio"}))
      .Required()
      .Value("CODE");
  verb.AddOption("--post", words->post,
                 shell.Say({"Post that answers the telephone; no officer's "
                            "name",
                            "Puesto que contesta el teléfono; sin nombres de "
                            "personas"}))
      .Required()
      .Value("NAME");
  verb.AddOption("--phone", words->phone,
                 shell.Say({"Its telephone, +, country code, digits",
                            "Su teléfono: +, clave del país, dígitos"}))
      .Value("NUMBER");
  verb.AddOption("--match", words->match,
                 shell.Say({"What is at hand; the fields that name it are "
                            "sent, not the value",
                            "Lo que se tiene a la vista; se envían los campos "
                            "que lo nombran, no el valor"}))
      .Value("VALUE");
  verb.AddOption("--field", words->fields,
                 shell.Say({"Field of the alert that matches",
                            "Campo de la alerta que coincide"}))
      .Value("PATH");
  verb.AddOption("--why", words->why,
                 shell.Say({"Why it is urgent", "Por qué es urgente"}))
      .Value("WORDS");
  verb.AddOption("--remarks", words->remarks,
                 shell.Say({"In words", "Observaciones"}))
      .Value("WORDS");
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return Ask(*words, shell); });
}

}  // namespace enlace::client
