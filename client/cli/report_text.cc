#include "client/cli/report_text.h"

#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/cli/framework_text.h"
#include "client/cli/indicator_words.h"
#include "client/cli/json_message.h"
#include "client/cli/report_words.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

absl::string_view ScopeName(bool national) {
  return national ? "NATIONAL" : "JOINT";
}

std::string ScopeText(bool national, Language language) {
  return (national ? Phrase{"national", "nacional"}
                   : Phrase{"joint", "conjunto"})
      .In(language);
}

// How many records were left out: few are not told.
std::string FewText(uint64_t count, const QuarterlyReport& report,
                    Language language) {
  if (count >= report.limits.smallest) return absl::StrCat(count);
  return absl::StrCat(Phrase{"fewer than ", "menos de "}.In(language),
                      report.limits.smallest);
}

std::string HiddenText(const QuarterlyReport& report) {
  const PublishedResults& results = report.results;
  return absl::StrFormat("%d / %d (%.0f %%)", results.hidden, results.cells,
                         results.cells == 0
                             ? 0.0
                             : 100.0 * static_cast<double>(results.hidden) /
                                   static_cast<double>(results.cells));
}

Phrase Agreement(const QuarterlyReport& report) {
  if (report.peer.empty()) {
    return {"from one log; give the other nation's to compare",
            "de una bitácora; indique la de la otra nación para cotejar"};
  }
  if (report.Agrees()) {
    return {"computed from both logs, equal",
            "calculadas de ambas bitácoras, iguales"};
  }
  return {"NOT EQUAL in both logs", "NO SON IGUALES en ambas bitácoras"};
}

// "12 entries to 2026-...Z, root 5f..., cosigned by mx.enlace.example/witness".
std::string StateText(const ReportedState& log, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  const std::string cosigned =
      log.witnesses.empty()
          ? say({"cosignature not checked", "cofirma sin comprobar"})
          : absl::StrCat(say({"cosigned by ", "cofirmada por "}),
                         absl::StrJoin(log.witnesses, ", "));
  return absl::StrCat(log.origin, ", ", log.size,
                      say({" entries to ", " asientos hasta "}),
                      TimeText(log.last_ms), say({", root ", ", raíz "}),
                      log.root, ", ", cosigned);
}

std::string StatesText(const QuarterlyReport& report, Language language) {
  std::vector<std::string> texts;
  for (const ReportedState& log : report.logs) {
    texts.push_back(StateText(log, language));
  }
  return absl::StrJoin(texts, "; ");
}

Json JsonOf(const ReportedState& log) {
  return Json::Object()
      .Add("origin", Json::String(log.origin))
      .Add("size", Json::Number(static_cast<int64_t>(log.size)))
      .Add("root", Json::String(log.root))
      .Add("witnesses", Json::Strings(log.witnesses))
      .Add("firstTime", Json::String(TimeText(log.first_ms)))
      .Add("lastTime", Json::String(TimeText(log.last_ms)));
}

// The names of a table's lines and columns, totals included.
std::vector<std::string> WithTotal(const std::vector<std::string>& names,
                                   size_t size) {
  std::vector<std::string> all = names;
  if (all.size() < size) all.emplace_back();
  return all;
}

std::string FiguresText(const QuarterlyReport& report, Language language) {
  Table table({"INDICATOR", "WHAT", "OF", "SCOPE", "STATISTIC", "VALUE", "UNIT",
               "NOTE"});
  for (const PublishedFigure& figure : report.results.figures) {
    table.Add({figure.id, IndicatorTitle(figure.id, language),
               ResultLabel(figure.group, language),
               ScopeText(figure.national, language),
               StatisticText(figure.statistic, language), ValueText(figure),
               UnitText(figure.unit, language),
               figure.value ? "" : WhyNotText(figure.why_not, language)});
  }
  return table.Format();
}

std::string TableText(const PublishedResultTable& table, Language language) {
  const std::string title =
      absl::StrCat("\n", TableTitle(table.name, language), " (",
                   ScopeText(table.national, language), ")\n");
  if (table.withheld) {
    return absl::StrCat(title, WhyNotText("SUPPRESSED", language), "\n");
  }
  const auto& cells = table.table.cells;
  std::vector<std::string> titles = {"OF"};
  for (const std::string& column :
       WithTotal(table.table.columns, cells[0].size())) {
    titles.push_back(column.empty() ? "TOTAL" : column);
  }
  Table text(titles);
  const std::vector<std::string> rows =
      WithTotal(table.table.rows, cells.size());
  for (size_t line = 0; line < cells.size(); ++line) {
    std::vector<std::string> row = {ResultLabel(rows[line], language)};
    for (const auto& cell : cells[line]) row.push_back(CellText(cell));
    text.Add(row);
  }
  return absl::StrCat(title, text.Format());
}

