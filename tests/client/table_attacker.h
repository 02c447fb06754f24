// What a reader with pencil, paper and time learns of the hidden cells of a
// published table.
//
// It knows what the page says: which cells are shown, that rows and columns add
// up to their totals, that no count is negative, and that no row is below
// `row_floor`.  Linear programming, by the simplex method with Bland's rule,
// gives the least and the largest value that each hidden cell could have; it
// shares nothing with the code that hides.

#ifndef ENLACE_TESTS_CLIENT_TABLE_ATTACKER_H_
#define ENLACE_TESTS_CLIENT_TABLE_ATTACKER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "client/library/count_table.h"

namespace enlace::client {

struct Bounds {
  size_t line = 0;
  size_t field = 0;
  double least = 0;
  std::optional<double> largest;  // nothing: without limit

  bool IsNarrowerThan(double width) const {
    return largest.has_value() && *largest - least < width - 1e-6;
  }
};

std::vector<Bounds> Attack(const PublishedTable& table, uint64_t row_floor);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_TABLE_ATTACKER_H_
