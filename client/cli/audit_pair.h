// The words of verbs that read two nations' logs, and what each log tells of
// the records that crossed.

#ifndef ENLACE_CLIENT_CLI_AUDIT_PAIR_H_
#define ENLACE_CLIENT_CLI_AUDIT_PAIR_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "client/cli/audit_source.h"
#include "client/cli/command.h"
#include "client/library/audit_directory.h"
#include "client/library/crossing_ledger.h"
#include "client/library/reconciliation.h"

namespace enlace::client {

struct AuditPairWords {
  std::vector<std::string> annex_dirs;
  std::vector<std::string> log_vkey_paths;
  bool partial_annex = false;
};

// Adds what concerns both folders; `words` must outlive it.
void AddAuditPair(Command verb, AuditPairWords& words, Shell& shell);

// One log of the two.
struct PairedLog {
  std::string nation;  // trust domain, by the log's origin; "" if unreadable
  AuditSummary summary;
  CrossingLedger ledger;
};

// Reads the logs in `dirs`, in that order.  A log must be cosigned by the
// others, as far as their witness keys lie beside them.  Fails as ReadAudit(),
// and with kInvalidArgument if two logs are of one nation.
absl::StatusOr<std::vector<PairedLog>> ReadLogs(
    const std::vector<std::string>& dirs, const AuditPairWords& words,
    Shell& shell,
    absl::FunctionRef<void(size_t log, const OpenedEntry& opened)> visit);

// Complains of the first log that does not verify: kNo then, else kDone.
ExitCode JudgeLogs(const std::vector<PairedLog>& logs, Shell& shell);

// What differs.
Json JsonOf(const Difference& difference, const std::vector<PairedLog>& logs);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_AUDIT_PAIR_H_
