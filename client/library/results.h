// The figures of a report, exact, and as they may be published.
//
//   Results results = JointResults(joint, quarter);
//   const PublishedResults shown = Publish(results, PublishingLimits());
//
// A figure is a count, a share, a percentile or a sum.  It is told only if
// every cell of a table that it is made of is shown, so that no figure tells
// more than the tables do; a share, if enough are looked at as well.  A
// percentile is told of enough values, and then never their number; so is a
// sum, unless it is mostly one of them, and a share of a sample, if there are
// enough on both sides.  What is not told says why, and is never a zero.
// docs/results.md has the definition of each.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_RESULTS_H_
#define ENLACE_CLIENT_LIBRARY_RESULTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/library/count_table.h"

namespace enlace::client {

enum class Statistic {
  kCount,
  kShare,     // in percent
  kMedian,    // nearest rank
  kP90,       // nearest rank
  kP99,       // nearest rank
  kSurvival,  // median by Kaplan and Meier: what has not ended yet counts too
  kDistinct,  // how many different values there are
  kSum,
};

enum class Unit {
  kRecords,
  kPercent,
  kSeconds,
  kHours,
  kDays,
  kFields,
  kStates,
  kFirearms,
  kRounds,
};

// Where a cell stands; its line may be that of the totals, its field too.
struct CellRef {
  size_t table = 0;  // in Results::tables
  size_t line = 0;
  size_t field = 0;

  bool operator==(const CellRef&) const = default;
};

// Values, milliseconds where the unit is a time; of what has not ended yet the
// time so far.  Of a share 1 for what is in the part, else 0.
struct Sample {
  std::vector<int64_t> values;
  std::vector<int64_t> open;

  bool operator==(const Sample&) const = default;
};

struct ResultTable {
  std::string name;       // stable: "TRACE_REQUESTS"
  bool national = false;  // of one nation's own log alone
  CountTable counts;
  // Of a table that splits a cell of an earlier one: that cell, by which its
  // total is known.  It is withheld if that cell is hidden.
  std::optional<CellRef> part_of;

  bool operator==(const ResultTable&) const = default;
};

struct ResultFigure {
  std::string id;     // "I3"
  std::string group;  // the row, urgency or country it is of; "" for all
  Statistic statistic = Statistic::kCount;
  Unit unit = Unit::kRecords;
  bool national = false;
  std::vector<CellRef> part;   // of a count its only cells
  std::vector<CellRef> whole;  // of a share; none: it is one of the sample
  Sample sample;
  std::string not_measured;  // stable reason, if the logs do not carry it

  bool operator==(const ResultFigure&) const = default;
};

struct Results {
  std::vector<ResultTable> tables;
  std::vector<ResultFigure> figures;

  // The places of a table's lines and fields, totals included.
  CellRef RowTotal(size_t table, size_t line) const;
  CellRef GrandTotal(size_t table) const;
  // Its line of totals, or its only line.
  size_t LastLine(size_t table) const;

  // Adds a figure for each line of a table, the totals without a group.
  // `part` and `whole` are columns; no `whole` is all of them.
  void AddShares(absl::string_view id, size_t table,
                 const std::vector<size_t>& part,
                 const std::vector<size_t>& whole);
  void AddCounts(absl::string_view id, size_t table);
  void AddNotMeasured(absl::string_view id, bool national,
                      absl::string_view reason);

  // Those of `more` behind these.
  void Append(const Results& more);

  bool operator==(const Results&) const = default;
};

struct PublishingLimits {
  uint64_t smallest = 10;         // of a cell
  uint64_t smallest_whole = 20;   // of which a share is told
  uint64_t smallest_sample = 10;  // of which a percentile is told
  uint64_t smallest_tail = 100;   // of which the 99th is told
  uint64_t largest_part = 80;     // percent of a sum that one value may be
};

struct PublishedResultTable {
  std::string name;
  bool national = false;
  bool withheld = false;  // then it has no cells
  PublishedTable table;
};

struct PublishedFigure {
  std::string id;
  std::string group;
  Statistic statistic = Statistic::kCount;
  Unit unit = Unit::kRecords;
  bool national = false;
  std::optional<double> value;  // in the unit
  // Without a value: SUPPRESSED, TOO_FEW, NOT_REACHED (no median yet), or why
  // it is not measured.
  std::string why_not;
};

struct PublishedResults {
  std::vector<PublishedResultTable> tables;
  std::vector<PublishedFigure> figures;
  uint64_t cells = 0;   // of all tables, those of withheld ones included
  uint64_t hidden = 0;  // of them
};

PublishedResults Publish(const Results& results,
                         const PublishingLimits& limits);

// The ceil(percent / 100 * n)-th of n sorted values.  REQUIRES: values, and a
// percent from 1 to 100.
int64_t NearestRank(std::vector<int64_t> values, int percent);

// The least time by which half have ended, by the product-limit estimate;
// nothing if that is not reached.  E. L. Kaplan, P. Meier, J. Am. Stat. Assoc.
// 53 (1958).
std::optional<int64_t> SurvivalMedian(const Sample& sample);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_RESULTS_H_
