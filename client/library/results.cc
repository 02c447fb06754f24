#include "client/library/results.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/check.h"

namespace enlace::client {
namespace {

constexpr double kMsPerSecond = 1000.0;
constexpr double kMsPerHour = 60.0 * 60.0 * kMsPerSecond;

constexpr char kSuppressed[] = "SUPPRESSED";
constexpr char kTooFew[] = "TOO_FEW";
constexpr char kNotReached[] = "NOT_REACHED";

bool HasTotalRow(const CountTable& table) { return table.rows.size() > 1; }

size_t FieldsOf(const CountTable& table) {
  return table.columns.size() + (table.columns.size() > 1 ? 1 : 0);
}

// The sum of cells that are all shown; nothing if one is not.
std::optional<uint64_t> SumOf(const PublishedResults& published,
                              const std::vector<CellRef>& cells) {
  uint64_t sum = 0;
  for (const CellRef& cell : cells) {
    const PublishedResultTable& table = published.tables[cell.table];
    if (table.withheld || !table.table.cells[cell.line][cell.field]) {
      return std::nullopt;
    }
    sum += *table.table.cells[cell.line][cell.field];
  }
  return sum;
}

double InUnit(int64_t value, Unit unit) {
  const auto number = static_cast<double>(value);
  return unit == Unit::kHours     ? number / kMsPerHour
         : unit == Unit::kSeconds ? number / kMsPerSecond
                                  : number;
}

// Of a percentile.
int PercentOf(Statistic statistic) {
  return statistic == Statistic::kP99   ? 99
         : statistic == Statistic::kP90 ? 90
                                        : 50;
}

// What is told of a sample's values only if one of them is not most of all.
void TellSum(const std::vector<int64_t>& values, const PublishingLimits& limits,
             PublishedFigure& told) {
  const double sum = std::accumulate(
      values.begin(), values.end(), 0.0, [](double so_far, int64_t value) {
        return so_far + static_cast<double>(value);
      });
  const auto largest =
      static_cast<double>(*std::max_element(values.begin(), values.end()));
  if (100.0 * largest > static_cast<double>(limits.largest_part) * sum) {
    told.why_not = kSuppressed;
  } else {
    told.value = sum;
  }
}

// A share of which no table tells the numbers: enough must be on each side.
void TellShareOf(const Sample& sample, const PublishingLimits& limits,
                 PublishedFigure& told) {
  const uint64_t whole = sample.values.size();
  const auto part = static_cast<uint64_t>(
      std::count(sample.values.begin(), sample.values.end(), 1));
  if (part < limits.smallest || whole - part < limits.smallest) {
    told.why_not = kSuppressed;
  } else if (whole < limits.smallest_whole) {
    told.why_not = kTooFew;
  } else {
    told.value = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  }
}

void TellSample(const ResultFigure& figure, const PublishingLimits& limits,
                PublishedFigure& told) {
  const bool survival = figure.statistic == Statistic::kSurvival;
  const size_t size =
      figure.sample.values.size() + (survival ? figure.sample.open.size() : 0);
  if (size < (figure.statistic == Statistic::kP99 ? limits.smallest_tail
                                                  : limits.smallest_sample)) {
    told.why_not = kTooFew;
    return;
  }
  if (figure.statistic == Statistic::kSum) {
    TellSum(figure.sample.values, limits, told);
    return;
  }
  std::optional<int64_t> value;
  if (figure.statistic == Statistic::kDistinct) {
    value = static_cast<int64_t>(std::set<int64_t>(figure.sample.values.begin(),
                                                   figure.sample.values.end())
                                     .size());
  } else if (survival) {
    value = SurvivalMedian(figure.sample);
  } else {
    value = NearestRank(figure.sample.values, PercentOf(figure.statistic));
  }
  if (!value) {
    told.why_not = kNotReached;
  } else {
    told.value = InUnit(*value, figure.unit);
  }
}

PublishedFigure Tell(const ResultFigure& figure,
                     const PublishedResults& published,
                     const PublishingLimits& limits) {
  PublishedFigure told{figure.id,          figure.group,    figure.statistic,
                       figure.unit,        figure.national, std::nullopt,
                       figure.not_measured};
  if (!figure.not_measured.empty()) return told;
  if (figure.statistic != Statistic::kCount &&
      figure.statistic != Statistic::kShare) {
    TellSample(figure, limits, told);
    return told;
  }
  if (figure.statistic == Statistic::kShare && figure.whole.empty()) {
    TellShareOf(figure.sample, limits, told);
    return told;
  }
  const std::optional<uint64_t> part = SumOf(published, figure.part);
  const std::optional<uint64_t> whole = SumOf(published, figure.whole);
  if (!part || !whole) {
    told.why_not = kSuppressed;
  } else if (figure.statistic == Statistic::kCount) {
    told.value = static_cast<double>(*part);
  } else if (*whole < limits.smallest_whole) {
    told.why_not = kTooFew;
  } else {
    told.value =
        100.0 * static_cast<double>(*part) / static_cast<double>(*whole);
  }
  return told;
}

}  // namespace

size_t Results::LastLine(size_t table) const {
  const CountTable& counts = tables[table].counts;
  return HasTotalRow(counts) ? counts.rows.size() : counts.rows.size() - 1;
}

CellRef Results::RowTotal(size_t table, size_t line) const {
  return {table, line, FieldsOf(tables[table].counts) - 1};
}

CellRef Results::GrandTotal(size_t table) const {
  return RowTotal(table, LastLine(table));
}

void Results::AddShares(absl::string_view id, size_t table,
                        const std::vector<size_t>& part,
                        const std::vector<size_t>& whole) {
  const CountTable& counts = tables[table].counts;
  for (size_t line = 0; line <= LastLine(table); ++line) {
    ResultFigure& figure = figures.emplace_back();
    figure.id = std::string(id);
    figure.group = line == LastLine(table) ? "" : counts.rows[line];
    figure.statistic = Statistic::kShare;
    figure.unit = Unit::kPercent;
    figure.national = tables[table].national;
    for (const size_t field : part) figure.part.push_back({table, line, field});
    for (const size_t field : whole) {
      figure.whole.push_back({table, line, field});
    }
    if (whole.empty()) figure.whole.push_back(RowTotal(table, line));
  }
}

void Results::AddCounts(absl::string_view id, size_t table) {
  const CountTable& counts = tables[table].counts;
  for (size_t line = 0; line <= LastLine(table); ++line) {
    ResultFigure& figure = figures.emplace_back();
    figure.id = std::string(id);
    figure.group = line == LastLine(table) ? "" : counts.rows[line];
    figure.national = tables[table].national;
    figure.part.push_back(RowTotal(table, line));
  }
}

void Results::AddNotMeasured(absl::string_view id, bool national,
                             absl::string_view reason) {
  ResultFigure& figure = figures.emplace_back();
  figure.id = std::string(id);
  figure.national = national;
  figure.not_measured = std::string(reason);
}

void Results::Append(const Results& more) {
  const size_t before = tables.size();
  const auto move = [&](CellRef cell) {
    cell.table += before;
    return cell;
  };
  for (ResultTable table : more.tables) {
    if (table.part_of) table.part_of = move(*table.part_of);
    tables.push_back(std::move(table));
  }
  for (ResultFigure figure : more.figures) {
    for (CellRef& cell : figure.part) cell = move(cell);
    for (CellRef& cell : figure.whole) cell = move(cell);
    figures.push_back(std::move(figure));
  }
}

PublishedResults Publish(const Results& results,
                         const PublishingLimits& limits) {
  PublishedResults published;
  for (const ResultTable& table : results.tables) {
    PublishedResultTable shown{table.name, table.national, false, {}};
    const bool is_part = table.part_of.has_value();
    // What it splits is in the tables already: it stands before it.
    shown.withheld = is_part && !SumOf(published, {*table.part_of});
    shown.table = Publish(table.counts, limits.smallest,
                          is_part ? KnownTotal::kShown : KnownTotal::kNo);
    published.cells += shown.table.cell_count();
    published.hidden +=
        shown.withheld ? shown.table.cell_count() : shown.table.hidden_count();
    if (shown.withheld) shown.table.cells.clear();
    published.tables.push_back(std::move(shown));
  }
  for (const ResultFigure& figure : results.figures) {
    published.figures.push_back(Tell(figure, published, limits));
  }
  return published;
}

int64_t NearestRank(std::vector<int64_t> values, int percent) {
  CHECK(!values.empty()) << "a percentile of nothing";
  std::sort(values.begin(), values.end());
  const size_t rank = (values.size() * static_cast<size_t>(percent) + 99) / 100;
  return values[std::max<size_t>(rank, 1) - 1];
}

std::optional<int64_t> SurvivalMedian(const Sample& sample) {
  std::map<int64_t, std::pair<uint64_t, uint64_t>> at;  // ended, open
  for (const int64_t value : sample.values) ++at[value].first;
  for (const int64_t value : sample.open) ++at[value].second;
  auto left = static_cast<double>(sample.values.size() + sample.open.size());
  double surviving = 1.0;
  for (const auto& [time, count] : at) {
    const auto ended = static_cast<double>(count.first);
    surviving *= 1.0 - ended / left;
    // A hair more, so that a half that is not exact in binary is a half.
    if (surviving <= 0.5 + 1e-12) return time;
    left -= ended + static_cast<double>(count.second);
  }
  return std::nullopt;
}

}  // namespace enlace::client
