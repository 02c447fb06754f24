// A person who decides about held records, at random, also about what somebody
// else has just decided and by a rule that is not the present one.

#ifndef ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_
#define ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_

#include <string>

#include "server/core/input.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimReviewer {
 public:
  SimReviewer(Environment& env, SimNode& node, std::string identity,
              std::string role);

  // Goes on for the whole run.
  void Start();

 private:
  void ReviewOne();
  core::Review MakeReview(const core::Transfer& held);

  Environment& env_;
  SimNode& node_;
  const std::string identity_;
  const std::string role_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_
