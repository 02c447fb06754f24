// What the load generators measure with: a steady clock, the processor time of
// processes, latencies within a window of time.

#ifndef ENLACE_TESTS_BENCH_MEASURE_H_
#define ENLACE_TESTS_BENCH_MEASURE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace enlace::bench {

int64_t SteadyNs();

// User and system time of process `pid` so far, in microseconds; 0 is this one.
// Ends the process if there is no such process.
double CpuMicros(int pid);

// `fraction` of the values are at most this; 0 without values.
double Quantile(std::vector<double> values, double fraction);

// Touches `bytes` of memory once, so that the first use of each page is not
// part of what is measured.  For the calling thread, after KeepMemory().
void TouchMemory(size_t bytes);

// Counts what is done within a window of time.  Thread-safe.
class Window {
 public:
  // From `warm_up_s` after now, for `seconds`; `pids` are the processes beside
  // this one that serve.
  Window(double warm_up_s, double seconds, std::vector<int> pids);

  // One unit was done at `done_ns` that began at `began_ns`.
  void Note(int64_t began_ns, int64_t done_ns) ABSL_LOCKS_EXCLUDED(mutex_);

  // Waits for the window's end, sampling processor times at both ends.
  void Sleep() ABSL_LOCKS_EXCLUDED(mutex_);

  // What was counted, as a JSON object.
  std::string Json() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Cpu {
    double own = 0;
    double others = 0;
  };
  Cpu Sample() const;

  const int64_t begin_ns_;
  const int64_t end_ns_;
  const std::vector<int> pids_;

  mutable absl::Mutex mutex_;
  std::vector<double> micros_ ABSL_GUARDED_BY(mutex_);
  Cpu used_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::bench

#endif  // ENLACE_TESTS_BENCH_MEASURE_H_
