// Tries the whole way to another nation with a record that says that it is a
// test: signed, decided by both nodes, proven by a receipt.
//
//   ASSIGN_OR_RETURN(SignedRecord record,
//                    KeepTrial(client, partner, "test.record", random));
//   ASSIGN_OR_RETURN(Trial trial, FollowTrial(client, record, wait, clock));
//
// The record is on disk before the node is asked, so whoever ends in between
// sends the same one again.  docs/enrolment.md, "The test record".

#ifndef ENLACE_CLIENT_LIBRARY_LINK_TRIAL_H_
#define ENLACE_CLIENT_LIBRARY_LINK_TRIAL_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/identity.h"
#include "client/library/client.h"
#include "client/library/composition.h"

namespace enlace::client {

// A LinkTest with a code of its own.
RecordDraft LinkTestDraft(const certs::Identity& recipient, Random& random);

// The record that `path` holds, or a new one that it holds from now on (mode
// 0600).  Fails with kInvalidArgument if what it holds is no test record, and
// as Client::Sign().
absl::StatusOr<SignedRecord> KeepTrial(Client& client,
                                       const certs::Identity& recipient,
                                       const std::string& path, Random& random);

// The record that KeepTrial() left.  Fails with kNotFound, or as above.
absl::StatusOr<SignedRecord> ReadTrial(const std::string& path);

// How far it came.
struct Trial {
  v1::RecordState state = v1::RECORD_STATE_UNSPECIFIED;
  std::string reason;                      // why it ended, if it did
  std::optional<ObtainedReceipt> receipt;  // L2, of both nodes

  // The other nation's node took it, and both nodes' receipts prove so.
  bool proven() const { return receipt.has_value(); }
  // It neither arrived nor will.
  bool failed() const;
};

// Submits the record, which does nothing the second time, and asks after it
// until it is proven or has failed, for at most `wait`; 0 asks once.  Fails as
// the node does.
absl::StatusOr<Trial> FollowTrial(Client& client, const SignedRecord& record,
                                  absl::Duration wait, Clock& clock);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_LINK_TRIAL_H_
