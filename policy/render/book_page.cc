#include "policy/render/book_page.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "policy/engine/case.h"
#include "policy/engine/document.h"
#include "policy/engine/explain.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/render/document_parts.h"
#include "policy/render/html.h"
#include "policy/render/prose.h"
#include "policy/render/redline.h"
#include "policy/render/rule_sentence.h"
#include "policy/render/who_receives.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kStyle = R"(
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, "Times New Roman", serif; color: #1b1b1b;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, h4, th, dt, summary, .head { font-family: system-ui, sans-serif; }
h1 { font-size: 1.8rem; } h2 { font-size: 1.4rem; border-bottom: 2px solid; }
h3 { font-size: 1.1rem; }
a { color: #0b4778; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { border: 1px solid #8d8d8d; padding: .4rem .5rem; text-align: left;
  vertical-align: top; width: 30%; }
th:nth-child(2), td:nth-child(2) { width: 42%; }
th { background: #eef1f4; }
td p { margin: 0 0 .4rem; }
.law { border-left: 4px solid #5c5c5c; background: #f6f6f2; padding: .3rem 1rem;
  margin: 1rem 0; break-inside: avoid; }
.law .status, .small { font-size: .85rem; color: #4a4a4a; }
.rule { border: 1px solid #0b4778; padding: .5rem 1rem; margin: 1rem 0;
  break-inside: avoid; counter-increment: rule; }
.rule .head { font-weight: bold; }
.rule .head::before { content: counter(rule) ". "; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem .8rem;
  margin: .5rem 0 0; font-size: .95rem; }
dt { font-size: .85rem; font-weight: 600; } dd { margin: 0; }
ins { background: #e3f1e3; } del { color: #8a2020; }
.new { border-left: 6px solid #2e6b2e; } .changed { border-left: 6px solid #8a5a00; }
.gone { border-style: dashed; }
pre { font-size: .8rem; white-space: pre-wrap; background: #f4f4f4;
  padding: .5rem; }
details { margin: .3rem 0; }
body { counter-reset: rule; }
@media print {
  body { max-width: none; margin: 0; font-size: 10.5pt; }
  a { color: inherit; text-decoration: none; }
  h2 { break-before: page; } h2, h3, h4 { break-after: avoid; }
  tr { break-inside: avoid; } details pre { display: none; }
  @page { margin: 18mm; @bottom-right { content: counter(page); } }
}
)";

// By name, and what goes on from a document behind it: "tracing.md",
// "tracing-cases.md".
std::vector<std::pair<std::string, std::string>> InReadingOrder(
    const BookFiles& files) {
  std::vector<std::pair<std::string, std::string>> documents(files.begin(),
                                                             files.end());
  const auto stem = [](const std::pair<std::string, std::string>& document) {
    return absl::StripSuffix(document.first, ".md");
  };
  std::sort(documents.begin(), documents.end(),
            [&](const auto& a, const auto& b) { return stem(a) < stem(b); });
  return documents;
}

class Page {
 public:
  Page(const Book& book, const BookFiles& files, const Book* before,
       Language language)
      : book_(book),
        documents_(InReadingOrder(files)),
        language_(language),
        redline_(before, book, language) {
    for (const Case& each : book.cases()) cases_.emplace(each.id, &each);
  }

  std::string Write() {
    const std::string title = book_.vocabulary().title.In(language_);
    std::string body = Element("h1", Html(title));
    body +=
        Element("p class=\"small\"",
                absl::StrCat(book_.rules().size(), Say(" rules, ", " reglas, "),
                             book_.cases().size(), Say(" cases; ", " casos; "),
                             "sha256:", HexEncode(AsBytes(book_.digest()))));
    body += redline_.SummaryHtml() + HowToRead() + Contents();
    body += Element(Heading("who-receives"),
                    Say("Who may receive what, for what purpose",
                        "Quién puede recibir qué, y para qué finalidad"));
    body += Element("p", Say("A field that no rule names is never sent. The "
                             "strictest rule wins: what one removes, no other "
                             "brings back.",
                             "El campo que ninguna regla nombra no se envía. "
                             "Gana la regla más estricta: lo que una suprime, "
                             "ninguna otra lo devuelve."));
    body += WhoReceivesHtml(book_, language_);
    for (const auto& [file, text] : documents_) {
      body += DocumentHtml(file, text);
    }
    return absl::StrCat(
        "<!DOCTYPE html>\n<html lang=\"",
        language_ == Language::kEnglish ? "en" : "es",
        "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>",
        Html(title), "</title><style>", kStyle, "</style></head>\n<body>", body,
        "</body></html>\n");
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return Html(language_ == Language::kEnglish ? en : es);
  }

  static std::string Heading(absl::string_view anchor) {
    return absl::StrCat("h2 id=\"", anchor, "\"");
  }

  std::string HowToRead() const {
    return Element(
        "p",
        Say("A record passes only if a rule permits it and its legal basis is "
            "claimed; no rule may forbid it; a rule that holds it waits for "
            "persons. What is not known counts against release. The words of "
            "each rule below are made from what the node executes.",
            "Un registro pasa solo si una regla lo permite y se invoca su "
            "fundamento; ninguna regla debe prohibirlo; la regla que lo "
            "retiene espera a personas. Lo que no se sabe cuenta en contra de "
            "divulgar. Las palabras de cada regla salen de lo que el nodo "
            "ejecuta."));
  }

  std::string Contents() const {
    std::string list = Element("li", absl::StrCat("<a href=\"#who-receives\">",
                                                  Say("Who may receive what",
                                                      "Quién puede recibir "
                                                      "qué"),
                                                  "</a>"));
    for (const auto& [file, text] : documents_) {
      list += Element("li", LinkTo(DocumentAnchor(file), TitleOf(text)));
    }
    return Element("nav", Element("ol", list));
  }

  std::string DocumentHtml(const std::string& file, const std::string& text) {
    std::string out;
    bool titled = false;
    for (const DocumentPart& part : PartsOf(text)) {
      switch (part.kind) {
        case DocumentPart::Kind::kProse:
          out += ProsePart(file, part, titled);
          break;
        case DocumentPart::Kind::kQuote:
          out += QuotePart(file, part);
          break;
        case DocumentPart::Kind::kRule:
          out += RulePart(part.id);
          break;
        case DocumentPart::Kind::kTable:
          out += TablePart(part.id);
          break;
        case DocumentPart::Kind::kCase:
          out += CasePart(part);
          break;
        default:
          out += Element("pre", Html(part.text));
          break;
      }
    }
    return out;
  }

  // The first heading of a document is a section of the page.
  std::string ProsePart(const std::string& file, const DocumentPart& part,
                        bool& titled) const {
    std::string html = ProseHtml(part.text);
    const size_t open = html.find("<h1>");
    if (titled || open == std::string::npos) return html;
    titled = true;
    html.replace(open, 4,
                 absl::StrCat("<", Heading(DocumentAnchor(file)), ">"));
    const size_t close = html.find("</h1>", open);
    html.replace(close, 5, "</h2>");
    return html;
  }

  // Each paragraph of the law once, in the reader's language if it has it.
  std::string QuotePart(const std::string& file, const DocumentPart& part) {
    std::string out;
    for (const Statute& statute : book_.statutes()) {
      const bool here = IsIn(statute.at.file, file) &&
                        statute.at.line >= part.first_line &&
                        statute.at.line <= part.last_line;
      if (!here || !shown_.insert(statute.id).second) continue;
      const Statute& told = *book_.FindStatute(statute.id, language_);
      out += Element(
          absl::StrCat("section class=\"law", redline_.MarkOf(told), "\" id=\"",
                       Anchor("law", statute.id), "\""),
          absl::StrCat(Element("p", Element("strong", Html(told.title))),
                       Element("p", redline_.LawHtml(told)),
                       Element("p class=\"status\"",
                               absl::StrCat(Html(statute.id), " · ",
                                            Html(StandingText(told, language_)),
                                            " · ", Say("Source: ", "Fuente: "),
                                            Html(told.source)))));
    }
    // A quotation without a mark is prose.
    return out.empty() && !HasMark(part.text) ? ProseHtml(part.text) : out;
  }

  static bool HasMark(const std::string& text) {
    return text.find("{#") != std::string::npos;
  }

  // Places name the folder too.
  static bool IsIn(const std::string& place, const std::string& file) {
    return place == file ||
           (place.size() > file.size() &&
            place.compare(place.size() - file.size(), file.size(), file) == 0 &&
            place[place.size() - file.size() - 1] == '/');
  }

  std::string RulePart(const std::string& id) const {
    const Rule* rule = book_.FindRule(id);
    if (rule == nullptr) return "";
    return Element(
        absl::StrCat("section class=\"rule", redline_.MarkOf(*rule), "\" id=\"",
                     Anchor("rule", id), "\""),
        absl::StrCat(
            Element(
                "div class=\"head\"",
                absl::StrCat(Html(id), " — ",
                             Html(SentenceOf(*rule, book_, language_).head))),
            Element("dl", redline_.RuleHtml(*rule))));
  }

  // Each row is a rule.
  std::string TablePart(const std::string& id) const {
    std::string out;
    for (int row = 1;; ++row) {
      const std::string rule = RulePart(absl::StrCat(id, ".", row));
      if (rule.empty()) return out;
      out += rule;
    }
  }

  std::string CasePart(const DocumentPart& part) const {
    const auto found = cases_.find(part.id);
    const absl::string_view outcome =
        found == cases_.end() ? "" : OutcomeName(found->second->outcome);
    return Element(
        "details",
        absl::StrCat(
            Element("summary", Html(absl::StrCat(part.id, ": ", outcome))),
            Element("pre", Html(part.text))));
  }

  const Book& book_;
  const std::vector<std::pair<std::string, std::string>> documents_;
  const Language language_;
  const Redline redline_;
  std::map<std::string, const Case*> cases_;
  std::set<std::string> shown_;
};

}  // namespace

std::string BookPage(const Book& book, const BookFiles& files,
                     Language language) {
  return Page(book, files, nullptr, language).Write();
}

std::string ChangedBookPage(const Book& before, const Book& book,
                            const BookFiles& files, Language language) {
  return Page(book, files, &before, language).Write();
}

}  // namespace enlace::policy
