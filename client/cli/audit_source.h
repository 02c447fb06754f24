// The words that every `audit` verb takes, and the log they lead to.

#ifndef ENLACE_CLIENT_CLI_AUDIT_SOURCE_H_
#define ENLACE_CLIENT_CLI_AUDIT_SOURCE_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/json.h"
#include "client/library/audit_directory.h"
#include "client/library/transfer_history.h"

namespace enlace::client {

struct AuditSource {
  std::string audit_dir;
  std::string annex_dir;
  std::string log_vkey_path;
  std::vector<std::string> witness_vkey_paths;
  bool partial_annex = false;
  std::vector<std::string> kept_paths = {};  // of `verify` alone
};

// Where the openings are: the folder that was named, or the usual one if it
// exists; "" if there is none.
std::string AnnexFolder(const AuditSource& source);

// Adds the words to `verb`; `source` must outlive it.
void AddAuditSource(Command verb, AuditSource& source, Shell& shell);

// Reads the whole log, and draws how far it is.  Fails with kInvalidArgument if
// a key or a folder that was named is not there; what does not verify is in the
// summary.
absl::StatusOr<AuditSummary> ReadAudit(
    const AuditSource& source, Shell& shell,
    absl::FunctionRef<void(const OpenedEntry&)> visit);

// One transfer, with its id in full.
Json JsonOf(const TransferRow& row);

// Complains of what does not verify: kNo if there is any, else kDone.
ExitCode JudgeAudit(const AuditSummary& summary, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_AUDIT_SOURCE_H_
