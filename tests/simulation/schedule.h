// Virtual time: things to do, in the order of their instants.

#ifndef ENLACE_TESTS_SIMULATION_SCHEDULE_H_
#define ENLACE_TESTS_SIMULATION_SCHEDULE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace enlace::simulation {

class Schedule {
 public:
  explicit Schedule(int64_t start_ms) : now_ms_(start_ms) {}

  int64_t now_ms() const { return now_ms_; }

  // Runs `what` in `delay_ms`; what is due at one instant runs in the order in
  // which it was put here.
  void After(int64_t delay_ms, std::function<void()> what) {
    due_.emplace(std::make_pair(now_ms_ + delay_ms, ++count_), std::move(what));
  }

  void RunUntil(int64_t end_ms) {
    while (!due_.empty() && due_.begin()->first.first <= end_ms) {
      auto next = due_.extract(due_.begin());
      now_ms_ = next.key().first;
      next.mapped()();
    }
    now_ms_ = end_ms;
  }

 private:
  int64_t now_ms_;
  uint64_t count_ = 0;
  std::map<std::pair<int64_t, uint64_t>, std::function<void()>> due_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SCHEDULE_H_
