// What is hidden in published tables, and that nobody finds it out.

#include "client/library/count_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "tests/client/table_attacker.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr uint64_t kSmallest = 10;

CountTable TableOf(std::vector<std::vector<uint64_t>> counts) {
  CountTable table;
  for (size_t i = 0; i < counts[0].size(); ++i) {
    table.columns.push_back(absl::StrCat("C", i));
  }
  for (size_t i = 0; i < counts.size(); ++i) {
    table.rows.push_back(absl::StrCat("r", i));
  }
  table.counts = std::move(counts);
  return table;
}

// Hides what is small, and nothing for its sake: what the attacker must find.
PublishedTable PrimaryOnly(const CountTable& table) {
  PublishedTable published = Publish(table, 0);
  for (auto& line : published.cells) {
    for (auto& cell : line) {
      if (cell && *cell < kSmallest) cell = std::nullopt;
    }
  }
  return published;
}

bool HasNarrow(const PublishedTable& table, uint64_t row_floor) {
  for (const Bounds& each : Attack(table, row_floor)) {
    if (each.IsNarrowerThan(kSmallest)) return true;
  }
  return false;
}

class Tables {
 public:
  explicit Tables(unsigned seed) : random_(seed) {}

  uint64_t UpTo(uint64_t most) {
    return std::uniform_int_distribution<uint64_t>(0, most)(random_);
  }

  CountTable Next() {
    const uint64_t rows = 1 + UpTo(5);
    const uint64_t columns = 1 + UpTo(4);
    // Of the small tables totals are hidden too.
    const uint64_t large = std::vector<uint64_t>{4, 14, 60}[UpTo(2)];
    std::vector<std::vector<uint64_t>> counts;
    for (uint64_t row = 0; row < rows; ++row) {
      auto& line = counts.emplace_back();
      for (uint64_t column = 0; column < columns; ++column) {
        line.push_back(UpTo(2) == 0 ? UpTo(12) : UpTo(large));
      }
    }
    return TableOf(std::move(counts));
  }

 private:
  std::mt19937 random_;
};

TEST(CountTableTest, SmallCellsAreHiddenAndSoIsWhatWouldTellThem) {
  const PublishedTable shown =
      Publish(TableOf({{40, 3}, {50, 60}, {70, 80}}), kSmallest);
  EXPECT_EQ(shown.cells[0][1], std::nullopt);
  EXPECT_GE(shown.hidden_count(), 4U);
  // Totals are the last to go.
  EXPECT_THAT(shown.cells[3][2], Optional(303));
  EXPECT_THAT(Attack(PrimaryOnly(TableOf({{40, 3}, {50, 60}, {70, 80}})), 0),
              ElementsAre(testing::Field(&Bounds::largest, Optional(3.0))));
}

TEST(CountTableTest, NothingIsHiddenWhereNothingIsSmall) {
  const PublishedTable shown =
      Publish(TableOf({{40, 10}, {50, 60}}), kSmallest);
  EXPECT_EQ(shown.hidden_count(), 0U);
  EXPECT_EQ(shown.cell_count(), 9U);
}

TEST(CountTableTest, ZeroIsHiddenLikeAnyOtherSmallCount) {
  const PublishedTable shown =
      Publish(TableOf({{40, 0}, {50, 60}, {30, 20}}), kSmallest);
  EXPECT_EQ(shown.cells[0][1], std::nullopt);
  EXPECT_FALSE(HasNarrow(shown, 0));
}

TEST(CountTableTest, NoHiddenCellCanBeNarrowedDown) {
  Tables tables(1);
  for (int i = 0; i < 600; ++i) {
    const CountTable table = tables.Next();
    const PublishedTable shown = Publish(table, kSmallest);
    for (const Bounds& each : Attack(shown, 0)) {
      EXPECT_FALSE(each.IsNarrowerThan(kSmallest))
          << "table " << i << ", cell " << each.line << "/" << each.field
          << ": " << each.least << " to " << *each.largest;
    }
  }
}

