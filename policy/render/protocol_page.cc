#include "policy/render/protocol_page.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "enlace/v1/options.pb.h"
#include "policy/analysis/rule_change.h"
#include "policy/engine/document.h"
#include "policy/engine/obligation.h"
#include "policy/engine/schema.h"
#include "policy/engine/vocabulary.h"
#include "policy/render/field_names.h"
#include "policy/render/html.h"
#include "policy/render/rule_sentence.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kProtocolStyle = R"(
:root { color-scheme: light; }
body { font: 15px/1.45 Georgia, "Times New Roman", serif; color: #1b1b1b;
  max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, th { font-family: system-ui, sans-serif; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #8d8d8d; padding: .4rem .5rem; text-align: left;
  vertical-align: top; width: 42%; }
th { background: #eef1f4; width: 16%; } thead th { width: 42%; }
td p { margin: 0 0 .3rem; } .small { font-size: .85rem; color: #4a4a4a; }
@media print { body { max-width: none; margin: 0; font-size: 10pt; }
  h2 { break-after: avoid; } tr { break-inside: avoid; }
  @page { size: landscape; margin: 15mm; } }
)";

constexpr Language kLanguages[] = {Language::kEnglish, Language::kSpanish};

std::string Paragraphs(const std::set<std::string>& texts) {
  std::string html;
  for (const std::string& text : texts) html += Element("p", Html(text));
  return html;
}

// "2 years" of 24 months.
std::string TermText(const Retention& term, Language language) {
  const bool english = language == Language::kEnglish;
  std::vector<std::string> parts;
  if (term.months > 0) {
    parts.push_back(absl::StrCat(term.months, english ? " months" : " meses"));
  }
  if (term.days > 0) {
    parts.push_back(absl::StrCat(term.days, english ? " days" : " días"));
  }
  return absl::StrJoin(parts, english ? ", or " : ", o ");
}

// What the rules say of one type of record going one way, in one language.
class Entry {
 public:
  Entry(const Book& book, const Partition& partition, Language language)
      : book_(book),
        type_(*book.schema().Find(partition.type)),
        direction_(partition.direction),
        language_(language) {
    for (const Rule& rule : book.rules()) {
      if (IsAbout(rule, partition)) Take(rule);
    }
  }

  bool Permits() const { return !permits_.empty(); }

  std::string Name() const {
    return absl::StrCat(RecordName(type_, language_), ", ",
                        direction_ == Direction::kOutgoing
                            ? Say("outgoing", "de salida")
                            : Say("incoming", "de entrada"));
  }

  std::string Basis() const {
    std::set<std::string> titles;
    for (const Rule* rule : permits_) {
      for (const std::string& id : rule->implements) {
        const Statute* const law = book_.FindStatute(id, language_);
        titles.insert(law == nullptr ? id : law->title);
      }
    }
    return Paragraphs(titles);
  }

  // Each permit's conditions, which name the purposes.
  std::string Purpose() const {
    std::set<std::string> texts;
    for (const Rule* rule : permits_) {
      std::string text = WhenText(*rule, book_, language_);
      const std::string unless = UnlessText(*rule, book_, language_);
      if (!unless.empty()) {
        absl::StrAppend(&text, text.empty() ? "" : "; ",
                        Say("unless ", "salvo que "), unless);
      }
      if (!text.empty()) texts.insert(std::move(text));
    }
    return Paragraphs(texts);
  }

  std::string Parties(absl::string_view fact) const {
    std::set<std::string> labels;
    for (const Rule* rule : permits_) {
      const std::string label = PartiesText(*rule, fact, book_, language_);
      labels.insert(label.empty() ? Say("any agency", "cualquier autoridad")
                                  : label);
    }
    return Paragraphs(labels);
  }

  std::string Sent() const {
    return Html(FieldNames(type_, released_, language_));
  }

  // What a rule may take out or make coarser of it.
  std::string Minimized() const {
    return Html(FieldNames(type_, minimized_, language_));
  }

  std::string Kept() const {
    std::set<std::string> terms;
    for (const Retention& term : terms_) {
      terms.insert(TermText(term, language_));
    }
    return terms.empty() ? Html(Say("no rule of this book says",
                                    "ninguna regla de este libro lo dice"))
                         : Paragraphs(terms);
  }

  std::string Handling() const {
    std::set<std::string> labels;
    for (const std::string& caveat : caveats_) {
      const auto found = book_.vocabulary().caveats.find(caveat);
      labels.insert(found == book_.vocabulary().caveats.end()
                        ? caveat
                        : found->second.label.In(language_));
    }
    return Paragraphs(labels);
  }

  // What stops it, and who decides about what waits.
  std::string Safeguards() const {
    std::set<std::string> texts;
    for (const Rule* rule : bars_) texts.insert(rule->because.In(language_));
    return Paragraphs(texts);
  }

  // What can follow such a record and puts it right or takes it back.
  std::string Rights() const {
    std::set<std::string> names;
    for (const auto& [name, other] : book_.schema().types()) {
      const v1::RecordRules& rules =
          other.descriptor().options().GetExtension(v1::record);
      const bool follows =
          std::any_of(rules.parents().begin(), rules.parents().end(),
                      [&](const std::string& parent) {
                        return parent == "*" || parent == type_.name();
                      });
      if (!follows || !IsPermitted(name)) continue;
      names.insert(RecordName(other, language_));
    }
    return Html(absl::StrJoin(names, "; "));
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return std::string(language_ == Language::kEnglish ? en : es);
  }

  bool IsPermitted(const std::string& type) const {
    const Partition partition{direction_, type};
    return std::any_of(
        book_.rules().begin(), book_.rules().end(), [&](const Rule& rule) {
          return rule.effect == Effect::kPermit && IsAbout(rule, partition);
        });
  }

  void Take(const Rule& rule) {
    if (rule.effect == Effect::kPermit) permits_.push_back(&rule);
    if (rule.effect == Effect::kForbid || rule.effect == Effect::kHold) {
      bars_.push_back(&rule);
    }
    const auto asked = rule.obligations.find(type_.name());
    if (asked == rule.obligations.end()) return;
    for (const FieldAction& action : asked->second.fields) {
      if (action.rule_id.empty()) continue;
      (action.kind == FieldAction::kRelease ? released_ : minimized_)
          .insert(action.path);
    }
    for (const ElementClause& clause : asked->second.elements) {
      minimized_.insert(clause.action.path);
    }
    caveats_.insert(asked->second.caveats.begin(), asked->second.caveats.end());
    if (asked->second.retention != Retention()) {
      terms_.push_back(asked->second.retention);
    }
  }

  const Book& book_;
  const RecordType& type_;
  const Direction direction_;
  const Language language_;
  std::vector<const Rule*> permits_;
  std::vector<const Rule*> bars_;
  std::set<std::string> released_;
  std::set<std::string> minimized_;
  std::set<std::string> caveats_;
  std::vector<Retention> terms_;
};

std::string Row(const Bilingual& label, const std::string& en,
                const std::string& es) {
  return Element(
      "tr", absl::StrCat(Element("th", absl::StrCat(Html(label.en), "<br>",
                                                    Element("span lang=\"es\"",
                                                            Html(label.es)))),
                         Element("td", en), Element("td lang=\"es\"", es)));
}

std::string EntryHtml(const Book& book, const Partition& partition) {
  const Entry en(book, partition, kLanguages[0]);
  const Entry es(book, partition, kLanguages[1]);
  if (!en.Permits()) return "";
  std::string rows = Row({"Legal basis", "Fundamento"}, en.Basis(), es.Basis());
  rows += Row({"Purpose and conditions", "Finalidad y condiciones"},
              en.Purpose(), es.Purpose());
  rows += Row({"From", "De"}, en.Parties(kFactSender), es.Parties(kFactSender));
  rows +=
      Row({"To", "A"}, en.Parties(kFactRecipient), es.Parties(kFactRecipient));
  rows += Row({"Fields", "Campos"}, en.Sent(), es.Sent());
  rows += Row({"Of these removed or made coarser where a rule says so",
               "De ellos, suprimidos o generalizados donde una regla lo dice"},
              en.Minimized(), es.Minimized());
  rows += Row({"Refused or held", "Negado o retenido"}, en.Safeguards(),
              es.Safeguards());
  rows += Row({"Kept at most", "Se conserva a lo más"}, en.Kept(), es.Kept());
  rows += Row({"Handling", "Manejo"}, en.Handling(), es.Handling());
  rows += Row({"What can follow it, such as corrections and recalls",
               "Lo que puede seguirle, como correcciones y retiros"},
              en.Rights(), es.Rights());
  return absl::StrCat(
      Element("h2", absl::StrCat(Html(en.Name()), " / ", Html(es.Name()))),
      Element("table", absl::StrCat("<thead><tr><th></th><th>English</th>"
                                    "<th lang=\"es\">Español</th></tr></thead>",
                                    Element("tbody", rows))));
}

}  // namespace

std::string ProtocolPage(const Book& book) {
  const Bilingual& title = book.vocabulary().title;
  std::string body = Element(
      "h1",
      absl::StrCat(Html("Data-protection protocol: "), Html(title.en), "<br>",
                   Html("Protocolo de protección de datos: "), Html(title.es)));
  body += Element("p class=\"small\"",
                  absl::StrCat("sha256:", HexEncode(AsBytes(book.digest()))));
  body += Element(
      "p", Html("Made from the rules that the node executes. What is not named "
                "here is never sent. / Elaborado a partir de las reglas que el "
                "nodo ejecuta. Lo que aquí no se nombra no se envía."));
  for (const Partition& partition : PartitionsOf(book, book)) {
    body += EntryHtml(book, partition);
  }
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>",
      Html(title.en), "</title><style>", kProtocolStyle,
      "</style></head>\n<body>", body, "</body></html>\n");
}

}  // namespace enlace::policy