Json Count(uint64_t value) { return Json::Number(static_cast<int64_t>(value)); }

// What an indicator is, in the words of a framework's commitments.
Json IndicatorJson(const std::string& id) {
  const auto text = [&](auto words, Language language) {
    return Json::String(words(id, language));
  };
  return Json::Object()
      .Add("indicator", Json::String(id))
      .Add("titleEn", text(IndicatorTitle, Language::kEnglish))
      .Add("titleEs", text(IndicatorTitle, Language::kSpanish))
      .Add("definitionEn", text(IndicatorDefinition, Language::kEnglish))
      .Add("definitionEs", text(IndicatorDefinition, Language::kSpanish));
}

Json JsonOf(const PublishedFigure& figure) {
  return Json::Object()
      .Add("indicator", Json::String(figure.id))
      .Add("group", Json::String(figure.group))
      .Add("scope", Json::String(ScopeName(figure.national)))
      .Add("statistic", Json::String(StatisticName(figure.statistic)))
      .Add("unit", Json::String(UnitName(figure.unit)))
      .Add("value", Json::String(ValueText(figure)))
      .Add("whyNot", Json::String(figure.why_not));
}

Json JsonOf(const PublishedResultTable& table) {
  Json lines = Json::Array();
  const auto& cells = table.table.cells;
  const std::vector<std::string> rows =
      WithTotal(table.table.rows, cells.size());
  for (size_t line = 0; line < cells.size(); ++line) {
    Json texts = Json::Array();
    for (const auto& cell : cells[line]) {
      texts.Append(Json::String(CellText(cell)));
    }
    lines.Append(Json::Object()
                     .Add("name", Json::String(rows[line]))
                     .Add("cells", std::move(texts)));
  }
  return Json::Object()
      .Add("name", Json::String(table.name))
      .Add("scope", Json::String(ScopeName(table.national)))
      .Add("withheld", Json::Bool(table.withheld))
      .Add("columns",
           Json::Strings(cells.empty()
                             ? table.table.columns
                             : WithTotal(table.table.columns, cells[0].size())))
      .Add("rows", std::move(lines));
}

