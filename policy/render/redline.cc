#include "policy/render/redline.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/analysis/rule_change.h"
#include "policy/render/html.h"

namespace enlace::policy {
namespace {

std::string Term(const std::string& label) {
  return Element("dt", Html(label));
}

std::string Old(const std::string& text) { return Element("del", Html(text)); }
std::string New(const std::string& text) { return Element("ins", Html(text)); }

}  // namespace

Redline::Redline(const Book* before, const Book& after, Language language)
    : before_(before), after_(after), language_(language) {}

std::string Redline::Say(absl::string_view en, absl::string_view es) const {
  return std::string(language_ == Language::kEnglish ? en : es);
}

std::vector<RuleLine> Redline::LinesOf(const Rule& rule,
                                       const Book& book) const {
  return SentenceOf(rule, book, language_).lines;
}

std::string Redline::LawTitles(const Rule& rule, const Book& book,
                               bool links) const {
  std::vector<std::string> law;
  for (const std::string& citation : rule.implements) {
    const Statute* const statute = book.FindStatute(citation, language_);
    const std::string title = statute == nullptr ? citation : statute->title;
    law.push_back(links ? LinkTo(Anchor("law", citation), title) : Html(title));
  }
  return absl::StrJoin(law, "; ");
}

std::string Redline::LawLineHtml(const Rule& rule) const {
  std::string law = LawTitles(rule, after_, /*links=*/true);
  if (MarkOf(rule) == " changed" &&
      OldRule(rule)->implements != rule.implements) {
    law = absl::StrCat(
        Element("del", LawTitles(*OldRule(rule), *before_, /*links=*/false)),
        " ", Element("ins", law));
  }
  return Term(Say("Under", "Conforme a")) + Element("dd", law);
}

const Rule* Redline::OldRule(const Rule& rule) const {
  return before_ == nullptr ? nullptr : before_->FindRule(rule.id);
}

const Statute* Redline::OldLaw(const Statute& told) const {
  return before_ == nullptr ? nullptr
                            : before_->FindStatute(told.id, language_);
}

absl::string_view Redline::MarkOf(const Rule& rule) const {
  if (before_ == nullptr) return "";
  const Rule* const old = OldRule(rule);
  if (old == nullptr) return " new";
  const bool same = SaysTheSame(*old, rule) && old->types == rule.types &&
                    old->because == rule.because;
  return same ? "" : " changed";
}

absl::string_view Redline::MarkOf(const Statute& told) const {
  if (before_ == nullptr) return "";
  const Statute* const old = OldLaw(told);
  if (old == nullptr) return " new";
  const bool same = old->text == told.text && old->title == told.title &&
                    old->source == told.source;
  return same ? "" : " changed";
}

std::string Redline::LawHtml(const Statute& told) const {
  if (MarkOf(told) != " changed") return Html(told.text);
  const Statute& old = *OldLaw(told);
  // Title or source changed: their places tell.
  if (old.text == told.text) return Html(told.text);
  return absl::StrCat(Old(old.text), " ", New(told.text));
}

std::string Redline::RuleHtml(const Rule& rule) const {
  const std::vector<RuleLine> lines = LinesOf(rule, after_);
  std::string html;
  if (MarkOf(rule) != " changed") {
    for (const RuleLine& line : lines) {
      html += Term(line.label) + Element("dd", Html(line.text));
    }
    return html + LawLineHtml(rule);
  }
  // Both lists are in one order, so each old line stands where it stood.
  std::vector<RuleLine> before = LinesOf(*OldRule(rule), *before_);
  bool differs = OldRule(rule)->implements != rule.implements;
  for (const RuleLine& line : lines) {
    const auto twin = std::find_if(
        before.begin(), before.end(),
        [&](const RuleLine& each) { return each.label == line.label; });
    std::string text = Html(line.text);
    if (twin == before.end()) {
      text = New(line.text);
    } else {
      if (twin->text != line.text) {
        text = absl::StrCat(Old(twin->text), " ", New(line.text));
      }
      before.erase(twin);
    }
    differs = differs || text != Html(line.text);
    html += Term(line.label) + Element("dd", text);
  }
  for (const RuleLine& line : before) {
    html += Term(line.label) + Element("dd", Old(line.text));
  }
  if (!differs && before.empty()) {
    html += Term(Say("Changed", "Cambió")) +
            Element("dd", Html(Say("what its words stand for: members of a "
                                   "group, record types or what it does to "
                                   "single fields",
                                   "lo que sus palabras designan: miembros de "
                                   "un grupo, tipos de registro o lo que hace "
                                   "con campos concretos")));
  }
  return html + LawLineHtml(rule);
}

// Rules that are no more, with what they said.
std::vector<std::string> Redline::Gone() const {
  std::vector<std::string> gone;
  for (const Rule& rule : before_->rules()) {
    if (after_.FindRule(rule.id) != nullptr) continue;
    std::string list;
    for (const RuleLine& line : LinesOf(rule, *before_)) {
      list += Term(line.label) + Element("dd", Old(line.text));
    }
    list += Term(Say("Under", "Conforme a")) +
            Element("dd", Element("del", LawTitles(rule, *before_, false)));
    gone.push_back(Element(
        "section class=\"rule gone\"",
        absl::StrCat(Element("div class=\"head\"",
                             Old(absl::StrCat(
                                 rule.id, " — ",
                                 SentenceOf(rule, *before_, language_).head))),
                     Element("dl", list))));
  }
  return gone;
}

std::string Redline::SummaryHtml() const {
  if (before_ == nullptr) return "";
  std::string items;
  const auto add = [&](absl::string_view what, const std::string& anchor,
                       const std::string& text) {
    items += Element("li", absl::StrCat(Html(what), " ", LinkTo(anchor, text)));
  };
  for (const Rule& rule : after_.rules()) {
    const absl::string_view mark = MarkOf(rule);
    if (mark.empty()) continue;
    add(mark == " new" ? Say("new rule", "regla nueva")
                       : Say("changed rule", "regla cambiada"),
        Anchor("rule", rule.id), rule.id);
  }
  std::set<std::string> told;
  for (const Statute& statute : after_.statutes()) {
    if (!told.insert(statute.id).second) continue;
    const Statute& shown = *after_.FindStatute(statute.id, language_);
    const absl::string_view mark = MarkOf(shown);
    if (mark.empty()) continue;
    add(mark == " new"
            ? Say("new paragraph of law", "párrafo de ley nuevo")
            : Say("changed paragraph of law", "párrafo de ley cambiado"),
        Anchor("law", shown.id), shown.title);
  }
  for (const Statute& statute : before_->statutes()) {
    if (!told.insert(statute.id).second) continue;
    items +=
        Element("li", absl::StrCat(Html(Say("paragraph of law that is gone:",
                                            "párrafo de ley que ya no está:")),
                                   " ", Old(statute.title)));
  }
  const std::vector<std::string> gone = Gone();
  std::string html =
      Element("h2 id=\"changes\"", Html(Say("What changed", "Qué cambió")));
  if (items.empty() && gone.empty()) {
    return html + Element("p", Html(Say("No rule and no paragraph of law.",
                                        "Ninguna regla ni párrafo de ley.")));
  }
  if (!items.empty()) html += Element("ul", items);
  if (gone.empty()) return html;
  return absl::StrCat(
      html,
      Element("h3", Html(Say("Rules that are gone", "Reglas que ya no están"))),
      absl::StrJoin(gone, ""));
}

}  // namespace enlace::policy
