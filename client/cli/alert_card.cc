#include "client/cli/alert_card.h"

#include <algorithm>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "certs/identity.h"
#include "client/cli/alert_details.h"
#include "client/cli/alert_text.h"
#include "client/cli/label.h"
#include "client/cli/short_form.h"
#include "client/library/alert_match.h"
#include "client/library/alert_terms.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::Message;

bool IsOf(absl::string_view path, absl::string_view part) {
  return !part.empty() && absl::StartsWith(path, absl::StrCat(part, "."));
}

std::string FirstText(const Message& record, absl::string_view path) {
  const std::vector<std::string> texts = TextsAt(record, path);
  return texts.empty() ? "" : texts.front();
}

class CardMaker {
 public:
  CardMaker(const Alert& alert, absl::Time now, Language language)
      : alert_(alert),
        message_(*alert.record->message),
        terms_(TermsOf(message_)),
        target_(TargetPart(message_, terms_)),
        now_(now) {
    card_.language = language;
  }

  AlertCard Make(const std::vector<Contact>& contacts) {
    AddHead();
    AddTimes();
    AddRequest();
    AddPlace();
    AddTarget();
    AddHandling();
    AddContacts(contacts);
    AddAnswer();
    return std::move(card_);
  }

 private:
  std::string Say(const Phrase& phrase) const {
    return phrase.In(card_.language);
  }

  void Add(const Phrase& title, std::vector<std::string> lines, size_t max,
           bool shrinks = false) {
    lines.erase(std::remove(lines.begin(), lines.end(), ""), lines.end());
    if (!lines.empty()) {
      card_.sections.push_back({Say(title), std::move(lines), max, shrinks});
    }
  }

  void AddHead() {
    card_.title = LabelOf(*message_.GetDescriptor(), card_.language);
    if (terms_.target != nullptr) {
      absl::StrAppend(&card_.title, ": ",
                      ValueText(terms_.target, card_.language));
    }
    card_.live = alert_.state == AlertState::kLive;
    card_.state = Capitals(StateText(alert_.state, card_.language));
    const std::string left = TimeLeftText(alert_, now_, card_.language);
    if (!left.empty()) {
      absl::StrAppend(&card_.state, ", ", left,
                      card_.live ? Say({" left", " restantes"}) : "");
    }
    absl::StrAppend(
        &card_.state, ", ",
        UrgencyText(alert_.record->header.urgency(), card_.language));
    for (const auto* warning : terms_.warnings) {
      card_.warnings.push_back(ValueText(warning, card_.language));
    }
    for (const bool of_target : {true, false}) {
      for (const Identifier& each : IdentifiersOf(message_)) {
        // The alert's own number stands with the answer.
        if (each.value == terms_.number ||
            IsOf(each.path, target_) != of_target) {
          continue;
        }
        card_.identifiers.emplace_back(LabelOf(*each.field, card_.language),
                                       each.value);
      }
    }
  }

  void AddTimes() {
    const absl::TimeZone zone = ZoneOf(message_, terms_);
    const auto both = [&](const Phrase& word, absl::Time at) {
      return absl::StrCat(Say(word), LocalTimeText(at, zone), " = ",
                          UtcText(at));
    };
    Add({"Holds", "Vigencia"},
        {both({"from   ", "desde  "}, alert_.valid_from),
         both({"until  ", "hasta  "}, alert_.valid_until)},
        4);
  }

  void AddRequest() {
    const v1::ValueRules rules =
        terms_.action == nullptr
            ? v1::ValueRules()
            : terms_.action->options().GetExtension(v1::value);
    Add({"Asked for", "Se pide"},
        {ValueText(terms_.action, card_.language),
         Say({rules.do_en(), rules.do_es()})},
        4);
    Add({"Do not", "No haga esto"},
        {Say({"This is a request, no order: you decide under your own law. It "
              "is no ground for an arrest.",
              "Es una petición, no una orden: usted decide conforme a su "
              "propia ley. No es motivo para detener a nadie."}),
         Say({rules.avoid_en(), rules.avoid_es()}),
         Say({"Confirm the hit with the issuer before you act on it.",
              "Confirme la coincidencia con el emisor antes de actuar."})},
        6);
  }