Json Row(const QuarterlyReport& report, absl::string_view kind,
         absl::string_view name, absl::string_view group, bool national,
         absl::string_view what, absl::string_view unit,
         absl::string_view value, absl::string_view why_not) {
  return Json::Object()
      .Add("quarter", Json::String(report.quarter.name))
      .Add("asOf", Json::String(TimeText(report.as_of_ms)))
      .Add("kind", Json::String(kind))
      .Add("name", Json::String(name))
      .Add("group", Json::String(group))
      .Add("scope", Json::String(ScopeName(national)))
      .Add("what", Json::String(what))
      .Add("unit", Json::String(unit))
      .Add("value", Json::String(value))
      .Add("whyNot", Json::String(why_not));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> ReportFields(
    const QuarterlyReport& report, Language language) {
  const auto say = [&](const Phrase& phrase) { return phrase.In(language); };
  const auto some = [](uint64_t count) {
    return count == 0 ? "" : absl::StrCat(count);
  };
  return {
      {say({"quarter", "trimestre"}),
       absl::StrCat(report.quarter.name, " (", TimeText(report.quarter.from_ms),
                    " - ", TimeText(report.quarter.until_ms), ")")},
      {say({"as of", "con corte al"}),
       absl::StrCat(TimeText(report.as_of_ms),
                    report.IsOver() ? ""
                                    : say({", the quarter is not over",
                                           ", el trimestre no ha "
                                           "terminado"}))},
      {say({"told from", "consta desde"}),
       report.BeginsLate() ? TimeText(report.begins_ms) : ""},
      {say({"national figures of", "cifras nacionales de"}), report.nation},
      {say({"joint figures", "cifras conjuntas"}), say(Agreement(report))},
      {say({"figures that differ", "cifras que difieren"}),
       absl::StrJoin(report.differing_figures, ", ")},
      {say({"hidden cells", "celdas ocultas"}), HiddenText(report)},
      {say({"on their way", "en camino"}),
       FewText(report.on_the_way, report, language)},
      {say({"refused by the receiver", "rechazados por el receptor"}),
       FewText(report.refused, report, language)},
      {say({"records in no joint figure", "registros en ninguna conjunta"}),
       some(report.untold)},
      {say({"entries in no national figure", "asientos en ninguna nacional"}),
       some(report.unopened)},
      {say({"verified logs", "bitácoras verificadas"}),
       StatesText(report, language)}};
}

std::vector<std::string> IndicatorsOf(const QuarterlyReport& report) {
  std::set<std::pair<int, std::string>> ids;
  for (const PublishedFigure& each : report.results.figures) {
    int number = 0;  // by number, not by letter: "I2" is before "I10"
    (void)absl::SimpleAtoi(absl::StripPrefix(each.id, "I"), &number);
    ids.emplace(number, each.id);
  }
  std::vector<std::string> sorted;
  for (const auto& [number, id] : ids) sorted.push_back(id);
  return sorted;
}

std::string ReportText(const QuarterlyReport& report, Language language) {
  std::string text = absl::StrCat(FormatFields(ReportFields(report, language)),
                                  "\n", FiguresText(report, language));
  if (!report.commitments.empty()) {
    absl::StrAppend(&text, "\n", CommitmentsText(report.commitments, language));
  }
  for (const PublishedResultTable& table : report.results.tables) {
    absl::StrAppend(&text, TableText(table, language));
  }
  return text;
}

Json ReportJson(const QuarterlyReport& report) {
  Json logs = Json::Array();
  for (const ReportedState& each : report.logs) logs.Append(JsonOf(each));
  Json indicators = Json::Array();
  for (const std::string& id : IndicatorsOf(report)) {
    indicators.Append(IndicatorJson(id));
  }
  Json figures = Json::Array();
  for (const PublishedFigure& each : report.results.figures) {
    figures.Append(JsonOf(each));
  }
  Json tables = Json::Array();
  for (const PublishedResultTable& each : report.results.tables) {
    tables.Append(JsonOf(each));
  }
  Json commitments = Json::Array();
  for (const JudgedCommitment& each : report.commitments) {
    commitments.Append(JsonOf(each));
  }
  const auto few = [&](uint64_t count) {
    return Json::String(FewText(count, report, Language::kEnglish));
  };
  return Json::Object()
      .Add("quarter", Json::String(report.quarter.name))
      .Add("from", Json::String(TimeText(report.quarter.from_ms)))
      .Add("until", Json::String(TimeText(report.quarter.until_ms)))
      .Add("asOf", Json::String(TimeText(report.as_of_ms)))
      .Add("isOver", Json::Bool(report.IsOver()))
      .Add("begins", Json::String(TimeText(report.begins_ms)))
      .Add("nation", Json::String(report.nation))
      .Add("peer", Json::String(report.peer))
      .Add("fromBothLogs", Json::Bool(!report.peer.empty()))
      .Add("agrees", Json::Bool(report.Agrees()))
      .Add("differingIndicators", Json::Strings(report.differing_figures))
      .Add("smallestCell", Count(report.limits.smallest))
      .Add("smallestWhole", Count(report.limits.smallest_whole))
      .Add("smallestSample", Count(report.limits.smallest_sample))
      .Add("cells", Count(report.results.cells))
      .Add("hiddenCells", Count(report.results.hidden))
      .Add("onTheWay", few(report.on_the_way))
      .Add("refused", few(report.refused))
      .Add("untold", Count(report.untold))
      .Add("unopened", Count(report.unopened))
      .Add("logs", std::move(logs))
      .Add("commitments", std::move(commitments))
      .Add("indicators", std::move(indicators))
      .Add("figures", std::move(figures))
      .Add("tables", std::move(tables));
}

Json ReportRows(const QuarterlyReport& report) {
  Json rows = Json::Array();
  for (const PublishedFigure& figure : report.results.figures) {
    rows.Append(Row(report, "FIGURE", figure.id, figure.group, figure.national,
                    StatisticName(figure.statistic), UnitName(figure.unit),
                    ValueText(figure), figure.why_not));
  }
  for (const PublishedResultTable& table : report.results.tables) {
    const auto& cells = table.table.cells;
    if (cells.empty()) continue;
    const auto names = WithTotal(table.table.rows, cells.size());
    const auto columns = WithTotal(table.table.columns, cells[0].size());
    for (size_t line = 0; line < cells.size(); ++line) {
      for (size_t field = 0; field < columns.size(); ++field) {
        const auto& cell = cells[line][field];
        rows.Append(Row(report, "CELL", table.name, names[line], table.national,
                        columns[field].empty() ? "TOTAL" : columns[field],
                        UnitName(Unit::kRecords),
                        cell ? absl::StrCat(*cell) : "",
                        cell ? "" : "SUPPRESSED"));
      }
    }
  }
  return rows;
}

}  // namespace enlace::client
