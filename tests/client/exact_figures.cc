#include "tests/client/exact_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "client/library/audit_directory.h"

namespace enlace::client {

LedgersOf::LedgersOf(const PublishedLog& log) {
  const AuditSummary summary =
      ReadAuditDirectory(log.files(), log.keys(), [&](const OpenedEntry& e) {
        ledger.Add(e);
        national.Add(e);
      });
  EXPECT_THAT(summary.findings, testing::IsEmpty());
}

const ResultFigure& FigureOf(const Results& results, const std::string& id,
                             Statistic statistic, const std::string& group) {
  for (const ResultFigure& figure : results.figures) {
    if (figure.id == id && figure.group == group &&
        figure.statistic == statistic) {
      return figure;
    }
  }
  ADD_FAILURE() << "no figure " << id << " " << group;
  return results.figures.front();
}

uint64_t ExactCell(const Results& results, const CellRef& cell) {
  const CountTable& counts = results.tables[cell.table].counts;
  uint64_t sum = 0;
  for (size_t row = 0; row < counts.rows.size(); ++row) {
    if (cell.line < counts.rows.size() && row != cell.line) continue;
    for (size_t column = 0; column < counts.columns.size(); ++column) {
      if (cell.field < counts.columns.size() && column != cell.field) continue;
      sum += counts.counts[row][column];
    }
  }
  return sum;
}

Fraction ShareOf(const Results& results, const std::string& id,
                 const std::string& group) {
  const ResultFigure& figure = FigureOf(results, id, Statistic::kShare, group);
  Fraction share;
  for (const CellRef& cell : figure.part) {
    share.part += ExactCell(results, cell);
  }
  for (const CellRef& cell : figure.whole) {
    share.whole += ExactCell(results, cell);
  }
  if (figure.whole.empty()) {
    for (const int64_t value : figure.sample.values) share.Count(value == 1);
  }
  return share;
}

std::vector<int64_t> SortedValues(const Results& results, const std::string& id,
                                  const std::string& group) {
  return Sorted(FigureOf(results, id, Statistic::kMedian, group).sample.values);
}

std::vector<int64_t> Sorted(std::vector<int64_t> values) {
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace enlace::client
