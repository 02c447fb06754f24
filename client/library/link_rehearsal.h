// A joint test of a link: an agency of each nation sends the other a test
// record and answers the other's, both at the same time.
//
//   LinkRehearsal rehearsal(client, partner, clock, random);
//   ASSIGN_OR_RETURN(RehearsalResult result, rehearsal.Run(wait,
//   "test.record"));
//
// Each side learns that its record crossed (both nodes' receipts), that the
// other's arrived and verifies, and that answers come back.  Not thread-safe.
// docs/enrolment.md, "A joint test of the link".

#ifndef ENLACE_CLIENT_LIBRARY_LINK_REHEARSAL_H_
#define ENLACE_CLIENT_LIBRARY_LINK_REHEARSAL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/identity.h"
#include "client/library/client.h"
#include "client/library/link_trial.h"

namespace enlace::client {

struct RehearsalResult {
  std::string record_id;
  Trial trial;            // of the own record
  bool answered = false;  // the partner's answer to it came, and verifies
  int partner_tests = 0;  // the partner's own records that came and verify
  int unverified = 0;     // records of the inbox that do not verify

  bool complete() const {
    return trial.proven() && answered && partner_tests > 0;
  }
};

class LinkRehearsal {
 public:
  // All must outlive it.
  LinkRehearsal(Client& client, const certs::Identity& partner, Clock& clock,
                Random& random);

  // Until it is complete, or the own record has failed, for at most `wait`.
  // `path` keeps the own record; it must not be there yet, so that each
  // rehearsal is told from the one before.  Fails as the node does.
  absl::StatusOr<RehearsalResult> Run(absl::Duration wait,
                                      const std::string& path);

 private:
  // Takes test records of the partner from the inbox, and answers its own.
  absl::Status TakeTests(RehearsalResult& result);
  absl::Status Take(const InboxItem& item, RehearsalResult& result);

  Client& client_;
  const certs::Identity& partner_;
  Clock& clock_;
  Random& random_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_LINK_REHEARSAL_H_
