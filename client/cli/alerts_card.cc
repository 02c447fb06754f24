// enlace alerts card ID: one page about one alert, for the officer at a post.

#include <memory>

#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/alert_card.h"
#include "client/cli/alert_card_html.h"
#include "client/cli/alert_desk.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct CardWords {
  std::string id;
  bool html = false;
  AlertWords desk;
};

Json CardJson(const AlertCard& card, const Alert& alert) {
  Json identifiers = Json::Array();
  for (const auto& [label, value] : card.identifiers) {
    identifiers.Append(Json::Object()
                           .Add("label", Json::String(label))
                           .Add("value", Json::String(value)));
  }
  Json sections = Json::Array();
  for (const AlertCard::Section& section : card.sections) {
    sections.Append(Json::Object()
                        .Add("title", Json::String(section.title))
                        .Add("lines", Json::Strings(section.lines)));
  }
  return Json::Object()
      .Add("recordId", Json::String(HexEncode(alert.record->record_id)))
      .Add("title", Json::String(card.title))
      .Add("state", Json::String(AlertStateName(alert.state)))
      .Add("warnings", Json::Strings(card.warnings))
      .Add("identifiers", std::move(identifiers))
      .Add("sections", std::move(sections));
}

absl::StatusOr<ExitCode> Card(const CardWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  RETURN_IF_ERROR(desk.Poll());
  ASSIGN_OR_RETURN(const Alert* alert, desk.FindAlert(words.id));
  const AlertCard card =
      MakeAlertCard(*alert, desk.contacts(), desk.now(), shell.language());
  shell.Print(CardJson(card, *alert),
              words.html ? AlertCardHtml(card) : AlertCardText(card));
  return ExitCode::kDone;
}

}  // namespace

void AddAlertsCard(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "card",
      shell.Say({"Print one page about an alert, for the officer at a post",
                 "Imprime una página sobre una alerta, para el personal de un "
                 "puesto"}),
      {"enlace alerts card ID", "enlace alerts card ID --html"});
  auto words = std::make_shared<CardWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Record id of the alert",
                            "Identificador del registro de la alerta"}))
      .Required();
  verb.AddFlag("--html", words->html,
               shell.Say({"As a page to print, without scripts",
                          "Como página para imprimir, sin programas"}));
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return Card(*words, shell); });
}

}  // namespace enlace::client
