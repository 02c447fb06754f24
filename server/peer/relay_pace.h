// What a link sends at a time, so that one record that cannot pass does not
// hold up the others.
//
// A record is *set aside* that the other nation's node cannot decide, or whose
// payload does not open here: it is tried again by itself, after a pause that
// doubles from one second to ten minutes.  A relay that fails as a whole is
// followed by one of half as many records; a record that still fails by itself
// is set aside, at once if the other node says that it is broken, else when it
// failed three times in a row, as one would at which the other node breaks.
// Nothing is given up: what is set aside keeps its place in the outbox and is
// tried until it is decided, or its time is over and it expires.
//
// Holds nothing that the journal must know: after a restart every record is
// tried anew.  At most kSetAsideMax are set aside; further ones fail the round.
// Thread-compatible.

#ifndef ENLACE_SERVER_PEER_RELAY_PACE_H_
#define ENLACE_SERVER_PEER_RELAY_PACE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::peer {

// Why and until when a record is set aside.
struct SetAside {
  std::string reason;    // UPPER_SNAKE; never a text of the other node's
  absl::Time since;      // it was tried in vain for the first time
  absl::Time until;      // it is tried again from then on
  int attempts = 0;      // in vain
  bool unheard = false;  // the other node did not answer at all
};

// Whether a problem says something of the record, rather than of what the node
// that answered cannot do at the moment.
bool ConcernsRecord(const v1::Problem& problem);

class RelayPace {
 public:
  static constexpr size_t kBatchMax = 64;
  static constexpr size_t kSetAsideMax = 1024;

  // How many records the next relay may have.
  size_t batch_max() const { return batch_max_; }

  // Transfer ids of what is set aside at `now`.
  std::set<std::string> WaitingAt(absl::Time now) const;

  // The other node decided it, or it left the outbox otherwise.
  void Settle(const std::string& transfer_id);

  // The record could not pass for `reason`.  False if too many are set aside.
  bool Put(const std::string& transfer_id, absl::string_view reason,
           absl::Time now);

  // A relay of `transfer_ids`, which are not empty, was answered; or it failed.
  void Passed();
  void Failed(const std::vector<std::string>& transfer_ids,
              const absl::Status& status, absl::Time now);

  // Forgets those of which `is_queued` is false.
  void KeepQueued(
      const std::function<bool(const std::string& transfer_id)>& is_queued);

  // By transfer id.
  const std::map<std::string, SetAside>& set_aside() const {
    return set_aside_;
  }

 private:
  size_t batch_max_ = kBatchMax;
  int lone_failures_ = 0;  // in a row, of relays of one record
  std::map<std::string, SetAside> set_aside_;
};

}  // namespace enlace::peer

#endif  // ENLACE_SERVER_PEER_RELAY_PACE_H_
