// What a node will do with its log once a backup is restored, told before
// anything is: the decision of its start, docs/audit-log.md 12, made on the
// backup.
//
// Reads the anchor, the key file and the published checkpoint; writes nothing.

#ifndef ENLACE_SERVER_APP_RESTORE_OUTLOOK_H_
#define ENLACE_SERVER_APP_RESTORE_OUTLOOK_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "policy/engine/language.h"
#include "server/app/config.h"
#include "server/audit/signer_anchor.h"
#include "server/store/backup.h"

namespace enlace::app {

struct RestoreOutlook {
  audit::SigningState state = audit::SigningState::kRefuse;
  uint64_t log_size = 0;     // of the backup
  uint64_t signed_size = 0;  // what the anchor, or a signature, knows; else 0
  // Payloads by key epochs that have no key: nothing opens them.
  std::map<uint32_t, uint64_t> without_key;
};

// Fails with kFailedPrecondition if the backup is of another node than the
// configuration or of a newer program, with kDataLoss if its journal does not
// replay, or the anchor or the key file is damaged.
absl::StatusOr<RestoreOutlook> LookAhead(const Config& config,
                                         const store::CheckedBackup& backup);

// In words, one line for each thing to know.
std::string OutlookText(const RestoreOutlook& outlook,
                        policy::Language language);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_RESTORE_OUTLOOK_H_
