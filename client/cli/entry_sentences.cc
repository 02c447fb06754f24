#include "client/cli/entry_sentences.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/encoding.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/entry_facts.h"
#include "client/cli/label.h"
#include "client/cli/reason_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/library/transfer_history.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

// One entry.  The national part is an empty message where it is not at hand.
class Teller {
 public:
  Teller(const OpenedEntry& opened, Language language)
      : opened_(opened),
        language_(language),
        national_(opened.national.value_or(v1::NationalOpening())) {}

  bool IsOpened() const {
    return opened_.shared.has_value() || opened_.national.has_value();
  }

  std::string Sentence() const {
    const StepText* text = FindStepText(opened_.entry.step);
    if (text == nullptr || !IsOpened()) return ClosedSentence(text);
    return absl::StrReplaceAll(
        text->sentence.In(language_),
        {{"{time}", ClockText(opened_.entry.log_time_ms)},
         {"{record}", Record()},
         {"{about}", About()},
         {"{recipient}",
          Party(RecipientOf(opened_), {"its recipient", "su destinatario"})},
         {"{decided}", Decided()},
         {"{outcome}", DecisionText(OutcomeOf(opened_), language_)},
         {"{reported}", Reported()},
         {"{caller}", Party(national_.caller(), {"somebody", "alguien"})},
         {"{role}", Role()},
         {"{reviewed}", IsPermit() ? Say({"approved", "aprobó"})
                                   : Say({"rejected", "rechazó"})},
         {"{agreed}", IsPermit() ? Say({"did not object", "no objetó"})
                                 : Say({"objected", "objetó"})},
         {"{rules}", List(national_.rule_ids())},
         {"{persons}", Persons()},
         {"{nation}",
          Party(national_.link_nation(), {"another nation", "otra nación"})},
         {"{entries}", List(national_.register_entries())},
         {"{version}", absl::StrCat(national_.adopted_book().book_version())},
         {"{from}", ClockText(national_.adopted_book().effective_from_ms())},
         {"{window}", Window()},
         {"{method}", Method()},
         {"{door}",
          national_.knocks().door() == "peers"
              ? Say({"other nations", "otras naciones"})
              : Say({"agencies and persons", "dependencias y personas"})},
         {"{times}", absl::StrCat(national_.knocks().times())},
         {"{first}", ClockText(national_.knocks().first_ms())},
         {"{last}", ClockText(national_.knocks().last_ms())},
         {"{kept}", Kept()},
         {"{due}", Due()}});
  }

  // Of a list the method that showed it; of calls that were turned away the
  // method that was called, if any.
  std::string Method() const {
    if (!national_.has_knocks()) return Printable(national_.method());
    const std::string& method = national_.knocks().method();
    return method.empty() ? "" : absl::StrCat(" (", Printable(method), ")");
  }

  // What makes the sentence complete.
  std::vector<std::string> More() const {
    std::vector<std::string> more;
    const auto add = [&](const Phrase& text, const std::string& value) {
      if (!value.empty()) {
        more.push_back(absl::StrReplaceAll(Say(text), {{"{}", value}}));
      }
    };
    add({"The reason: {}.", "El motivo: {}."},
        Printable(ReasonOf(opened_, language_)));
    // Of these steps the sentence names the rule.
    if (national_.review().role().empty()) {
      add({"It was decided by {}.", "Lo decidió {}."},
          national_.rule_ids().empty() ? "" : List(national_.rule_ids()));
    }
    add({"The law: {}.", "La ley: {}."},
        Printable(absl::StrJoin(national_.citations(), "; ")));
    add({"Set aside for it: {}.", "Se dispensó para ello: {}."},
        Printable(absl::StrJoin(national_.overridden_rules(), ", ")));
    add({"In the person's words: “{}”.", "En palabras de la persona: “{}”."},
        Printable(national_.statement()));
    more.push_back(Removals());
    // Of the steps about the register itself the sentence names them.
    add({"Entries of the register that it names: {}.",
         "Asientos del registro nacional que cita: {}."},
        opened_.shared.has_value() || !national_.record_id().empty()
            ? Printable(absl::StrJoin(national_.register_entries(), ", "))
            : "");
    add({"It is a safety notice in place of transfer {}.",
         "Es un aviso de seguridad en lugar de la transferencia {}."},
        HexEncode(national_.notice_of()));
    if (!opened_.national.has_value() && IsOpened()) {
      more.push_back(
          Say({"The national part is not opened: who acted, reason, "
               "rules and law are not told.",
               "La parte nacional no se abre: no se dice quién "
               "actuó, ni motivo, reglas o ley."}));
    }
    return more;
  }

  std::string Say(const Phrase& phrase) const { return phrase.In(language_); }

 private:
  std::string ClosedSentence(const StepText* text) const {
    const std::string title =
        text == nullptr ? StepName(opened_.entry.step) : Say(text->title);
    std::string why =
        Say({"its opening is not at hand", "no se tiene su apertura"});
    if (opened_.closed_places != 0) {
      why = absl::StrCat(Say({"it covers a batch, and none of its ",
                              "cubre un lote y no se abre ninguno de sus "}),
                         opened_.closed_places,
                         Say({" places opens", " lugares"}));
    } else if (opened_.in_annex) {
      why = Say({"what it opened was erased, or is not shown here",
                 "lo que abría se borró, o aquí no se muestra"});
    }
    return absl::StrCat(Say({"On ", "El "}),
                        ClockText(opened_.entry.log_time_ms),
                        Say({" something was logged: ", " se asentó: "}), title,
                        "; ", why, ".");
  }

