// enlace alerts hits: hits that wait for a confirmation, and their clocks.

#include <memory>
#include <vector>

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

namespace enlace::client {
namespace {

struct HitsWords {
  bool all = false;
  AlertWords desk;
};

std::string ClockText(const Hit& hit, absl::Time now, Language language) {
  if (!Open(hit.state)) return "";
  return hit.state == HitState::kOverdue
             ? absl::StrCat(DurationText(now - hit.due),
                            Phrase{" LATE", " TARDE"}.In(language))
             : DurationText(hit.due - now);
}

Json HitJson(const Hit& hit, const Contact* call) {
  return Json::Object()
      .Add("recordId", Json::String(HexEncode(hit.request)))
      .Add("alert", Json::String(HexEncode(hit.alert)))
      .Add("sent", Json::Bool(hit.sent))
      .Add("counterpart", Json::String(hit.counterpart))
      .Add("level", Json::String(v1::HitLevel_Name(hit.record.level())))
      .Add("state", Json::String(HitStateName(hit.state)))
      .Add("askedAt", Json::String(TimeText(absl::ToUnixMillis(hit.asked_at))))
      .Add("due", Json::String(TimeText(absl::ToUnixMillis(hit.due))))
      .Add("stepsLate", Json::Number(hit.steps_late))
      .Add("matched", Json::Strings({hit.record.matched_paths().begin(),
                                     hit.record.matched_paths().end()}))
      .Add("port", Json::String(hit.record.port()))
      .Add("contactPost", Json::String(hit.record.contact_post()))
      .Add("contactPhone", Json::String(hit.record.contact_phone()))
      .Add("conditions", Json::String(hit.answer.conditions()))
      .Add("callNext", Json::String(call == nullptr ? "" : CallText(*call)));
}

absl::StatusOr<ExitCode> List(const HitsWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  RETURN_IF_ERROR(desk.Poll());
  const Language language = shell.language();
  Json rows = Json::Array();
  Table table({"CLOCK", "RECORD", "ALERT", "STATE", "LEVEL", "ASKED", "WITH",
               "PORT", "MATCHED", "POST", "CALL"});
  for (const Hit& hit : desk.hits()) {
    if (!words.all && !Open(hit.state)) continue;
    const std::vector<Contact> contacts =
        ContactsFor(desk.contacts(), hit.counterpart);
    const Contact* call = ContactAt(contacts, hit.steps_late);
    rows.Append(HitJson(hit, call));
    table.Add(
        {ClockText(hit, desk.now(), language), ShortId(hit.request),
         ShortId(hit.alert), std::string(HitStateName(hit.state)),
         hit.record.level() == v1::HIT_LEVEL_ROUTINE ? "ROUTINE" : "URGENT",
         hit.sent ? shell.Say({"by us", "por nosotros"})
                  : shell.Say({"of us", "a nosotros"}),
         ShortParty(hit.counterpart), hit.record.port(),
         absl::StrJoin(hit.record.matched_paths(), ","),
         absl::StrCat(hit.record.contact_post(), " ",
                      hit.record.contact_phone()),
         call == nullptr ? "" : CallText(*call)});
  }
  shell.Print(rows, table.Format());
  return ExitCode::kDone;
}

}  // namespace

void AddAlertsHits(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "hits",
      shell.Say({"List the hits that wait for a confirmation, and their clocks",
                 "Enumera las coincidencias por confirmar y sus relojes"}),
      {"enlace alerts hits", "enlace alerts hits --all -o json"});
  auto words = std::make_shared<HitsWords>();
  verb.AddFlag("--all", words->all,
               shell.Say({"Also those that were answered",
                          "También las ya contestadas"}));
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return List(*words, shell); });
}

}  // namespace enlace::client
