// Where a node's history lives.
//
// The journal is the truth: state is a fold over it.  A batch is one
// transaction; once Commit() returns OK it survives a crash of the machine.
// Rows of a batch are separate, so that each can be erased or served alone:
// events, audit entries, annex rows, sealed payloads, wrapped keys.

#ifndef ENLACE_SERVER_CORE_STORE_H_
#define ENLACE_SERVER_CORE_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/input.h"
#include "server/core/state_rows.h"

namespace enlace::core {

// One audit entry and the serialized AnnexEntry that opens it.
struct AuditRow {
  uint64_t index = 0;
  std::string entry;
  std::string annex;
};

// A payload row, named by its transfer.
struct PayloadRow {
  std::string transfer_id;
  SealedPayload payload;
};

// One transaction.
struct Batch {
  uint64_t number = 0;  // from 1, without gaps
  std::string events;   // a serialized journal.v1.EventBatch
  std::vector<AuditRow> audit;
  std::vector<PayloadRow> payloads;
  std::vector<std::string> dropped_payloads;  // transfer ids
};

// A fold of the journal up to and including batch `number`.
struct Snapshot {
  uint64_t number = 0;
  std::string rest;                // of the state (state_codec.h)
  std::vector<RowChange> changes;  // of its tables since the one before
};

// Implementations: SQLite (server/store), and the faulty memory of the
// simulation.  Thread-safe for reads beside one writer.
class Store {
 public:
  virtual ~Store() = default;

  // Makes `batch` durable, whole or not at all.  Fails with kFailedPrecondition
  // unless `batch.number` follows the last one.  After any other failure the
  // outcome is unknown and every later call to Commit fails too: the process
  // must end and recover from what is on disk.
  virtual absl::Status Commit(const Batch& batch) = 0;

  // Calls `visit` with the serialized EventBatch of every batch after
  // `after`, in order.  Fails with kDataLoss if a row's digest does not match
  // the chain; stops at the first error of `visit`.
  virtual absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view events)>& visit) = 0;

  // The newest snapshot that verifies, without its rows, which state_rows()
  // has; number 0 if there is none.  After a commit, what was saved last.
  virtual absl::StatusOr<Snapshot> NewestSnapshot() = 0;

  // Takes the place of the snapshot before it, whole or not at all; after a
  // failure either may be found.  Commits and reads of state_rows() may go on
  // meanwhile; one call at a time.  Fails with kDataLoss if the rows before it
  // cannot be read.
  virtual absl::Status SaveSnapshot(Snapshot snapshot) = 0;

  // There is no snapshot any more, and no row of one.  After a failure it may
  // be found by the next start.
  virtual absl::Status DropSnapshot() = 0;

  // The tables as of the newest snapshot, while this store lives.  Only for who
  // commits; null if none are kept.
  virtual StateRows* state_rows() = 0;

  // Fails with kNotFound if the payload was dropped or never stored.
  virtual absl::StatusOr<SealedPayload> ReadPayload(
      absl::string_view transfer_id) = 0;

  // Rows [first, first + count) as far as they are committed.
  virtual absl::StatusOr<std::vector<AuditRow>> ReadAudit(uint64_t first,
                                                          uint64_t count) = 0;
};

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STORE_H_
