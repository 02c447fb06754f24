// What two versions of a book decide otherwise, with a record for each
// difference.
//
// Rules are compared first: a partition whose rules say the same is not
// searched.  The record of a finding was decided by both books, and its case
// block was read and run by the book that it is for.  Pure.

#ifndef ENLACE_POLICY_ANALYSIS_BOOK_DIFF_H_
#define ENLACE_POLICY_ANALYSIS_BOOK_DIFF_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "policy/analysis/decision_change.h"
#include "policy/analysis/rule_change.h"
#include "policy/engine/book.h"

namespace enlace::policy {

struct BookDifference {
  Partition partition;
  std::vector<DecisionChange> changes;  // never empty
  // A case block in English, fences and all, that the new book keeps; of the
  // old book, if the new one has no name for a party.  "" if it cannot be
  // written.
  std::string case_block;
  bool case_of_old_book = false;
};

struct BookDiff {
  std::vector<BookDifference> differences;

  // Partitions in which rules differ and no difference was found.
  std::vector<Partition> silent;

  // OnlyTightens() of the two.
  bool only_tightens = true;

  // Every combination of telling values was tried in every partition.
  bool exhaustive = true;
  size_t tried = 0;
};

struct DiffSettings {
  absl::CivilDay day;     // of the records, where no rule asks for another
  size_t tries = 20'000;  // in each partition
};

// Fails as Book::Parse().
absl::StatusOr<BookDiff> DiffBooks(const BookFiles& before,
                                   const BookFiles& after,
                                   const DiffSettings& settings);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_BOOK_DIFF_H_
