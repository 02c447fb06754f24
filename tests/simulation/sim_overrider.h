// A duty officer who sets aside what rules hold, at random, also what is not
// urgent and what no one may set aside; and a person who looks at it
// afterwards.

#ifndef ENLACE_TESTS_SIMULATION_SIM_OVERRIDER_H_
#define ENLACE_TESTS_SIMULATION_SIM_OVERRIDER_H_

#include <string>

#include "server/core/input.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimOverrider {
 public:
  SimOverrider(Environment& env, SimNode& node, std::string identity);

  // Goes on for the whole run.
  void Start();

 private:
  void ActOnce();
  void OverrideOne();
  void LookAtOne();
  void Send(core::Input input);

  Environment& env_;
  SimNode& node_;
  const std::string identity_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_OVERRIDER_H_
