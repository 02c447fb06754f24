#include "client/cli/report_html.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/framework_text.h"
#include "client/cli/html_text.h"
#include "client/cli/report_text.h"
#include "client/cli/report_words.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kStyle =
    "@page{margin:14mm}"
    "body{font:10.5pt/1.35 sans-serif;max-width:185mm;margin:auto;color:#000;"
    "background:#fff}"
    "h1{font-size:17pt;margin:0 0 2mm}h2{font-size:13pt;margin:6mm 0 2mm}"
    "h3{font-size:11pt;margin:0 0 1mm}"
    ".page+.page{break-before:page}"
    ".result{break-inside:avoid;margin-top:5mm}"
    "table{border-collapse:collapse;width:100%;font-size:9.5pt}"
    "th,td{border:.2mm solid #000;padding:.8mm 1.5mm;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}"
    "td.number,th.number{text-align:right}"
    "tr.total td,tr.total th{font-weight:bold}"
    "svg{display:block;width:100%;margin-bottom:2mm}"
    "p{margin:1mm 0}"
    ".warning{border:1mm solid #000;padding:2mm;font-weight:bold}";

// Of a chart, in units of its own.
constexpr int kWidth = 640;
constexpr int kLabelWidth = 240;
constexpr int kValueWidth = 60;
constexpr int kBarHeight = 14;
constexpr int kLineHeight = 22;
constexpr int kTextBase = 12;  // below the top of a bar

struct Bar {
  std::string label;
  std::optional<double> value;  // nothing: hidden
  std::string text;
};

std::string Cell(absl::string_view tag, absl::string_view style,
                 absl::string_view text) {
  const std::string styled =
      style.empty() ? "" : absl::StrCat(" class=\"", style, "\"");
  return absl::StrCat("<", tag, styled, ">", EscapeHtml(text), "</", tag, ">");
}

// One bar below the other, all to the scale of the longest, or of `full`.
std::string Chart(const std::string& title, const std::vector<Bar>& bars,
                  double full) {
  for (const Bar& bar : bars) full = std::max(full, bar.value.value_or(0));
  const int height = kLineHeight * static_cast<int>(bars.size());
  std::string svg =
      absl::StrCat("<svg role=\"img\" viewBox=\"0 0 ", kWidth, " ", height,
                   "\" aria-label=\"", EscapeHtml(title), "\">\n");
  int top = 0;
  for (const Bar& bar : bars) {
    const double share = full > 0 ? bar.value.value_or(0) / full : 0;
    const int width =
        static_cast<int>(share * (kWidth - kLabelWidth - kValueWidth) + 0.5);
    absl::StrAppend(&svg, "<text x=\"", kLabelWidth - 6, "\" y=\"",
                    top + kTextBase, "\" text-anchor=\"end\" font-size=\"11\">",
                    EscapeHtml(bar.label), "</text>");
    if (width > 0) {
      absl::StrAppend(&svg, "<rect x=\"", kLabelWidth, "\" y=\"", top,
                      "\" width=\"", width, "\" height=\"", kBarHeight,
                      "\" fill=\"#555\"/>");
    }
    absl::StrAppend(&svg, "<text x=\"", kLabelWidth + width + 5, "\" y=\"",
                    top + kTextBase, "\" font-size=\"11\">",
                    EscapeHtml(bar.text), "</text>\n");
    top += kLineHeight;
  }
  return absl::StrCat(svg, "</svg>\n");
}

// The bars of a table: its columns' totals, or those of its rows if it has one
// column.
std::vector<Bar> BarsOf(const PublishedTable& table, Language language) {
  std::vector<Bar> bars;
  const auto add = [&](const std::string& name,
                       const std::optional<uint64_t>& cell) {
    bars.push_back(
        {ResultLabel(name, language),
         cell ? std::optional(static_cast<double>(*cell)) : std::nullopt,
         CellText(cell)});
  };
  if (table.has_total_column()) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      add(table.columns[i], table.cells.back()[i]);
    }
  } else {
    for (size_t i = 0; i < table.rows.size(); ++i) {
      add(table.rows[i], table.cells[i][0]);
    }
  }
  return bars;
}

std::string TableHtml(const PublishedTable& table, Language language) {
  std::string html = "<table>\n<tr><th></th>";
  for (size_t i = 0; i < table.cells[0].size(); ++i) {
    absl::StrAppend(
        &html,
        Cell("th", "number",
             ResultLabel(i < table.columns.size() ? table.columns[i] : "",
                         language)));
  }
  absl::StrAppend(&html, "</tr>\n");
  for (size_t line = 0; line < table.cells.size(); ++line) {
    const bool total = line == table.rows.size();
    absl::StrAppend(
        &html, total ? "<tr class=\"total\">" : "<tr>",
        Cell("th", "", ResultLabel(total ? "" : table.rows[line], language)));
    for (const auto& cell : table.cells[line]) {
      absl::StrAppend(&html, Cell("td", "number", CellText(cell)));
    }
    absl::StrAppend(&html, "</tr>\n");
  }
  return absl::StrCat(html, "</table>\n");
}

