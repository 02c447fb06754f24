// A person of one nation who accepts the link files of another, again whenever
// there is a new one.

#ifndef ENLACE_TESTS_SIMULATION_SIM_OPERATOR_H_
#define ENLACE_TESTS_SIMULATION_SIM_OPERATOR_H_

#include <string>

#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimOperator {
 public:
  SimOperator(Environment& env, SimNode& node, std::string peer,
              std::string identity);

  // Goes on for the whole run.
  void Start();

 private:
  void AcceptOnce();

  Environment& env_;
  SimNode& node_;
  const std::string peer_;
  const std::string identity_;
  std::string accepted_;  // digest of the file
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_OPERATOR_H_
