// Sends what the spool holds, on a thread of its own, as soon as something is
// there and again after growing pauses while the node does not answer.

#ifndef ENLACE_CLIENT_AGENT_SENDER_H_
#define ENLACE_CLIENT_AGENT_SENDER_H_

#include <cstdint>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "client/library/outbox.h"

namespace enlace::client {

inline constexpr absl::Duration kSendPauseMax = absl::Seconds(30);

// Thread-safe.
class Sender {
 public:
  // Starts at once with what the spool holds.  All must outlive the sender.
  Sender(Client& client, Spool& spool, Random& random);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // Waits until everything that was in the spool when this was called has been
  // tried once, or for `wait`.
  void SendNow(absl::Duration wait);

  // Why the last round did not send all; OK if it did.
  absl::Status last() const;

 private:
  void Run();

  Outbox outbox_;
  Random& random_;
  mutable absl::Mutex mutex_;
  uint64_t asked_ ABSL_GUARDED_BY(mutex_) = 1;
  uint64_t tried_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status last_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_SENDER_H_
