// enlace alerts watch: tells what changes on the board, while it changes.
//
// What was told stands in the ledger, so that a restart neither repeats nor
// loses; after a crash at the wrong moment a line may come twice.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/alert_desk.h"
#include "client/cli/alert_text.h"
#include "client/cli/end_signals.h"
#include "client/cli/json_message.h"
#include "client/cli/label.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

struct WatchWords {
  bool once = false;
  int every_seconds = 5;
  AlertWords desk;
};

Phrase PhraseOf(const std::string& what) {
  if (what == "NEW") return {"NEW", "NUEVA"};
  if (what == "LIVE") return {"LIVE", "VIGENTE"};
  if (what == "PENDING") return {"PENDING", "PENDIENTE"};
  if (what == "CORRECTED") return {"CORRECTED", "CORREGIDA"};
  if (what == "CANCELLED") return {"CANCELLED", "CANCELADA"};
  if (what == "REPLACED") return {"REPLACED", "SUSTITUIDA"};
  if (what == "RECALLED") return {"RECALLED", "RETIRADA"};
  if (what == "EXPIRED") return {"EXPIRED", "VENCIDA"};
  if (what == "HIT") return {"HIT", "COINCIDENCIA"};
  if (what == "EXTENDED") return {"MORE TIME", "MÁS TIEMPO"};
  if (what == "OVERDUE") return {"OVERDUE", "SIN RESPUESTA"};
  if (what == "CONFIRMED") return {"CONFIRMED", "CONFIRMADA"};
  if (what == "NOT_CONFIRMED") return {"NOT CONFIRMED", "NO CONFIRMADA"};
  return {"LAPSED", "CADUCADA"};
}

bool Rings(const AlertNews& news) {
  if (news.what == "HIT" || news.what == "OVERDUE") return true;
  return news.what == "NEW" && news.alert != nullptr &&
         news.alert->record->header.urgency() == v1::URGENCY_URGENT;
}

std::string AlertWordsOf(const Alert& alert, absl::Time now,
                         Language language) {
  const AlertTerms terms = TermsOf(*alert.record->message);
  std::vector<std::string> words = {
      WarningText(terms, language),
      UrgencyText(alert.record->header.urgency(), language),
      LabelOf(*alert.record->message->GetDescriptor(), language),
      terms.number,
      ValueText(terms.target, language),
      ValueText(terms.action, language),
      absl::StrJoin(terms.ports, ","),
      ShortParty(alert.record->header.sender()),
      TimeLeftText(alert, now, language),
      absl::StrJoin(alert.corrected, ",")};
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return absl::StrJoin(words, "; ");
}

std::string HitWordsOf(const Hit& hit, const Contact* call, Language language) {
  std::string text = absl::StrCat(
      hit.sent
          ? Phrase{"asked by us of ", "preguntado por nosotros a "}.In(language)
          : Phrase{"asked of us by ", "preguntado a nosotros por "}.In(
                language),
      ShortParty(hit.counterpart), "; ",
      Phrase{"alert ", "alerta "}.In(language), ShortId(hit.alert), "; ",
      Phrase{"due ", "vence "}.In(language), UtcText(hit.due));
  if (call != nullptr) {
    absl::StrAppend(&text, "; ", Phrase{"call ", "llame a "}.In(language),
                    CallText(*call));
  }
  return text;
}

Json NewsJson(const AlertNews& news, absl::Time now, const Contact* call) {
  return Json::Object()
      .Add("at", Json::String(TimeText(absl::ToUnixMillis(now))))
      .Add("what", Json::String(news.what))
      .Add("recordId", Json::String(HexEncode(news.record_id)))
      .Add("alert",
           Json::String(news.hit == nullptr ? HexEncode(news.record_id)
                                            : HexEncode(news.hit->alert)))
      .Add("rings", Json::Bool(Rings(news)))
      .Add("call", Json::String(call == nullptr ? "" : CallText(*call)));
}

void Tell(const AlertNews& news, const AlertDesk& desk, Shell& shell) {
  const Language language = shell.language();
  std::vector<Contact> contacts;
  const Contact* call = nullptr;
  std::string detail;
  if (news.hit != nullptr) {
    contacts = ContactsFor(desk.contacts(), news.hit->counterpart);
    call = ContactAt(contacts, news.hit->steps_late);
    detail = HitWordsOf(*news.hit, call, language);
  } else if (news.alert != nullptr) {
    detail = AlertWordsOf(*news.alert, desk.now(), language);
  }
  shell.PrintNext(
      NewsJson(news, desk.now(), call),
      absl::StrCat(
          absl::FormatTime("%H:%M:%SZ", desk.now(), absl::UTCTimeZone()), "  ",
          PhraseOf(news.what).In(language), "  ", ShortId(news.record_id),
          detail.empty() ? "" : "  ", Printable(detail), "\n"));
  if (Rings(news)) shell.Ring();
}

absl::Status Look(AlertDesk& desk, Shell& shell) {
  RETURN_IF_ERROR(desk.Poll());
  const std::vector<AlertNews> news = desk.News();
  for (const AlertNews& each : news) Tell(each, desk, shell);
  return desk.SaveLedger();
}

absl::StatusOr<ExitCode> Watch(const WatchWords& words, Shell& shell) {
  EndSignals signals;
  ASSIGN_OR_RETURN(AlertDesk desk, AlertDesk::Open(words.desk, shell));
  RETURN_IF_ERROR(desk.TakeLedger());
  if (words.once) {
    RETURN_IF_ERROR(Look(desk, shell));
    return ExitCode::kDone;
  }
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  shell.Note(absl::StrCat(shell.Say({"watching for ", "vigilando para "}),
                          context->agency.Uri()));
  absl::Status last;
  do {
    const absl::Status looked = Look(desk, shell);
    if (!looked.ok() && ExitCodeOf(looked.code()) != ExitCode::kTryAgain) {
      return looked;
    }
    // Once, not every time while the node is away.
    if (!looked.ok() && looked.code() != last.code()) {
      shell.Warn(looked.message());
    }
    last = looked;
  } while (!signals.Came(absl::Seconds(words.every_seconds)));
  return ExitCode::kDone;
}

}  // namespace

void AddAlertsWatch(Command alerts, Shell& shell) {
  Command verb = alerts.AddVerb(
      "watch",
      shell.Say({"Tell what changes on the board, until told to end",
                 "Avisa de lo que cambia en el tablero, hasta que se le pida "
                 "terminar"}),
      {"enlace alerts watch", "enlace alerts watch --every 2"});
  auto words = std::make_shared<WatchWords>();
  verb.AddFlag(
      "--once", words->once,
      shell.Say({"Tell what is new and end", "Avisa de lo nuevo y termina"}));
  verb.AddOption("--every", words->every_seconds,
                 shell.Say({"Seconds between looks", "Segundos entre miradas"}))
      .Between(1, 3600)
      .Value("SECONDS");
  AddAlertWords(verb, words->desk, shell);
  verb.OnRun(shell, [&shell, words] { return Watch(*words, shell); });
}

}  // namespace enlace::client
