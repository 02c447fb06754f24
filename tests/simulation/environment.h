// What nodes and agencies of one run share.

#ifndef ENLACE_TESTS_SIMULATION_ENVIRONMENT_H_
#define ENLACE_TESTS_SIMULATION_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>

#include "tests/simulation/faults.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/network.h"
#include "tests/simulation/schedule.h"
#include "tests/simulation/sim_random.h"
#include "tests/simulation/sim_store.h"

namespace enlace::simulation {

class SimNode;

// 2026-03-08T12:00:00Z.
inline constexpr int64_t kStartMs = 1772971200000;

struct Environment {
  explicit Environment(uint64_t seed) : random(seed), disk_random(~seed) {}

  SimRandom random;
  // What a disk draws, so that a seed takes the same course on disk as in
  // memory.
  SimRandom disk_random;
  bool on_disk = false;
  // What makes a node's store, if neither of these two; nodes then write and
  // read nothing of themselves but what their work asks for.
  std::function<std::unique_ptr<SimStore>()> make_store;
  Faults faults;
  Schedule schedule{kStartMs};
  Ledger ledger;
  Network network{schedule, random, faults};
  std::map<std::string, SimNode*> nodes;  // trust domain ->
  bool healed = false;                    // the second phase runs
  bool clocks_jumped = false;
  // Whose node lies (sim_liar.h); "" if none does.
  std::string liar;
  // What that node said, true or not: to whom, of which transfer, by which
  // entry of its log, and which state or outcome.
  std::set<std::tuple<std::string, std::string, std::string, int>> claims;
  // Serial of the link file that all nodes have of a nation; from 1.
  std::map<std::string, uint64_t> link_serials;

  bool Lies(const std::string& trust_domain) const {
    return !liar.empty() && trust_domain == liar;
  }

  uint64_t link_serial(const std::string& trust_domain) const {
    const auto found = link_serials.find(trust_domain);
    return found == link_serials.end() ? 1 : found->second;
  }
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_ENVIRONMENT_H_