  // When a node is planned to be away.
  std::string Window() const {
    const v1::MaintenanceWindow& window = national_.maintenance();
    if (window.until_ms() == 0) {
      return Say({" no more: what was planned is dropped",
                  " ya nunca: se anuló lo planeado"});
    }
    return absl::StrCat(Say({" from ", " del "}), ClockText(window.from_ms()),
                        Say({" to ", " al "}), ClockText(window.until_ms()));
  }

  // Who acted, or what stands for whom is not known.
  std::string Party(const std::string& uri, const Phrase& nobody) const {
    return uri.empty() ? Say(nobody) : Printable(ShortParty(uri));
  }

  template <typename Texts>
  std::string List(const Texts& texts) const {
    return texts.empty() ? Say({"that is not told", "que no se dice"})
                         : Printable(absl::StrJoin(texts, ", "));
  }

  std::string Persons() const {
    std::vector<std::string> names;
    for (const std::string& person : national_.persons()) {
      names.push_back(Party(person, {"", ""}));
    }
    if (names.empty()) {
      return Party(national_.caller(), {"somebody", "alguien"});
    }
    return absl::StrJoin(names, Say({" and ", " y "}));
  }

  std::string Record() const {
    const std::string type = TypeOf(opened_);
    std::string text = Say({"a record", "un registro"});
    const auto* const descriptor = wire::FindRecordType(type);
    if (!type.empty()) {
      absl::StrAppend(&text, Say({" of type ", " de tipo "}), Printable(type));
    }
    if (descriptor != nullptr) {
      absl::StrAppend(&text, " (", LabelOf(*descriptor, language_), ")");
    }
    if (!SenderOf(opened_).empty()) {
      absl::StrAppend(&text, Say({" from ", " de "}),
                      Party(SenderOf(opened_), {"", ""}));
    }
    if (!RecipientOf(opened_).empty()) {
      absl::StrAppend(&text, Say({" to ", " para "}),
                      Party(RecipientOf(opened_), {"", ""}));
    }
    return text;
  }

  // Of a refusal, which may be about nothing that could be read.
  std::string About() const {
    return TypeOf(opened_).empty() && SenderOf(opened_).empty()
               ? ""
               : absl::StrCat(Say({" about ", " sobre "}), Record());
  }

  bool IsPermit() const {
    return OutcomeOf(opened_) == v1::DECISION_OUTCOME_PERMIT;
  }

  std::string Decided() const {
    switch (OutcomeOf(opened_)) {
      case v1::DECISION_OUTCOME_PERMIT:
        return Say({"permitted", "permitió"});
      case v1::DECISION_OUTCOME_HOLD:
        return Say({"held", "retuvo"});
      default:
        return Say({"denied", "denegó"});
    }
  }

  std::string Reported() const {
    if (!opened_.national.has_value() &&
        OutcomeOf(opened_) != v1::DECISION_OUTCOME_DENY) {
      return Say({"its national part says it", "lo dice su parte nacional"});
    }
    TransferRow row;
    row.reported_outcome = OutcomeOf(opened_);
    row.reported_reason = national_.reason();
    row.reported_state = national_.reported_state();
    const absl::string_view state = row.ReportedState();
    if (state == "DELIVERED") return Say({"let in", "admitido"});
    if (state == "REFUSED") return Say({"refused", "rechazado"});
    if (state == "EXPIRED") return Say({"expired", "vencido"});
    if (state == "REVOKED") return Say({"taken back", "revocado"});
    return Say({"collected", "recogido"});
  }

  std::string Role() const {
    const v1::Review& review = national_.review();
    if (review.role().empty()) return "";
    std::string text =
        absl::StrCat(Say({", as ", ", como "}), Printable(review.role()));
    if (!review.substitute_for().empty()) {
      absl::StrAppend(&text, Say({" in place of ", " en lugar de "}),
                      Party(review.substitute_for(), {"", ""}));
    }
    return absl::StrCat(text, ",");
  }

  std::string Due() const {
    const int64_t due_ms =
        opened_.shared.has_value() ? opened_.shared->answer_due_ms() : 0;
    return due_ms == 0
               ? ""
               : absl::StrCat(Say({" It was due on ", " El plazo era el "}),
                              ClockText(due_ms), ".");
  }

  std::string Kept() const {
    const int64_t until_ms = national_.erasure().retain_until_ms();
    return until_ms == 0 ? ""
                         : absl::StrCat(Say({" It could be kept until ",
                                             " Podía conservarse hasta el "}),
                                        ClockText(until_ms), ".");
  }

  std::string Removals() const {
    const int count = national_.redactions_size();
    if (count == 0) return "";
    std::string text = absl::StrCat(
        IsPermit() && opened_.entry.step != v1::AUDIT_STEP_TRIED
            ? Say({"Removed before release: ",
                   "Se suprimió antes de liberarlo: "})
            : Say({"To be removed: ", "Se suprimiría: "}),
        count,
        count == 1 ? Say({" field", " campo"}) : Say({" fields", " campos"}));
    if (national_.silent_paths_size() != 0) {
      absl::StrAppend(&text,
                      Say({", of them silently ", ", de ellos sin aviso "}),
                      national_.silent_paths_size());
    }
    return absl::StrCat(text, ".");
  }

  const OpenedEntry& opened_;
  const Language language_;
  const v1::NationalOpening national_;
};

}  // namespace

std::string ClockText(int64_t unix_ms) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%E3S UTC",
                          absl::FromUnixMillis(unix_ms), absl::UTCTimeZone());
}

std::string SentencesOf(const OpenedEntry& opened, Language language) {
  const Teller teller(opened, language);
  std::string text = teller.Sentence();
  if (!teller.IsOpened()) return text;
  for (const std::string& sentence : teller.More()) {
    if (!sentence.empty()) absl::StrAppend(&text, " ", sentence);
  }
  return text;
}

}  // namespace enlace::client
