// The results of a quarter as they may be published, from one nation's log or
// from both.
//
//   const QuarterlyReport report =
//       ReportOf({&us, nullptr}, quarter, as_of_ms, PublishingLimits());
//
// Joint figures are computed from shared openings alone, so each nation's
// auditors can compute them; where both logs are at hand they are computed from
// each, and whatever differs is named.  National figures are of the first log.
// Pure.

#ifndef ENLACE_CLIENT_LIBRARY_QUARTERLY_REPORT_H_
#define ENLACE_CLIENT_LIBRARY_QUARTERLY_REPORT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "client/library/crossing_ledger.h"
#include "client/library/national_ledger.h"
#include "client/library/quarter.h"
#include "client/library/reconciliation.h"
#include "client/library/results.h"
#include "client/library/results_framework.h"

namespace enlace::client {

// Views, which must outlive the call.
struct ReportedLogs {
  std::string nation;  // trust domain of the first
  const CrossingLedger* crossings = nullptr;
  const NationalLedger* national = nullptr;
  std::string peer;  // "": one log alone
  const CrossingLedger* peer_crossings = nullptr;
};

// What a log was when it was read, so that others can see that theirs is the
// same.
struct ReportedState {
  std::string origin;
  uint64_t size = 0;
  std::string root;                    // hexadecimal
  std::vector<std::string> witnesses;  // whose cosignature was verified

  int64_t first_ms = 0;  // of its first entry
  int64_t last_ms = 0;
};

struct QuarterlyReport {
  Quarter quarter;
  int64_t as_of_ms = 0;
  PublishingLimits limits;
  std::string nation;
  std::string peer;
  PublishedResults results;

  // Records that no joint figure has: see JointRecords.
  uint64_t on_the_way = 0;
  uint64_t refused = 0;
  uint64_t untold = 0;
  // Decisions and erasures of the quarter that do not open, and are in no
  // national figure.
  uint64_t unopened = 0;

  // What the two logs tell differently, and which figures differ for it.
  std::vector<Difference> differences;
  std::vector<std::string> differing_figures;

  // The logs, in their order; of whoever read them.
  std::vector<ReportedState> logs;
  // From when on all of them tell something.
  int64_t begins_ms = 0;

  // Of the framework that the nations agreed on, if one was given.
  std::vector<JudgedCommitment> commitments;

  bool IsOver() const { return quarter.until_ms <= as_of_ms; }
  bool BeginsLate() const { return quarter.from_ms < begins_ms; }
  bool Agrees() const { return differences.empty(); }
};

QuarterlyReport ReportOf(const ReportedLogs& logs, const Quarter& quarter,
                         int64_t as_of_ms, const PublishingLimits& limits);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_QUARTERLY_REPORT_H_
