// What was promised to somebody outside both nodes: one JSON line an event, in
// a file that no node knows of.  checks.py judges the nodes by it.

#ifndef ENLACE_TESTS_CRASH_LOAD_LEDGER_H_
#define ENLACE_TESTS_CRASH_LOAD_LEDGER_H_

#include <cstdint>
#include <fstream>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::crash {

// Thread-safe.
class LoadLedger {
 public:
  explicit LoadLedger(const std::string& path);

  // `sender` was told the outcome of a submission, for the first time or
  // (`again`) for a repetition.
  void Acknowledged(absl::string_view sender, absl::string_view submission,
                    const std::string& outcome, bool again);
  // `recipient` stored the record together with its cursor, or (`again`) was
  // shown it once more.
  void Delivered(absl::string_view recipient, const v1::Delivery& delivery,
                 absl::string_view record_id, bool again);
  // `recipient` was told that its confirmation is logged.
  void Confirmed(absl::string_view recipient, absl::string_view transfer_id);
  // A node did not do what it was asked to, and the agency tries again.
  void Refused(absl::string_view agency, const absl::Status& status);
  // What must not happen.
  void Violation(absl::string_view what);

 private:
  void Write(const std::string& line) ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::ofstream file_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::crash

#endif  // ENLACE_TESTS_CRASH_LOAD_LEDGER_H_
