// A table that reads from rows outside memory is the same as a map.

#include "server/core/stored_table.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/sim_random.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Key = std::pair<std::string, uint64_t>;
using Table = StoredTable<TableId::kInbox, Key, std::string>;
using Model = std::map<Key, std::string>;

// Counts what is read, and fails from some point on.
class CountedRows final : public StateRows {
 public:
  explicit CountedRows(StateRows& rows) : rows_(rows) {}

  absl::StatusOr<std::optional<std::string>> Find(
      TableId table, absl::string_view key) override {
    ++finds;
    if (failing) return absl::DataLossError("rotten");
    return rows_.Find(table, key);
  }
  absl::StatusOr<std::vector<Row>> Scan(TableId table, absl::string_view from,
                                        size_t max) override {
    if (failing) return absl::DataLossError("rotten");
    auto rows = rows_.Scan(table, from, max);
    scanned += rows->size();
    return rows;
  }

  uint64_t row_count() override { return rows_.row_count(); }

  size_t finds = 0;
  size_t scanned = 0;
  bool failing = false;

 private:
  StateRows& rows_;
};

class StoredTableTest : public testing::Test {
 protected:
  StoredTableTest() { table_.SetBase(&base_); }

  // As a snapshot does.
  void Save() {
    Write(table_.Freeze());
    table_.Thaw(true);
  }

  void Write(const Table::FrozenChanges& add_changes) {
    Snapshot snapshot;
    snapshot.number = 1;
    add_changes(snapshot.changes);
    ASSERT_TRUE(store_.SaveSnapshot(snapshot).ok());
  }

  Key RandomKey() {
    return {absl::StrCat("agency ", random_.Between(1, 3)),
            static_cast<uint64_t>(random_.Between(1, 120))};
  }

  void ExpectSame(const Model& model) {
    EXPECT_EQ(RowsOf(table_), model);
    EXPECT_EQ(table_.empty(), model.empty());
    const Key from = RandomKey();
    std::vector<std::pair<Key, std::string>> page;
    table_.Scan(from, [&](const Key& key, const std::string& value) {
      if (page.size() == 5) return false;
      page.emplace_back(key, value);
      return true;
    });
    auto it = model.lower_bound(from);
    for (size_t i = 0; i < 5 && it != model.end(); ++i, ++it) {
      ASSERT_LT(i, page.size());
      EXPECT_EQ(page[i], std::make_pair(it->first, it->second));
    }
  }

  simulation::SimRandom random_{7};
  simulation::MemoryStore store_;
  CountedRows rows_{*store_.state_rows()};
  TableBase base_{rows_};
  Table table_;
};

TEST_F(StoredTableTest, IsTheSameAsAMapWhateverIsInMemory) {
  Model model;
  Table::FrozenChanges frozen;  // null: nothing is
  bool written = false;
  for (int i = 0; i < 20000; ++i) {
    const Key key = RandomKey();
    const std::string value = absl::StrCat("value ", i);
    switch (random_.Between(0, 9)) {
      case 0:
      case 1:
      case 2:
        EXPECT_EQ(table_.Insert(key, value), model.emplace(key, value).second);
        break;
      case 3:
        table_.Put(key, value);
        model[key] = value;
        break;
      case 4:
      case 5:
        table_.Erase(key);
        model.erase(key);
        break;
      case 6:
        if (std::string* const changed = table_.Change(key)) {
          EXPECT_EQ(*changed, model.at(key));
          *changed = value;
          model.at(key) = value;
        } else {
          EXPECT_FALSE(model.contains(key));
        }
        break;
      case 7:
        if (frozen == nullptr) {
          if (random_.Percent(10)) frozen = table_.Freeze();
        } else if (!written && random_.Percent(10)) {
          Write(frozen);
          written = true;
        } else if (random_.Percent(10)) {
          table_.Thaw(std::exchange(written, false));
          frozen = nullptr;
        }
        if (random_.Percent(10)) table_.ForgetFetched();
        break;
      default: {
        const std::string* const found = table_.Find(key);
        ASSERT_EQ(found != nullptr, model.contains(key));
        if (found != nullptr) {
          EXPECT_EQ(*found, model.at(key));
        }
      }
    }
    if (i % 50 == 0) ExpectSame(model);
    ASSERT_TRUE(base_.fault().ok());
  }
  // The rows alone tell the same.
  if (frozen != nullptr) table_.Thaw(written);
  Save();
  Table read;
  read.SetBase(&base_);
  EXPECT_EQ(RowsOf(read), model);
}

