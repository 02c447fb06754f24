#include "policy/engine/explain.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "policy/engine/atom_text.h"
#include "policy/engine/document.h"
#include "policy/engine/reason.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

class Explainer {
 public:
  Explainer(const Decision& decision, const Book& book, absl::Time instant,
            Language language)
      : decision_(decision),
        book_(book),
        instant_(instant),
        language_(language) {}

  std::string Text() {
    Heading();
    for (const std::string& id : decision_.rule_ids) ExplainRule(id);
    if (decision_.rule_ids.empty()) {
      Line(Say("no rule of the book permits this",
               "ninguna regla del libro lo permite"));
    }
    ExplainReviews();
    ExplainFields();
    ExplainHandling();
    Line(absl::StrCat(Say("book", "libro"), " ", book_.name(),
                      " sha256:", HexEncode(decision_.book_digest)));
    return std::move(out_);
  }

 private:
  const char* Say(const char* en, const char* es) const {
    return language_ == Language::kEnglish ? en : es;
  }

  void Line(absl::string_view text) {
    absl::StrAppend(&out_, "  ", text, "\n");
  }

  void Heading() {
    switch (decision_.outcome) {
      case Outcome::kPermit:
        out_ += Say("PERMITTED", "PERMITIDO");
        break;
      case Outcome::kHold:
        out_ += Say("HELD", "RETENIDO");
        break;
      case Outcome::kDeny:
        out_ += Say("DENIED", "DENEGADO");
        break;
    }
    std::vector<std::string> reasons;
    if (!decision_.reason.empty()) reasons.push_back(decision_.reason);
    reasons.insert(reasons.end(), decision_.secondary_reasons.begin(),
                   decision_.secondary_reasons.end());
    for (const std::string& code : reasons) {
      absl::StrAppend(&out_, code == reasons.front() ? "  " : "; ", code, " ",
                      ReasonText(code, language_));
    }
    out_ += '\n';
  }

  void ExplainRule(const std::string& id) {
    const Rule* rule = book_.FindRule(id);
    std::string text = absl::StrCat(Say("by ", "por "), id);
    if (rule == nullptr) return Line(text);
    if (!rule->because.In(language_).empty()) {
      absl::StrAppend(&text, "  ", rule->because.In(language_));
    }
    Line(text);
    ExplainLimit(*rule);
    ExplainExceptions(*rule);
    for (const std::string& citation : rule->implements) {
      const Statute* statute = book_.FindStatute(citation, language_);
      text = absl::StrCat("   ", citation);
      if (statute != nullptr) {
        absl::StrAppend(&text, "  ", statute->title, " (",
                        StandingText(*statute, language_), ")");
      }
      Line(text);
    }
  }

