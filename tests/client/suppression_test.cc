// The range of a hidden cell, against what linear programming says of it.

#include "client/library/suppression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/client/table_attacker.h"

namespace enlace::client {
namespace {

constexpr uint64_t kEnough = 30;

// A table with totals in which any cells are hidden, as a page and as a graph.
struct HiddenTable {
  HiddenTable(std::mt19937& random, uint64_t floor) : row_floor(floor) {
    const auto up_to = [&](uint64_t most) {
      return std::uniform_int_distribution<uint64_t>(0, most)(random);
    };
    const size_t rows = 2 + up_to(2);
    const size_t columns = 2 + up_to(2);
    page.rows.resize(rows);
    page.columns.resize(columns);
    std::vector<std::vector<uint64_t>> values(
        rows + 1, std::vector<uint64_t>(columns + 1, 0));
    for (size_t row = 0; row < rows; ++row) {
      for (size_t column = 0; column < columns; ++column) {
        // The first column makes every row reach its floor.
        const uint64_t value = up_to(12) + (column == 0 ? floor : 0);
        for (const size_t line : {row, rows}) {
          for (const size_t field : {column, columns}) {
            values[line][field] += value;
          }
        }
      }
    }
    for (size_t line = 0; line <= rows; ++line) {
      auto& cells = page.cells.emplace_back();
      for (size_t field = 0; field <= columns; ++field) {
        TableEdge edge;
        edge.row_node = line;
        edge.column_node = rows + 1 + field;
        edge.is_margin = (line == rows) != (field == columns);
        edge.value = values[line][field];
        edge.floor = field == columns ? floor : 0;
        edge.hidden = up_to(1) == 0;
        edges.push_back(edge);
        cells.push_back(edge.hidden ? std::nullopt : std::optional(edge.value));
      }
    }
    nodes = rows + columns + 2;
  }

  PublishedTable page;
  uint64_t row_floor = 0;
  std::vector<TableEdge> edges;
  size_t nodes = 0;
};

TEST(SuppressionTest, TheRangeOfAHiddenCellIsExact) {
  std::mt19937 random(11);
  int bounded = 0;
  for (int i = 0; i < 1500; ++i) {
    const HiddenTable table(random, i % 2 == 0 ? 0 : 5);
    const size_t fields = table.page.columns.size() + 1;
    for (const Bounds& each : Attack(table.page, table.row_floor)) {
      const double width = each.largest ? *each.largest - each.least : kEnough;
      const auto expected =
          static_cast<uint64_t>(std::min(width + 0.5, double{kEnough}));
      EXPECT_EQ(WidthOf(table.edges, table.nodes,
                        each.line * fields + each.field, kEnough),
                expected)
          << "table " << i << ", cell " << each.line << "/" << each.field;
      if (expected < kEnough) ++bounded;
    }
  }
  EXPECT_GT(bounded, 1000);
}

TEST(SuppressionTest, WhatCannotBeHiddenStaysShown) {
  std::mt19937 random(12);
  for (int i = 0; i < 100; ++i) {
    HiddenTable table(random, 0);
    for (TableEdge& edge : table.edges) {
      edge.can_be_hidden = edge.hidden || edge.value % 2 == 0;
    }
    const std::vector<TableEdge> before = table.edges;
    HideComplements(table.edges, table.nodes, kEnough);
    for (size_t at = 0; at < before.size(); ++at) {
      EXPECT_TRUE(table.edges[at].hidden || !before[at].hidden);
      EXPECT_TRUE(!table.edges[at].hidden || before[at].can_be_hidden);
    }
  }
}

}  // namespace
}  // namespace enlace::client
