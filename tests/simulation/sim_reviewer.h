// A person who decides about held records, at random, also about what somebody
// else has just decided and by a rule that is not the present one.

#ifndef ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_
#define ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "server/core/input.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

inline constexpr char kDutyRole[] = "duty-officer";
inline constexpr char kLegalRole[] = "legal-officer";
// Who stands in for the duty officer while the register says so.
inline constexpr char kStandIn[] = "stand-in";

// The identity of a person of the node's nation.
std::string PersonOf(const SimNode& node, absl::string_view name);

class SimReviewer {
 public:
  // Decides in place of `principal`, unless that is "".
  SimReviewer(Environment& env, SimNode& node, std::string identity,
              std::string role, std::string principal = "");

  // Goes on for the whole run.
  void Start();

 private:
  void ReviewOne();
  core::Review MakeReview(const core::Transfer& held);

  Environment& env_;
  SimNode& node_;
  const std::string identity_;
  const std::string role_;
  const std::string principal_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_REVIEWER_H_
