// Messages between agencies and nodes, and what a network does to them.

#ifndef ENLACE_TESTS_SIMULATION_NETWORK_H_
#define ENLACE_TESTS_SIMULATION_NETWORK_H_

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "tests/simulation/faults.h"
#include "tests/simulation/schedule.h"
#include "tests/simulation/sim_random.h"

namespace enlace::simulation {

class Network {
 public:
  Network(Schedule& schedule, SimRandom& random, const Faults& faults)
      : schedule_(schedule), random_(random), faults_(faults) {}

  // Runs `deliver` later, perhaps twice, perhaps never.  `deliver` must bear
  // being run when its receiver is down.
  void Send(const std::string& from, const std::string& to,
            std::function<void()> deliver);

  // Messages in this one direction are lost until Mend().
  void Cut(const std::string& from, const std::string& to);
  void Mend(const std::string& from, const std::string& to);
  void MendAll() { cut_.clear(); }

 private:
  int64_t Delay();

  Schedule& schedule_;
  SimRandom& random_;
  const Faults& faults_;
  std::set<std::pair<std::string, std::string>> cut_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_NETWORK_H_
