// An audit entry down to its bytes: the 90 of the entry by their fields, what
// its commitments open to, and the way its hash goes up to the signed root, so
// that somebody can follow it with any tool that hashes (docs/audit-log.md).

#ifndef ENLACE_CLIENT_CLI_ENTRY_BYTES_H_
#define ENLACE_CLIENT_CLI_ENTRY_BYTES_H_

#include <optional>
#include <string>
#include <vector>

#include "client/cli/json.h"
#include "client/cli/language.h"
#include "client/library/audit_directory.h"
#include "client/library/entry_proof.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::client {

struct EntryBytes {
  OpenedEntry opened;
  std::optional<v1::AnnexEntry> annex;  // its line, where there is one
  std::vector<ProofStep> steps;         // from the leaf up
  AuditSummary summary;                 // of the log
};

std::string TextOf(const EntryBytes& bytes, Language language);
Json JsonOf(const EntryBytes& bytes);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENTRY_BYTES_H_