TEST(CountTableTest, NorWhereReadersKnowThatNoRowIsSmall) {
  Tables tables(2);
  for (int i = 0; i < 600; ++i) {
    const CountTable table = MergeSmallRows(tables.Next(), kSmallest, "OTHER");
    const PublishedTable shown = Publish(table, kSmallest);
    const uint64_t floor = table.rows_are_merged ? kSmallest : 0;
    for (const Bounds& each : Attack(shown, floor)) {
      EXPECT_FALSE(each.IsNarrowerThan(kSmallest))
          << "table " << i << ", cell " << each.line << "/" << each.field;
    }
  }
}

TEST(CountTableTest, NorWhereTheTotalIsKnownFromElsewhere) {
  Tables tables(3);
  for (int i = 0; i < 600; ++i) {
    const CountTable table = tables.Next();
    if (table.Total() < kSmallest) continue;
    if (table.rows.size() * table.columns.size() == 1) continue;
    const PublishedTable shown = Publish(table, kSmallest, KnownTotal::kShown);
    EXPECT_THAT(shown.cells.back().back(), Optional(table.Total()));
    EXPECT_FALSE(HasNarrow(shown, 0)) << "table " << i;
  }
}

// The attacker would find out, if complements were not hidden.
TEST(CountTableTest, TheAttackerPinsWhatIsHiddenWithoutComplements) {
  Tables tables(1);
  int found = 0;
  int tried = 0;
  for (int i = 0; i < 200; ++i) {
    const CountTable table = tables.Next();
    if (table.rows.size() * table.columns.size() < 4) continue;
    const PublishedTable shown = PrimaryOnly(table);
    if (shown.hidden_count() == 0) continue;
    ++tried;
    if (HasNarrow(shown, 0)) ++found;
  }
  EXPECT_GT(tried, 100);
  EXPECT_GT(found, tried / 2);
}

TEST(CountTableTest, WhatIsShownIsTrue) {
  Tables tables(4);
  for (int i = 0; i < 100; ++i) {
    const CountTable table = tables.Next();
    const PublishedTable shown = Publish(table, kSmallest);
    for (size_t row = 0; row < table.rows.size(); ++row) {
      for (size_t column = 0; column < table.columns.size(); ++column) {
        const auto& cell = shown.cells[row][column];
        if (table.counts[row][column] < kSmallest) {
          EXPECT_EQ(cell, std::nullopt);
        } else if (cell) {
          EXPECT_EQ(*cell, table.counts[row][column]);
        }
      }
      const auto& total = shown.cells[row].back();
      if (total) {
        EXPECT_EQ(*total, table.RowTotal(row));
      }
    }
  }
}

TEST(CountTableTest, SmallRowsAreOneRowThatIsNotSmall) {
  CountTable table = TableOf({{2, 1}, {40, 5}, {4, 0}, {12, 0}, {90, 90}});
  const CountTable merged = MergeSmallRows(table, kSmallest, "OTHER");
  EXPECT_THAT(merged.rows, ElementsAre("r1", "r4", "OTHER"));
  EXPECT_THAT(merged.counts[2], ElementsAre(18, 1));
  EXPECT_TRUE(merged.rows_are_merged);
  EXPECT_EQ(merged.Total(), table.Total());

  const CountTable few =
      MergeSmallRows(TableOf({{2}, {3}}), kSmallest, "OTHER");
  EXPECT_THAT(few.rows, ElementsAre("OTHER"));
  EXPECT_FALSE(few.rows_are_merged);

  CountTable none;
  none.columns = {"C0"};
  EXPECT_THAT(MergeSmallRows(none, kSmallest, "OTHER").rows,
              ElementsAre("OTHER"));
  EXPECT_THAT(none.rows, IsEmpty());
}

TEST(CountTableTest, RowsThatAreLargeEnoughStayAsTheyAre) {
  const CountTable table = TableOf({{20, 1}, {40, 5}});
  EXPECT_EQ(MergeSmallRows(table, kSmallest, "OTHER").rows, table.rows);
}

}  // namespace
}  // namespace enlace::client