TEST_F(StoredTableTest, WhatIsTakenFromTheFrontIsNotPassedOverAgain) {
  for (uint64_t i = 1; i <= 1000; ++i) table_.Put({"a", i}, "x");
  Save();
  for (uint64_t i = 1; i <= 1000; ++i) {
    uint64_t first = 0;
    table_.Scan({"a", 0}, [&](const Key& key, const std::string&) {
      first = key.second;
      return false;
    });
    ASSERT_EQ(first, i);
    table_.Erase({"a", i});
  }
  EXPECT_LT(rows_.scanned, 1000u * 70);
  rows_.scanned = 0;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(table_.empty());
  table_.Scan({"a", 0}, [](const Key&, const std::string&) { return true; });
  EXPECT_LE(rows_.scanned, 1000u + 64) << "read once each";
}

TEST_F(StoredTableTest, WhatWasFoundStaysWhereItIs) {
  for (uint64_t i = 1; i <= 100; ++i) table_.Put({"a", i}, absl::StrCat(i));
  Save();
  const std::string* const found = table_.Find({"a", 50});
  for (uint64_t i = 1; i <= 100; ++i) table_.Find({"a", i});
  table_.Put({"a", 7}, "seven");
  EXPECT_EQ(*found, "50");
  const size_t finds = rows_.finds;
  EXPECT_EQ(table_.Find({"a", 50}), found);
  EXPECT_EQ(rows_.finds, finds) << "read again";
}

TEST_F(StoredTableTest, WhatIsFrozenIsWrittenAsItWas) {
  table_.Put({"a", 1}, "one");
  table_.Put({"a", 2}, "two");
  const auto frozen = table_.Freeze();
  EXPECT_EQ(table_.changed(), 0u);
  *table_.Change({"a", 1}) = "changed";
  table_.Erase({"a", 2});
  table_.Put({"a", 3}, "three");
  EXPECT_EQ(RowsOf(table_),
            (Model{{{"a", 1}, "changed"}, {{"a", 3}, "three"}}));
  Write(frozen);
  Table read;
  read.SetBase(&base_);
  EXPECT_EQ(RowsOf(read), (Model{{{"a", 1}, "one"}, {{"a", 2}, "two"}}));
  table_.Thaw(true);
  EXPECT_EQ(table_.changed(), 3u);
}

TEST_F(StoredTableTest, WhatCouldNotBeWrittenCountsAsChangedAgain) {
  table_.Put({"a", 1}, "one");
  table_.Put({"a", 2}, "two");
  table_.Freeze();
  table_.Put({"a", 1}, "changed");
  table_.Thaw(false);
  EXPECT_EQ(table_.changed(), 2u);
  EXPECT_EQ(RowsOf(table_), (Model{{{"a", 1}, "changed"}, {{"a", 2}, "two"}}));
}

TEST_F(StoredTableTest, AfterAnErrorNothingIsRead) {
  table_.Put({"a", 1}, "x");
  Save();
  rows_.failing = true;
  EXPECT_EQ(table_.Find({"a", 1}), nullptr);
  EXPECT_TRUE(absl::IsDataLoss(base_.fault()));
  rows_.failing = false;
  EXPECT_EQ(table_.Find({"a", 1}), nullptr) << "half of it would be told";
  EXPECT_TRUE(table_.empty());
}

TEST_F(StoredTableTest, ARowThatIsNoneIsAFault) {
  Snapshot snapshot;
  snapshot.number = 1;
  snapshot.changes = {{TableId::kInbox, "no key", "x"}};
  ASSERT_TRUE(store_.SaveSnapshot(snapshot).ok());
  EXPECT_TRUE(table_.empty());
  EXPECT_TRUE(absl::IsDataLoss(base_.fault()));
}

TEST(StoredTableInMemoryTest, ErasedRowsLeaveNothingBehind) {
  Table table;
  table.Put({"a", 1}, "x");
  table.Erase({"a", 1});
  EXPECT_EQ(table.changed(), 0u);
}

}  // namespace
}  // namespace enlace::core
