#include "client/cli/report_html.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/cli/bar_chart.h"
#include "client/cli/framework_text.h"
#include "client/cli/html_text.h"
#include "client/cli/indicator_words.h"
#include "client/cli/report_text.h"
#include "client/cli/report_words.h"

namespace enlace::client {
namespace {

// A table of that many columns is set smaller, so that it fits a page.
constexpr size_t kWideColumns = 7;

constexpr absl::string_view kStyle =
    "@page{margin:14mm}"
    "body{font:10.5pt/1.4 sans-serif;max-width:182mm;margin:auto;padding:4mm;"
    "color:#000;background:#fff}"
    "h1{font-size:18pt;margin:0 0 2mm}"
    "h2{font-size:14pt;margin:8mm 0 2mm;break-after:avoid}"
    "h3{font-size:11.5pt;margin:0;break-after:avoid}"
    ".page+.page{break-before:page;margin-top:16mm}"
    ".result{break-inside:avoid;margin:7mm 0}"
    "figure{margin:2mm 0 0}"
    "table{border-collapse:collapse;width:100%;font-size:9.5pt;margin:2mm 0}"
    "caption{text-align:left;font-size:9pt;padding:0 0 1mm}"
    "thead{display:table-header-group}"
    "tr{break-inside:avoid}"
    "th,td{border:.2mm solid #666;padding:.8mm 1.5mm;text-align:left;"
    "vertical-align:top;overflow-wrap:break-word}"
    "th{font-weight:normal}thead th{font-weight:bold;background:#eee}"
    "td.number,th.number{text-align:right}"
    "td.long{overflow-wrap:anywhere;width:75%}"
    ".day{white-space:nowrap}"
    "tr.total td,tr.total th{font-weight:bold;border-top:.4mm solid #000}"
    "table.wide{font-size:8pt;hyphens:auto}"
    "table.wide th,table.wide td{padding:.8mm 1mm}"
    "tbody.indicator{border-top:.4mm solid #000;break-inside:avoid}"
    "tbody.indicator th{width:38%}"
    "tbody.indicator td:nth-last-child(2){width:22%}"
    "tbody.indicator td.number{width:17%}"
    "strong{display:block}"
    ".meaning{font-size:8.5pt}"
    "svg{display:block;width:100%;height:auto}"
    "p{margin:1mm 0}"
    ".warning{border:1mm solid #000;padding:2mm;font-weight:bold}"
    ".key{border:.2mm solid #000;padding:2mm;margin:3mm 0}"
    // Or the printer cuts the outer lines of tables.
    "@media print{body{max-width:none;padding:0 .4mm}"
    "thead th{print-color-adjust:exact}}";

std::string Cell(absl::string_view tag, absl::string_view attributes,
                 absl::string_view text) {
  const std::string with =
      attributes.empty() ? "" : absl::StrCat(" ", attributes);
  return absl::StrCat("<", tag, with, ">", EscapeHtml(text), "</", tag, ">");
}

std::string Paragraph(absl::string_view style, absl::string_view text) {
  const std::string styled =
      style.empty() ? "" : absl::StrCat("class=\"", style, "\"");
  return absl::StrCat(Cell("p", styled, text), "\n");
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

std::string TableHtml(const PublishedTable& table, const std::string& title,
                      Language language) {
  const size_t fields = table.cells[0].size();
  std::string html = absl::StrCat(
      fields >= kWideColumns ? "<table class=\"wide\">\n" : "<table>\n",
      Cell("caption", "",
           absl::StrCat(
               title, Phrase{", number of records", ", número de registros"}.In(
                          language))),
      "\n<thead><tr>",
      Cell("th", "scope=\"col\"", Phrase{"Group", "Grupo"}.In(language)));
  for (size_t i = 0; i < fields; ++i) {
    absl::StrAppend(
        &html,
        Cell("th", "scope=\"col\" class=\"number\"",
             ResultLabel(i < table.columns.size() ? table.columns[i] : "",
                         language)));
  }
  absl::StrAppend(&html, "</tr></thead>\n<tbody>\n");
  for (size_t line = 0; line < table.cells.size(); ++line) {
    const bool total = line == table.rows.size();
    absl::StrAppend(&html, total ? "<tr class=\"total\">" : "<tr>",
                    Cell("th", "scope=\"row\"",
                         ResultLabel(total ? "" : table.rows[line], language)));
    for (const auto& cell : table.cells[line]) {
      absl::StrAppend(&html, Cell("td", "class=\"number\"", CellText(cell)));
    }
    absl::StrAppend(&html, "</tr>\n");
  }
  return absl::StrCat(html, "</tbody>\n</table>\n");
}

std::string ScopeOf(bool national, const QuarterlyReport& report,
                    Language language) {
  return national
             ? absl::StrCat(
                   Phrase{"National figures of ", "Cifras nacionales de "}.In(
                       language),
                   report.nation)
             : Phrase{"Joint figures", "Cifras conjuntas"}.In(language);
}

std::string ResultHtml(const PublishedResultTable& table, Language language) {
  const std::string title = TableTitle(table.name, language);
  const std::string html =
      absl::StrCat("<section class=\"result\">\n", Cell("h3", "", title), "\n");
  if (table.withheld) {
    return absl::StrCat(html, Paragraph("", WhyNotText("SUPPRESSED", language)),
                        "</section>\n");
  }
  return absl::StrCat(
      html, "<figure>\n", BarChart(title, BarsOf(table.table, language)),
      TableHtml(table.table, title, language), "</figure>\n</section>\n");
}

// What an indicator is: beside all its figures.
std::string IndicatorCell(const std::string& id, size_t rows,
                          Language language) {
  return absl::StrCat(
      "<th scope=\"rowgroup\" rowspan=\"", rows, "\">",
      Cell("strong", "", absl::StrCat(id, " ", IndicatorTitle(id, language))),
      " ", Cell("span", "class=\"meaning\"", IndicatorDefinition(id, language)),
      "</th>");
}

std::string FigureCells(const PublishedFigure& figure, Language language) {
  const std::string unit = UnitText(figure.unit, language);
  const std::string told =
      figure.why_not == "SUPPRESSED"
          ? Phrase{"* hidden", "* oculta"}.In(language)
      : !figure.value ? WhyNotText(figure.why_not, language)
      : unit.empty()  ? ValueText(figure)
                      : absl::StrCat(ValueText(figure), " ", unit);
  return absl::StrCat(Cell("td", "", ResultLabel(figure.group, language)),
                      Cell("td", "", StatisticText(figure.statistic, language)),
                      Cell("td", "class=\"number\"", told), "</tr>\n");
}

std::string FiguresHtml(const QuarterlyReport& report, bool national,
                        Language language) {
  const auto title = [&](absl::string_view style, const Phrase& phrase) {
    return Cell("th", absl::StrCat("scope=\"col\"", style),
                phrase.In(language));
  };
  std::string html = absl::StrCat(
      "<table>\n",
      Cell("caption", "",
           Phrase{"Each indicator, what it counts, and its figures",
                  "Cada indicador, lo que cuenta y sus cifras"}
               .In(language)),
      "\n<thead><tr>", title("", {"Indicator", "Indicador"}),
      title("", {"Group", "Grupo"}), title("", {"Statistic", "Estadístico"}),
      title(" class=\"number\"", {"Figure", "Cifra"}), "</tr></thead>\n");
  for (const std::string& id : IndicatorsOf(report)) {
    std::vector<std::string> rows;
    for (const PublishedFigure& figure : report.results.figures) {
      if (figure.national != national || figure.id != id) continue;
      rows.push_back(FigureCells(figure, language));
    }
    if (rows.empty()) continue;
    absl::StrAppend(&html, "<tbody class=\"indicator\">\n<tr>",
                    IndicatorCell(id, rows.size(), language), rows[0]);
    for (size_t i = 1; i < rows.size(); ++i) {
      absl::StrAppend(&html, "<tr>", rows[i]);
    }
    absl::StrAppend(&html, "</tbody>\n");
  }
  return absl::StrCat(html, "</table>\n");
}

std::string Key(const QuarterlyReport& report, Language language) {
  return Paragraph(
      "key",
      language == Language::kSpanish
          ? absl::StrCat(
                "* es una cuenta oculta: menor que ", report.limits.smallest,
                ", o una por la que tal cuenta podría deducirse; también se "
                "oculta la cifra que la revelaría. El cero se oculta como toda "
                "cuenta pequeña, y por eso ninguna barra "
                "señalada con * tiene longitud. Lo que no se mide así se "
                "indica y no es cero. El trimestre es el de UTC. Una cifra "
                "cuenta lo que ocurrió; no prueba por qué.")
          : absl::StrCat(
                "* is a count that is hidden: below ", report.limits.smallest,
                ", or one by which such a count could be worked out; a figure "
                "that would tell it is hidden too. A zero is hidden like any "
                "small count, so a bar marked * has no "
                "length. What is not measured is said to be so and is no "
                "zero. The quarter is that of UTC. A figure counts what "
                "happened; it does not show why."));
}

std::string WarningsHtml(const QuarterlyReport& report, Language language) {
  std::string html;
  const auto warn = [&](const Phrase& phrase) {
    absl::StrAppend(&html, Paragraph("warning", phrase.In(language)));
  };
  if (!report.Agrees()) {
    warn({"THE TWO LOGS DO NOT GIVE THE SAME JOINT FIGURES: DO NOT PUBLISH",
          "LAS DOS BITÁCORAS NO DAN LAS MISMAS CIFRAS CONJUNTAS: NO "
          "PUBLICAR"});
  }
  if (!report.IsOver()) {
    warn(
        {"PROVISIONAL: the quarter is not over, and these figures will "
         "change.",
         "PROVISIONAL: el trimestre no ha terminado, y estas cifras "
         "cambiarán."});
  }
  if (report.BeginsLate()) {
    warn(
        {"INCOMPLETE: the logs begin within the quarter; what was before is "
         "in no figure.",
         "INCOMPLETO: las bitácoras comienzan dentro del trimestre; lo "
         "anterior no está en ninguna cifra."});
  }
  if (report.peer.empty()) {
    warn(
        {"From one nation's log alone: joint figures were not compared with "
         "the other's.",
         "Solo de la bitácora de una nación: las cifras conjuntas no se "
         "cotejaron con las de la otra."});
  }
  return html;
}

std::string FieldsHtml(const QuarterlyReport& report, Language language) {
  std::string html = absl::StrCat("<table>\n",
                                  Cell("caption", "",
                                       Phrase{"Where these figures come from",
                                              "De dónde salen estas cifras"}
                                           .In(language)),
                                  "\n<tbody>\n");
  for (const auto& [label, value] : ReportFields(report, language)) {
    if (value.empty()) continue;
    absl::StrAppend(&html, "<tr>", Cell("th", "scope=\"row\"", label),
                    Cell("td", "class=\"long\"", value), "</tr>\n");
  }
  return absl::StrCat(html, "</tbody>\n</table>\n");
}

std::string PageIn(const QuarterlyReport& report, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  std::string html = absl::StrCat(
      "<article class=\"page\" lang=\"", say({"en", "es"}), "\">\n",
      Cell("h1", "",
           absl::StrCat(say({"Results of ", "Resultados de "}),
                        report.quarter.name)),
      "\n", WarningsHtml(report, language), FieldsHtml(report, language),
      Key(report, language));
  if (!report.commitments.empty()) {
    absl::StrAppend(&html, Cell("h2", "", say({"Commitments", "Compromisos"})),
                    "\n", CommitmentsHtml(report.commitments, language));
  }
  for (const bool national : {false, true}) {
    absl::StrAppend(&html, Cell("h2", "", ScopeOf(national, report, language)),
                    "\n", FiguresHtml(report, national, language));
    for (const PublishedResultTable& table : report.results.tables) {
      if (table.national != national) continue;
      absl::StrAppend(&html, ResultHtml(table, language));
    }
  }
  return absl::StrCat(html, "</article>\n");
}

}  // namespace

std::string ReportHtml(const QuarterlyReport& report, Language first) {
  const Language second =
      first == Language::kSpanish ? Language::kEnglish : Language::kSpanish;
  return HtmlPage(
      absl::StrCat(Phrase{"Results of ", "Resultados de "}.In(first),
                   report.quarter.name),
      kStyle,
      absl::StrCat("<main>\n", PageIn(report, first), PageIn(report, second),
                   "</main>\n"),
      first);
}

}  // namespace enlace::client