  void ExplainLimit(const Rule& rule) {
    if (!rule.limit.has_value()) return;
    const LimitWindow window =
        WindowAt(*rule.limit, instant_, book_.vocabulary().zone);
    Line(absl::StrCat(
        Say("   over ", "   más de "), LimitText(*rule.limit, language_),
        Say("; counts anew at ", "; se cuenta de nuevo a partir de "),
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", window.until,
                         absl::UTCTimeZone())));
  }

  // What it lifts, or what would have lifted it.
  void ExplainExceptions(const Rule& rule) {
    if (!rule.exception_to.empty()) {
      Line(absl::StrCat(Say("   exception to ", "   excepción a "),
                        absl::StrJoin(rule.exception_to, ", ")));
    }
    std::vector<std::string> ids;
    for (const Rule* exception : book_.ExceptionsTo(rule.id)) {
      ids.push_back(exception->id);
    }
    if (ids.empty()) return;
    Line(absl::StrCat(Say("   exceptions, none of which applies: ",
                          "   excepciones, ninguna de las cuales se aplica: "),
                      absl::StrJoin(ids, ", ")));
  }

  void ExplainReviews() {
    if (decision_.reviews.empty()) return;
    std::vector<std::string> persons;
    for (const Review& review : decision_.reviews) {
      const auto& roles = book_.vocabulary().roles;
      const auto role = roles.find(review.role);
      persons.push_back(absl::StrCat(review.count, " ",
                                     role == roles.end()
                                         ? review.role
                                         : role->second.label.In(language_)));
    }
    std::string text =
        absl::StrCat(Say("until approved by: ", "hasta que aprueben: "),
                     absl::StrJoin(persons, ", "));
    if (decision_.deadline != absl::InfiniteFuture()) {
      absl::StrAppend(&text, Say("; at the latest ", "; a más tardar "),
                      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", decision_.deadline,
                                       absl::UTCTimeZone()));
    }
    Line(text);
  }

  // One line a rule and action; the leaves of a default drop are only counted.
  void ExplainFields() {
    if (decision_.outcome == Outcome::kDeny) return;
    std::map<std::string, std::vector<std::string>> groups;
    size_t unnamed = 0;
    for (const FieldAction& action : decision_.fields) {
      if (action.kind == FieldAction::kRelease) continue;
      if (action.rule_id.empty()) {
        ++unnamed;
      } else {
        groups[ActionText(action)].push_back(action.path);
      }
    }
    for (const auto& [text, paths] : groups) {
      Line(absl::StrCat(text, ": ", absl::StrJoin(paths, ", ")));
    }
    ExplainElements();
    if (unnamed > 0) {
      Line(absl::StrCat(Say("not released, since no rule names them: ",
                            "no se divulgan, pues ninguna regla los nombra: "),
                        unnamed, Say(" fields", " campos")));
    }
  }

  // Element by element, and the conditions, which say why.
  void ExplainElements() {
    for (const ElementActions& list : decision_.elements) {
      std::map<std::string, std::vector<std::string>> groups;
      std::set<std::string> rules;
      for (const FieldAction& action : list.actions) {
        if (action.kind == FieldAction::kRelease) continue;
        groups[ActionText(action)].push_back(action.path);
        rules.insert(action.rule_id);
      }
      for (const auto& [text, paths] : groups) {
        Line(absl::StrCat(text, ": ", absl::StrJoin(paths, ", ")));
      }
      for (const std::string& id : rules) ExplainClauses(id, list.path);
    }
  }

  void ExplainClauses(const std::string& id, const std::string& list) {
    const Rule* rule = book_.FindRule(id);
    if (rule == nullptr) return;
    std::set<std::string> texts;
    for (const auto& [type, asked] : rule->obligations) {
      for (const ElementClause& clause : asked.elements) {
        if (clause.action.path != list) continue;
        texts.insert(ElementText(clause, book_.vocabulary(), language_));
      }
    }
    for (const std::string& text : texts) {
      Line(absl::StrCat("   ", id, Say(" drops each ", " suprime cada "), list,
                        " ", text,
                        Say("; what is not known counts against release",
                            "; lo que no se sabe cuenta en contra de "
                            "divulgar")));
    }
  }

  std::string ActionText(const FieldAction& action) const {
    std::string text(action.kind == FieldAction::kDrop
                         ? Say("removed", "suprimido")
                         : Say("made coarser to ", "generalizado a "));
    if (action.kind == FieldAction::kGeneralise) text += action.level;
    if (action.silent) text += Say(" silently", " en silencio");
    absl::StrAppend(&text, Say(" by ", " por "), action.rule_id);
    if (!action.reason.empty()) {
      absl::StrAppend(&text, " (", action.reason, " ",
                      ReasonText(action.reason, language_), ")");
    }
    return text;
  }

  void ExplainHandling() {
    for (const std::string& caveat : decision_.caveats) {
      const auto& caveats = book_.vocabulary().caveats;
      const auto label = caveats.find(caveat);
      Line(absl::StrCat(
          Say("caveat ", "advertencia "), caveat,
          label == caveats.end() ? "" : "  ",
          label == caveats.end() ? "" : label->second.label.In(language_)));
    }
    const Retention& keep = decision_.retention;
    if (keep.days > 0) {
      Line(absl::StrCat(Say("keep at most ", "conservar a lo más "), keep.days,
                        Say(" days", " días")));
    }
    if (keep.months > 0) {
      Line(absl::StrCat(Say("keep at most ", "conservar a lo más "),
                        keep.months, Say(" months", " meses")));
    }
    ExplainAnswer();
    if (decision_.receipt != ReceiptLevel::kNone) {
      Line(absl::StrCat(Say("leaves once proven by a receipt of level ",
                            "sale cuando lo prueba un recibo de nivel "),
                        LevelName(decision_.receipt)));
    }
  }

  void ExplainAnswer() {
    const AnswerTime& answer = decision_.answer;
    if (answer.minutes == 0) return;
    std::string text = absl::StrCat(Say("answer within ", "respuesta en "),
                                    PeriodText(answer.minutes));
    if (answer.extension_minutes > 0) {
      absl::StrAppend(&text, Say(", can be put off by ", ", prorrogable por "),
                      PeriodText(answer.extension_minutes));
    }
    Line(text);
  }

  // In the largest unit that leaves no rest.
  std::string PeriodText(int minutes) const {
    if (minutes % 1440 == 0) {
      return absl::StrCat(minutes / 1440, Say(" days", " días"));
    }
    if (minutes % 60 == 0) {
      return absl::StrCat(minutes / 60, Say(" hours", " horas"));
    }
    return absl::StrCat(minutes, Say(" minutes", " minutos"));
  }

  const Decision& decision_;
  const Book& book_;
  const absl::Time instant_;
  const Language language_;
  std::string out_;
};

}  // namespace

std::string StandingText(const Statute& statute, Language language) {
  static const auto* const spanish = new std::map<std::string, std::string>{
      {"authentic", "auténtico"},
      {"translation", "traducción"},
      {"paraphrase", "paráfrasis"},
      {"not-in-hand", "texto no disponible"},
      {"sample", "muestra, no es ley"}};
  if (language == Language::kEnglish) {
    return absl::StrCat(statute.status, ", ",
                        statute.verified ? "verified" : "not verified");
  }
  return absl::StrCat(spanish->at(statute.status), ", ",
                      statute.verified ? "verificado" : "sin verificar");
}

std::string ExplainText(const Decision& decision, const Book& book,
                        absl::Time instant, Language language) {
  return Explainer(decision, book, instant, language).Text();
}

}  // namespace enlace::policy
