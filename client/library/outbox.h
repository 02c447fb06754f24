// Sends what lies in a spool until each record has its answer.
//
//   Outbox outbox(client, spool);
//   ASSIGN_OR_RETURN(const OutboxRound round, outbox.Round(note));
//
// A record that the node has decided about, or refuses for good, is settled.
// One that the node cannot take now stays, and so does everything if the call
// fails: the same bytes are sent again in the next round and get their first
// outcome.  When to ask again is the caller's matter.  Thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_OUTBOX_H_
#define ENLACE_CLIENT_LIBRARY_OUTBOX_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/library/client.h"
#include "client/library/spool.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

// What one pass over the spool came to.
struct OutboxRound {
  size_t settled = 0;
  size_t waiting = 0;  // still to be sent
  absl::Status why;    // why the last of those waits; OK if none does
};

class Outbox {
 public:
  // Both must outlive the outbox.
  Outbox(Client& client, Spool& spool) : client_(client), spool_(spool) {}

  // Sends every record that waits, once.  `settled` is told of each whose
  // answer is on disk.  Fails as the spool, or as the call if the node cannot
  // be asked.
  absl::StatusOr<OutboxRound> Round(
      absl::FunctionRef<void(const SpooledRecord& record,
                             const v1::SubmitResult& result)>
          settled);

 private:
  Client& client_;
  Spool& spool_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_OUTBOX_H_
