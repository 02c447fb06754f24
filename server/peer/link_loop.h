// Drives one link: makes first contact, tells when this node will not serve,
// relays what waits for the other nation, reports what became of its records,
// and tries again until it is told.
//
// One thread a link.  It holds nothing that the journal does not: after a crash
// it starts from the state and repeats what was not acknowledged.
// Thread-safe.

#ifndef ENLACE_SERVER_PEER_LINK_LOOP_H_
#define ENLACE_SERVER_PEER_LINK_LOOP_H_

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/wakeup.h"
#include "server/core/relay_order.h"
#include "server/gate/drafts.h"
#include "server/gate/first_contact.h"
#include "server/gate/pipeline.h"
#include "server/peer/peer_link.h"
#include "server/peer/relay_pace.h"

namespace enlace::peer {

class LinkLoop {
 public:
  // The released form of a queued transfer, opened for relaying.
  using ReadRecord =
      std::function<absl::StatusOr<std::string>(absl::string_view transfer_id)>;

  // What the loop works with; all must outlive it.
  struct Environment {
    std::string nation;  // trust domain of the other nation
    PeerLink* link = nullptr;
    gate::Pipeline* pipeline = nullptr;
    gate::Drafts* drafts = nullptr;
    Clock* clock = nullptr;
    Random* random = nullptr;
    ReadRecord read_record;
    std::function<core::ProvenLog()> proven_log;  // for this nation
    const gate::FirstContact* contact = nullptr;
  };

  explicit LinkLoop(Environment environment);
  LinkLoop(const LinkLoop&) = delete;
  LinkLoop& operator=(const LinkLoop&) = delete;
  ~LinkLoop();

  // Something may have queued.
  void Wake() { wakeup_.Ring(); }

  // Whether the last exchange succeeded.
  bool connected() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Since when none did; never while connected().
  absl::Time down_since() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Records that could not pass for now, by transfer id.
  std::map<std::string, SetAside> set_aside() const ABSL_LOCKS_EXCLUDED(mutex_);

  // How many plans of maintenance of this node had been made when the other one
  // took note of the newest; 0: it has heard of none since the start.
  uint64_t plans_known() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends the thread after the call under way.  Idempotent.
  void Stop();

 private:
  enum class Progress { kNothing, kSome };

  void Run();
  // One thing that there is to do, if any.
  absl::StatusOr<Progress> WorkOnce();
  // Tells the other nation once that its link file was accepted, again when it
  // seems not to know, and takes its own word from the answer.
  absl::StatusOr<Progress> AnnounceOnce();
  // Tells the other nation once when this node will not serve.
  absl::StatusOr<Progress> TellMaintenanceOnce() ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether anything but first contact may pass.
  bool IsOpen() const;
  absl::StatusOr<Progress> RevokeOnce();
  absl::StatusOr<Progress> RelayOnce() ABSL_LOCKS_EXCLUDED(mutex_);
  // The records that go next, opened.  What does not open is set aside.
  absl::StatusOr<v1::RelayRequest> NextRelay(
      std::vector<std::string>& transfer_ids) ABSL_LOCKS_EXCLUDED(mutex_);
  // What an answered relay brings to be journaled.
  absl::StatusOr<std::vector<core::Input>> TakeAnswers(
      const std::vector<std::string>& transfer_ids,
      const v1::RelayResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  // Fails with `problem` if no more records can be set aside.
  absl::Status PutAside(const std::string& transfer_id,
                        const absl::Status& problem)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<Progress> ReportOnce();
  // Sequences `inputs`, which are not empty.  That all were refused is an
  // error: the next round would find the same, and must pause.
  absl::StatusOr<Progress> Journal(std::vector<core::Input> inputs);
  // Takes note of how a round ended; how long to wait for the next.
  absl::Duration NoteRound(const absl::StatusOr<Progress>& progress)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits for Wake() or `delay`; false when stopping.
  bool WaitFor(absl::Duration delay);
  absl::Duration NextBackoff();

  const Environment environment_;
  int failures_ = 0;         // the loop's thread only
  bool announced_ = false;   // the loop's thread only
  uint64_t plans_told_ = 0;  // the loop's thread only

  Wakeup wakeup_;
  mutable absl::Mutex mutex_;
  bool connected_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time down_since_ ABSL_GUARDED_BY(mutex_);
  RelayPace pace_ ABSL_GUARDED_BY(mutex_);
  uint64_t plans_known_ ABSL_GUARDED_BY(mutex_) = 0;

  std::thread thread_;
};

}  // namespace enlace::peer

#endif  // ENLACE_SERVER_PEER_LINK_LOOP_H_
