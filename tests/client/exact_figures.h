// Figures before anything is hidden, as tests read them, and the logs that they
// are of.

#ifndef ENLACE_TESTS_CLIENT_EXACT_FIGURES_H_
#define ENLACE_TESTS_CLIENT_EXACT_FIGURES_H_

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "client/library/crossing_ledger.h"
#include "client/library/national_ledger.h"
#include "client/library/results.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {

// Of one log, as it was read.
struct LedgersOf {
  explicit LedgersOf(const PublishedLog& log);

  CrossingLedger ledger;
  NationalLedger national;
};

struct Fraction {
  uint64_t part = 0;
  uint64_t whole = 0;

  void Count(bool in_part) {
    ++whole;
    if (in_part) ++part;
  }
  bool operator==(const Fraction&) const = default;
  friend void PrintTo(const Fraction& f, std::ostream* out) {
    *out << f.part << "/" << f.whole;
  }
};

// Fails the test if there is none.
const ResultFigure& FigureOf(const Results& results, const std::string& id,
                             Statistic statistic,
                             const std::string& group = "");

// A cell of the exact table, totals included.
uint64_t ExactCell(const Results& results, const CellRef& cell);

// Of its cells, or of its sample if it has none.
Fraction ShareOf(const Results& results, const std::string& id,
                 const std::string& group = "");

// Of the sample of its median.
std::vector<int64_t> SortedValues(const Results& results, const std::string& id,
                                  const std::string& group = "");

std::vector<int64_t> Sorted(std::vector<int64_t> values);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_EXACT_FIGURES_H_
