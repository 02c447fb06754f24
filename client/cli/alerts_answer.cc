// enlace alerts answer ID: what the issuer says of a hit on its alert.

#include <google/protobuf/util/time_util.h>

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "client/cli/alert_desk.h"
#include "client/cli/verbs.h"
#include "client/library/answer.h"

namespace enlace::client {
namespace {

struct AnswerWords {
  std::string id;
  std::string answer;
  std::string until;
  std::string conditions;
  std::string post;
  std::string phone;
  AlertWords desk;
};

v1::HitAnswer AnswerOf(const std::string& word) {
  if (word == "confirmed") return v1::HIT_ANSWER_CONFIRMED;
  if (word == "needs-time") return v1::HIT_ANSWER_NEEDS_TIME;
  return v1::HIT_ANSWER_NOT_CONFIRMED;
}

// An instant without an offset could be another one elsewhere: refused.
absl::Status SetUntil(const std::string& text, absl::Time now,
                      v1::HitConfirmationReply& reply) {
  absl::Time until;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &until, &error) ||
      until <= now) {
    return absl::InvalidArgumentError(
        "--until must be an instant to come with its offset, such as "
        "2026-03-08T09:30:00-06:00");
  }
  *reply.mutable_answer_by() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
          absl::ToUnixMillis(until));
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> Answer(const AnswerWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  RETURN_IF_ERROR(desk.Poll());
  ASSIGN_OR_RETURN(const Hit* hit, desk.FindHit(words.id));
  if (hit->sent) {
    return absl::FailedPreconditionError(
        "this request was sent from here; the agency that was asked answers "
        "it");
  }
  const wire::VerifiedRecord& request = *desk.ItemOf(hit->request).record;
  auto reply = std::make_unique<v1::HitConfirmationReply>();
  *reply->mutable_context() = ContextOfAnswer(request);
  reply->set_answer(AnswerOf(words.answer));
  if (!words.until.empty()) {
    RETURN_IF_ERROR(SetUntil(words.until, desk.now(), *reply));
  }
  if (!words.conditions.empty()) reply->set_conditions(words.conditions);
  reply->set_contact_post(words.post);
  if (!words.phone.empty()) reply->set_contact_phone(words.phone);
  RecordDraft draft;
  draft.record = std::move(reply);
  RETURN_IF_ERROR(BindAnswer(request, draft));
  return desk.Send(std::move(draft));
}

}  // namespace

void AddAlertsAnswer(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "answer",
      shell.Say({"Answer a request to confirm a hit on the own alert",
                 "Contesta una solicitud de confirmar una coincidencia con la "
                 "alerta propia"}),
      {"enlace alerts answer ID confirmed --post duty-desk --phone "
       "+19565550100"});
  auto words = std::make_shared<AnswerWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Record id of the request",
                            "Identificador de la solicitud"}))
      .Required();
  verb.AddOption("ANSWER", words->answer,
                 shell.Say({"What the issuer says", "Lo que dice el emisor"}))
      .OneOf({"confirmed", "not-confirmed", "needs-time"})
      .Required();
  verb.AddOption("--until", words->until,
                 shell.Say({"With needs-time: when more will be said",
                            "Con needs-time: cuándo se dirá más"}))
      .Value("INSTANT");
  verb.AddOption("--conditions", words->conditions,
                 shell.Say({"What is asked for, or on which conditions",
                            "Lo que se pide, o en qué condiciones"}))
      .Value("WORDS");
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
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return Answer(*words, shell); });
}

}  // namespace enlace::client
