// Reads the journal and believes nothing: every row is checked against the
// manifest of its batch, and every manifest against the chain.
//
// All methods fail with kDataLoss, naming the row, if something does not
// verify.  Not thread-safe; several readers run beside the writer.

#ifndef ENLACE_SERVER_STORE_JOURNAL_READER_H_
#define ENLACE_SERVER_STORE_JOURNAL_READER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "base/sqlite.h"
#include "server/core/store.h"
#include "server/store/manifest.h"
#include "server/store/payload_index.h"

namespace enlace::store {

// How far a journal goes.
struct JournalEnd {
  uint64_t number = 0;
  Hash digest = {};
  uint64_t audit_size = 0;

  bool operator==(const JournalEnd&) const = default;
};

class JournalReader {
 public:
  static absl::StatusOr<JournalReader> Open(
      absl::string_view path,
      sqlite::Database::Mode mode = sqlite::Database::Mode::kRead);

  // Follows the chain from the batch `after` (0: from the beginning) and tells
  // `visit` of each batch behind it.  Checks that the chain ends where the head
  // says; returns that end.  Stops at the first error of `visit`, which may
  // call ReadEvents() and the like: they see the same state of the journal.
  absl::StatusOr<JournalEnd> Follow(
      uint64_t after,
      absl::FunctionRef<absl::Status(uint64_t number, const Manifest&)> visit);

  // Fails with kDataLoss if the audit, payload or key table ends elsewhere
  // than a journal that ends at `end`.
  absl::Status CheckEnds(const JournalEnd& end);

  // Of the last batch, by the head alone.
  absl::StatusOr<uint64_t> LastNumber();

  // The event bytes of a batch with this manifest.
  absl::StatusOr<std::string> ReadEvents(uint64_t number,
                                         const Manifest& manifest);

  // The audit rows [first, end).  REQUIRES: they were committed.
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(uint64_t first,
                                                        uint64_t end);

  absl::StatusOr<core::SealedPayload> ReadPayload(
      absl::string_view transfer_id, const PayloadLocation& location);

  // Transfer ids of at most `max` payloads whose data key is wrapped under
  // `key_epoch`, in the order of commit.  Unlike the rest not checked.
  absl::StatusOr<std::vector<std::string>> PayloadsOfEpoch(uint32_t key_epoch,
                                                           size_t max);

  // The chained digest of a committed batch; zeros for number 0.
  absl::StatusOr<Hash> DigestOfBatch(uint64_t number);

 private:
  explicit JournalReader(sqlite::Database database)
      : database_(std::move(database)) {}

  absl::Status Prepare();
  absl::StatusOr<Manifest> ReadManifest(uint64_t number);

  sqlite::Database database_;
  sqlite::Statement begin_, end_, follow_, head_, events_, audit_, payload_,
      manifest_, digest_, of_epoch_;
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_JOURNAL_READER_H_
