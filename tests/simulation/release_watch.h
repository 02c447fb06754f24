// Watches a run for what the register permits and the node still holds: every
// such record is decided again within a while, also after a crash.

#ifndef ENLACE_TESTS_SIMULATION_RELEASE_WATCH_H_
#define ENLACE_TESTS_SIMULATION_RELEASE_WATCH_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "server/core/state.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class ReleaseWatch {
 public:
  explicit ReleaseWatch(Environment& env) : env_(env) {}

  // Goes on for the whole run.  Reports violations to the ledger.
  void Start();

 private:
  void Look();
  // Whether nothing is missing for `held` to be released but that the node
  // looks.
  bool MayGo(SimNode& node, const core::Transfer& held) const;

  Environment& env_;
  // (node, transfer id) -> since when, without a break.
  std::map<std::pair<std::string, std::string>, int64_t> may_go_since_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_RELEASE_WATCH_H_
