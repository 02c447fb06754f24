// A journal that nobody writes, read whole: every row against its manifest,
// every manifest against the chain, and the root of the log that they make.
//
// What a start checks of a live journal, and what replay and the audit log
// check of it later, at once.  Thread-safe.

#ifndef ENLACE_SERVER_STORE_JOURNAL_CHECK_H_
#define ENLACE_SERVER_STORE_JOURNAL_CHECK_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/store/journal_reader.h"

namespace enlace::store {

struct CheckedJournal {
  JournalEnd end;
  Hash log_root = {};  // RFC 6962, over its entries
  // How many payloads are sealed under each key epoch.
  std::map<uint32_t, uint64_t> payloads_of_epoch;
};

// Called now and then.
using CheckProgress =
    absl::FunctionRef<void(uint64_t batches_done, uint64_t batches)>;

// Fails with kDataLoss, naming the row, if anything does not verify; with
// kFailedPrecondition if the file is no journal, or of another version.
// REQUIRES: nobody writes the file.
absl::StatusOr<CheckedJournal> CheckJournal(absl::string_view path,
                                            CheckProgress progress);

// The root of the log's first `size` entries, each checked.  REQUIRES: the
// journal has them.
absl::StatusOr<Hash> LogRoot(JournalReader& journal, uint64_t size);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_JOURNAL_CHECK_H_
