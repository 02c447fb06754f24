// A person who keeps the register of one nation: proposes entries, approves
// those of the other person, and ends some of them while records rest on them.

#ifndef ENLACE_TESTS_SIMULATION_SIM_REGISTRAR_H_
#define ENLACE_TESTS_SIMULATION_SIM_REGISTRAR_H_

#include <string>
#include <vector>

#include "server/core/input.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimRegistrar {
 public:
  // Entries are about `agencies`.
  SimRegistrar(Environment& env, SimNode& node, std::string identity,
               std::vector<std::string> agencies);

  // Goes on for the whole run.
  void Start();

 private:
  void ActOnce();
  void Send(core::Input input);
  core::Input Propose();
  // Makes `entry` let the person who stands in do so.
  void Delegate(v1::RegisterEntry& entry);
  core::RegisterChange ChangeOf(const std::string& entry_id,
                                const std::string& digest);

  Environment& env_;
  SimNode& node_;
  const std::string identity_;
  const std::vector<std::string> agencies_;
  int proposed_ = 0;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_REGISTRAR_H_