  void AddPlace() {
    Add({"Where", "Dónde"},
        {absl::StrJoin(terms_.ports, ", "),
         ValueText(terms_.direction, card_.language)},
        3);
  }

  void AddTarget() {
    const std::unique_ptr<Message> rest(message_.New());
    rest->CopyFrom(message_);
    std::vector<std::string> prose = TakeProse(*rest);
    std::vector<std::string> details =
        DetailsOf(*rest, target_, card_.language);
    for (const auto& release : alert_.record->releases) {
      for (const auto& step : release.generalizations()) {
        details.push_back(absl::StrCat(
            step.path(), ": ", step.value(),
            Say({" (made coarser by a node)", " (generalizado por un nodo)"})));
      }
    }
    if (!alert_.corrected.empty()) {
      details.insert(details.begin(),
                     absl::StrCat(Say({"WRONG, a correction says: ",
                                       "ERRÓNEO, según una corrección: "}),
                                  absl::StrJoin(alert_.corrected, ", ")));
    }
    Add({"Target", "Objetivo"}, std::move(details), 14,
        /*shrinks=*/true);
    Add({"What is known", "Lo que se sabe"}, std::move(prose), 6,
        /*shrinks=*/true);
  }

  void AddHandling() {
    std::vector<std::string> lines = {
        absl::StrJoin(alert_.record->caveats, ", ")};
    const size_t removed = wire::RedactionsOf(*alert_.record).size();
    if (removed > 0) {
      lines.push_back(absl::StrCat(
          removed, Say({" fields were removed; `enlace show` says which",
                        " campos suprimidos; `enlace show` dice cuáles"})));
    }
    Add({"Handling", "Manejo"}, std::move(lines), 3);
  }

  void AddContacts(const std::vector<Contact>& contacts) {
    const std::string& sender = alert_.record->header.sender();
    std::vector<std::string> lines = {
        absl::StrCat(Say({"issued by ", "emitida por "}), ShortParty(sender),
                     " ", FirstText(message_, "context.sender.unit_id"))};
    for (const Contact& contact : ContactsFor(contacts, sender)) {
      lines.push_back(absl::StrCat(contact.order, ". ", CallText(contact)));
    }
    Add({"Whom to call", "A quién llamar"}, std::move(lines), 5);
  }

  void AddAnswer() {
    const std::string id = ShortId(alert_.record->record_id);
    std::vector<std::string> lines = {
        absl::StrCat(Say({"number ", "número "}), terms_.number,
                     Say({", record ", ", registro "}), id)};
    if (terms_.number.empty()) {
      lines[0] = absl::StrCat(Say({"record ", "registro "}), id);
    }
    const auto sender = certs::ParseIdentity(alert_.record->header.sender());
    if (sender.ok() && sender->kind == certs::Identity::Kind::kNode) {
      lines.push_back(Say({"made by a node, which takes no answers",
                           "la hizo un nodo, que no recibe respuestas"}));
    } else if (card_.live) {
      lines.push_back(absl::StrCat("enlace alerts hit ", id,
                                   " --level urgent --match VALUE ..."));
      lines.push_back(absl::StrCat("enlace reply ", id, " Disposition FILE"));
    }
    Add({"How to answer", "Cómo responder"}, std::move(lines), 5);
  }

  const Alert& alert_;
  const Message& message_;
  const AlertTerms terms_;
  const std::string target_;
  const absl::Time now_;
  AlertCard card_;
};

}  // namespace

AlertCard MakeAlertCard(const Alert& alert,
                        const std::vector<Contact>& contacts, absl::Time now,
                        Language language) {
  return CardMaker(alert, now, language).Make(contacts);
}

}  // namespace enlace::client
