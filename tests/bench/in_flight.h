// How many records are between submission and confirmation, and when each was
// submitted.

#ifndef ENLACE_TESTS_BENCH_IN_FLIGHT_H_
#define ENLACE_TESTS_BENCH_IN_FLIGHT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"

namespace enlace::bench {

// Thread-safe.
class InFlight {
 public:
  explicit InFlight(size_t window) : window_(window) {}

  // Waits until `count` more fit; false once stopped.
  bool AwaitRoom(size_t count) {
    const absl::MutexLock lock(&mutex_);
    const auto fits = [this, count]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return stopped_ || under_way_ + count <= window_;
    };
    mutex_.Await(absl::Condition(&fits));
    if (!stopped_) under_way_ += count;
    return !stopped_;
  }

  void Stop() {
    const absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }

  bool running() const {
    const absl::MutexLock lock(&mutex_);
    return !stopped_;
  }

  bool empty() const {
    const absl::MutexLock lock(&mutex_);
    return under_way_ == 0;
  }

  void Began(const std::string& message_id, int64_t ns) {
    const absl::MutexLock lock(&mutex_);
    CHECK(began_.emplace(message_id, ns).second) << "a message id twice";
  }

  void Confirmed(size_t count) {
    const absl::MutexLock lock(&mutex_);
    under_way_ -= count;
  }

  // When the record was submitted; each is asked for once.
  int64_t TakeBegan(const std::string& message_id) {
    const absl::MutexLock lock(&mutex_);
    const auto found = began_.find(message_id);
    CHECK(found != began_.end()) << "a record came twice, or from nowhere";
    const int64_t ns = found->second;
    began_.erase(found);
    return ns;
  }

  // Records that were submitted and not asked for.
  size_t missing() const {
    const absl::MutexLock lock(&mutex_);
    return began_.size();
  }

 private:
  const size_t window_;
  mutable absl::Mutex mutex_;
  size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::flat_hash_map<std::string, int64_t> began_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_IN_FLIGHT_H_
