#include "tests/client/table_attacker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <utility>

namespace enlace::client {
namespace {

constexpr double kTiny = 1e-9;

// Rows of an equation each; the last column is the right side.
using Tableau = std::vector<std::vector<double>>;

// The largest value of `goal` over x >= 0 with `equations`; nothing if there is
// none.
class Simplex {
 public:
  Simplex(Tableau equations, size_t variables)
      : rows_(std::move(equations)), variables_(variables) {
    for (std::vector<double>& row : rows_) {
      if (row.back() < 0) {
        for (double& each : row) each = -each;
      }
    }
    const size_t count = rows_.size();
    for (size_t i = 0; i < count; ++i) {
      const double right = rows_[i].back();
      rows_[i].pop_back();
      rows_[i].resize(variables_ + count, 0.0);
      rows_[i][variables_ + i] = 1.0;
      rows_[i].push_back(right);
      basis_.push_back(variables_ + i);
    }
    std::vector<double> artificial(variables_ + count, 0.0);
    for (size_t i = 0; i < count; ++i) artificial[variables_ + i] = -1.0;
    const auto feasible = Climb(artificial, variables_ + count);
    EXPECT_TRUE(feasible.has_value() && *feasible > -1e-6)
        << "the published table contradicts itself";
    Evict();
  }

  std::optional<double> Largest(const std::vector<double>& goal) {
    std::vector<double> padded = goal;
    padded.resize(rows_.empty() ? variables_ : rows_[0].size() - 1, 0.0);
    if (rows_.empty()) {
      for (const double each : goal) {
        if (each > 0) return std::nullopt;
      }
      return 0.0;
    }
    return Climb(padded, variables_);
  }

 private:
  // Takes artificial variables out of the basis, or their rows, which say
  // nothing, out of the tableau.
  void Evict() {
    for (size_t i = 0; i < rows_.size();) {
      if (basis_[i] < variables_) {
        ++i;
        continue;
      }
      size_t column = 0;
      while (column < variables_ && std::abs(rows_[i][column]) < kTiny) {
        ++column;
      }
      if (column < variables_) {
        Pivot(i, column);
        ++i;
      } else {
        rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(i));
        basis_.erase(basis_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }

  void Pivot(size_t row, size_t column) {
    const double by = rows_[row][column];
    for (double& each : rows_[row]) each /= by;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (i == row) continue;
      const double factor = rows_[i][column];
      for (size_t j = 0; j < rows_[i].size(); ++j) {
        rows_[i][j] -= factor * rows_[row][j];
      }
    }
    basis_[row] = column;
  }

  std::optional<double> Climb(const std::vector<double>& goal, size_t usable) {
    for (;;) {
      size_t enters = usable;
      for (size_t column = 0; column < usable && enters == usable; ++column) {
        double gain = goal[column];
        for (size_t i = 0; i < rows_.size(); ++i) {
          gain -= goal[basis_[i]] * rows_[i][column];
        }
        if (gain > kTiny) enters = column;
      }
      if (enters == usable) break;
      std::optional<size_t> leaves;
      for (size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i][enters] <= kTiny) continue;
        const double ratio = rows_[i].back() / rows_[i][enters];
        const double least =
            leaves ? rows_[*leaves].back() / rows_[*leaves][enters] : 0;
        if (!leaves || ratio < least - kTiny ||
            (std::abs(ratio - least) <= kTiny && basis_[i] < basis_[*leaves])) {
          leaves = i;
        }
      }
      if (!leaves) return std::nullopt;
      Pivot(*leaves, enters);
    }
    double value = 0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      value += goal[basis_[i]] * rows_[i].back();
    }
    return value;
  }

  Tableau rows_;
  std::vector<size_t> basis_;
  const size_t variables_;
};

// What the page says, as equations over the hidden cells above their floors.
class Page {
 public:
  Page(const PublishedTable& table, uint64_t row_floor) : table_(table) {
    for (size_t line = 0; line < table.cells.size(); ++line) {
      for (size_t field = 0; field < table.cells[line].size(); ++field) {
        if (table.cells[line][field]) continue;
        hidden_.emplace(std::pair(line, field), hidden_.size());
        floors_.push_back(field + 1 == table.cells[line].size()
                              ? static_cast<double>(row_floor)
                              : 0.0);
      }
    }
    const size_t rows = table.rows.size();
    const size_t columns = table.columns.size();
    if (table.has_total_column()) {
      for (size_t line = 0; line < table.cells.size(); ++line) {
        Begin();
        for (size_t field = 0; field < columns; ++field) Add(line, field, 1);
        Add(line, columns, -1);
      }
    }
    if (table.has_total_row()) {
      for (size_t field = 0; field < table.cells[0].size(); ++field) {
        Begin();
        for (size_t line = 0; line < rows; ++line) Add(line, field, 1);
        Add(rows, field, -1);
      }
    }
  }

  std::vector<Bounds> Solve() const {
    std::vector<Bounds> found;
    for (const auto& [place, variable] : hidden_) {
      Bounds bounds{place.first, place.second, 0, std::nullopt};
      std::vector<double> goal(hidden_.size(), 0.0);
      goal[variable] = -1;
      const auto least = Simplex(equations_, hidden_.size()).Largest(goal);
      bounds.least = floors_[variable] - least.value_or(0);
      goal[variable] = 1;
      const auto largest = Simplex(equations_, hidden_.size()).Largest(goal);
      if (largest) bounds.largest = floors_[variable] + *largest;
      found.push_back(bounds);
    }
    return found;
  }

 private:
  void Begin() { equations_.emplace_back(hidden_.size() + 1, 0.0); }

  void Add(size_t line, size_t field, double sign) {
    std::vector<double>& equation = equations_.back();
    const auto hidden = hidden_.find({line, field});
    if (hidden == hidden_.end()) {
      equation.back() -= sign * static_cast<double>(*table_.cells[line][field]);
      return;
    }
    equation[hidden->second] += sign;
    equation.back() -= sign * floors_[hidden->second];
  }

  const PublishedTable& table_;
  std::map<std::pair<size_t, size_t>, size_t> hidden_;
  std::vector<double> floors_;
  Tableau equations_;
};

}  // namespace

std::vector<Bounds> Attack(const PublishedTable& table, uint64_t row_floor) {
  return Page(table, row_floor).Solve();
}

}  // namespace enlace::client
