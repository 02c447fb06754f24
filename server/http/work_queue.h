// One thread that works, and a line of limited length before it.
//
// What does not fit in the line is refused at once, so that whoever is slow to
// be served hears of it instead of waiting.  Thread-safe.

#ifndef ENLACE_SERVER_HTTP_WORK_QUEUE_H_
#define ENLACE_SERVER_HTTP_WORK_QUEUE_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace enlace::http {

class WorkQueue {
 public:
  // At most `waiting_max` pieces of work wait besides the one under way.
  explicit WorkQueue(size_t waiting_max);
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;
  ~WorkQueue();

  // False, and `work` is never done, if the line is full or has ended.
  bool Offer(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);

  // Ends after the work under way; what waits is dropped.  Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_);

  const size_t waiting_max_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_WORK_QUEUE_H_
