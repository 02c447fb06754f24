// The threads on which records are prepared, and whose records are next.
//
// A preparation verifies, decides and seals all records of a call, which takes
// a processor for long.  So it has a thread here rather than one of gRPC's,
// which must hear the others meanwhile; agencies and nations take turns
// (server/gate/fair_places.h), and one of them never has all threads.  What
// comes alone, while its sender has nothing else under way, is prepared on the
// thread of its caller: it waits for no other.  The threads here yield to those
// that hear, commit and answer: else what one agency sends in masses would take
// the processors from the next step of everybody's.
//
//   const absl::Status refused = preparations.Begin(
//       source, records, Preparations::On::kCaller, [] { ...; return then; });
//
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_PREPARATIONS_H_
#define ENLACE_SERVER_GATE_PREPARATIONS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/gate/fair_places.h"
#include "server/gate/retry_delays.h"

namespace enlace::gate {

class Preparations {
 public:
  // What is to be done once a preparation needs its place no more.
  using Then = std::function<void()>;
  using Prepare = std::function<Then()>;

  // At most this many records wait, and of one source half as many.
  static constexpr size_t kWaitingMax = 8192;

  // Whether Begin() may prepare before it returns.
  enum class On { kCaller, kOwnThread };

  // One call at once for each processor, and one more.
  Preparations();
  // So many calls at once.  REQUIRES: at_once > 0.
  explicit Preparations(size_t at_once);
  Preparations(const Preparations&) = delete;
  Preparations& operator=(const Preparations&) = delete;
  // Prepares what waits and ends the threads.  REQUIRES: Begin() is not called
  // any more but by what is prepared.
  ~Preparations();

  // Calls `prepare`, which prepares `records` records of `source`, when it is
  // its turn, and then what it returns, on the same thread.  Fails with
  // kResourceExhausted (OVERLOADED) and a delay if too many wait; then
  // `prepare` is not called.
  absl::Status Begin(const std::string& source, size_t records, On where,
                     Prepare prepare) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);
  // In a place that was taken for it, which is given back.
  void Run(const std::string& source, const Prepare& prepare)
      ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  absl::CondVar ready_;  // a thread may have something to do
  FairPlaces<Prepare> places_ ABSL_GUARDED_BY(mutex_);
  RetryDelays retry_delays_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PREPARATIONS_H_
