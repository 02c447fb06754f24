// A search of an audit log that says whether its answer is complete.
//
// It is a scan: every entry up to the checkpoint is read and opened, so nothing
// can be left out but what does not open.  What could have been a hit and does
// not open is counted, and then completeness is not claimed.
//
//   AuditSearch search(filter);
//   const AuditSummary summary = ReadAuditDirectory(
//       files, keys, [&](const OpenedEntry& e) { search.Add(e); });
//   search.hits(); search.IsComplete(summary);

#ifndef ENLACE_CLIENT_LIBRARY_AUDIT_SEARCH_H_
#define ENLACE_CLIENT_LIBRARY_AUDIT_SEARCH_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "client/library/audit_directory.h"
#include "client/library/audit_filter.h"

namespace enlace::client {

// What a scan came across, in entries of the log.
struct ScanCount {
  uint64_t read = 0;
  uint64_t missing = 0;  // without a line in the annex
  uint64_t erased = 0;   // with a line that opens nothing
  uint64_t partial = 0;  // of which one of two parts opens that should
  // Which of them could be hits, had they been opened.
  uint64_t undecided = 0;
  // Places of batches that do not open, in entries that could hold a hit:
  // decoys, or records that were erased or are not shown.
  uint64_t closed_places = 0;
};

// Not thread-safe.
class AuditSearch {
 public:
  explicit AuditSearch(AuditFilter filter) : filter_(std::move(filter)) {}

  // REQUIRES: entries in the order of their indexes.
  void Add(const OpenedEntry& opened);

  const AuditFilter& filter() const { return filter_; }
  const std::vector<OpenedEntry>& hits() const { return hits_; }
  const ScanCount& count() const { return count_; }

  // Whether no entry can be a hit that is not among hits(): all of the log was
  // read, all of it verifies, and nothing that could be a hit does not open.
  // What a closed place of a batch holds is not covered: the decision about its
  // record, an entry of its own, is.
  bool IsComplete(const AuditSummary& summary) const;

 private:
  void Count(const OpenedEntry& opened);

  const AuditFilter filter_;
  std::vector<OpenedEntry> hits_;
  ScanCount count_;
  std::optional<uint64_t> last_;  // index
  bool last_undecided_ = false;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_AUDIT_SEARCH_H_