std::string ScopeOf(bool national, const QuarterlyReport& report,
                    Language language) {
  return national ? absl::StrCat(
                        Phrase{"national figure of ", "cifra nacional de "}.In(
                            language),
                        report.nation)
                  : Phrase{"joint figure", "cifra conjunta"}.In(language);
}

std::string ResultHtml(const PublishedResultTable& table,
                       const QuarterlyReport& report, Language language) {
  const std::string title = TableTitle(table.name, language);
  std::string html = absl::StrCat(
      "<div class=\"result\">\n", Cell("h3", "", title), "\n",
      Cell("p", "", ScopeOf(table.national, report, language)), "\n");
  if (table.withheld) {
    return absl::StrCat(html, Cell("p", "", WhyNotText("SUPPRESSED", language)),
                        "\n</div>\n");
  }
  return absl::StrCat(html, Chart(title, BarsOf(table.table, language), 0),
                      TableHtml(table.table, language), "</div>\n");
}

std::string FiguresHtml(const QuarterlyReport& report, bool national,
                        Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::string html = absl::StrCat(
      "<table>\n<tr>", Cell("th", "", say({"Indicator", "Indicador"})),
      Cell("th", "", say({"Of", "De"})),
      Cell("th", "", say({"Statistic", "Estadístico"})),
      Cell("th", "number", say({"Figure", "Cifra"})), "</tr>\n");
  for (const PublishedFigure& figure : report.results.figures) {
    if (figure.national != national) continue;
    const std::string told = figure.value
                                 ? absl::StrCat(ValueText(figure), " ",
                                                UnitText(figure.unit, language))
                                 : WhyNotText(figure.why_not, language);
    absl::StrAppend(
        &html, "<tr>",
        Cell("td", "",
             absl::StrCat(figure.id, " ", IndicatorTitle(figure.id, language))),
        Cell("td", "", ResultLabel(figure.group, language)),
        Cell("td", "", StatisticText(figure.statistic, language)),
        Cell("td", "number", told), "</tr>\n");
  }
  return absl::StrCat(html, "</table>\n");
}

std::string Notes(Language language) {
  return Cell(
      "p", "",
      Phrase{
          "* is a count that is hidden: fewer than the smallest that is "
          "published, or one by which such a count could be worked out. A "
          "zero is hidden like any small count. What is not measured is "
          "said to be so and is no zero. A quarter is that of UTC.",
          "* es una cuenta oculta: menor que la mínima que se publica, o una "
          "por la que tal cuenta podría deducirse. El cero se oculta como "
          "toda cuenta pequeña. Lo que no se mide así se indica y no es "
          "cero. El trimestre es el de UTC."}
          .In(language));
}

std::string PageIn(const QuarterlyReport& report, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::string html = absl::StrCat(
      "<section class=\"page\" lang=\"", say({"en", "es"}), "\">\n",
      Cell("h1", "",
           absl::StrCat(say({"Results of ", "Resultados de "}),
                        report.quarter.name)),
      "\n");
  if (!report.Agrees()) {
    absl::StrAppend(
        &html,
        Cell("p", "warning",
             say({"THE TWO LOGS DO NOT GIVE THE SAME JOINT FIGURES: "
                  "DO NOT PUBLISH",
                  "LAS DOS BITÁCORAS NO DAN LAS MISMAS CIFRAS "
                  "CONJUNTAS: NO PUBLICAR"})),
        "\n");
  }
  absl::StrAppend(&html, "<table>\n");
  for (const auto& [label, value] : ReportFields(report, language)) {
    if (value.empty()) continue;
    absl::StrAppend(&html, "<tr>", Cell("th", "", label), Cell("td", "", value),
                    "</tr>\n");
  }
  absl::StrAppend(&html, "</table>\n", Notes(language), "\n");
  if (!report.commitments.empty()) {
    absl::StrAppend(&html, Cell("h2", "", say({"Commitments", "Compromisos"})),
                    "\n", CommitmentsHtml(report.commitments, language));
  }
  for (const bool national : {false, true}) {
    absl::StrAppend(&html,
                    Cell("h2", "",
                         national ? ScopeOf(true, report, language)
                                  : say({"Joint figures", "Cifras conjuntas"})),
                    "\n", FiguresHtml(report, national, language));
    for (const PublishedResultTable& table : report.results.tables) {
      if (table.national != national) continue;
      absl::StrAppend(&html, ResultHtml(table, report, language));
    }
  }
  return absl::StrCat(html, "</section>\n");
}

}  // namespace

std::string ReportHtml(const QuarterlyReport& report, Language first) {
  const Language second =
      first == Language::kSpanish ? Language::kEnglish : Language::kSpanish;
  return HtmlPage(
      absl::StrCat(Phrase{"Results of ", "Resultados de "}.In(first),
                   report.quarter.name),
      kStyle, absl::StrCat(PageIn(report, first), PageIn(report, second)),
      first);
}

}  // namespace enlace::client
