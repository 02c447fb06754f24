// The records that two nations exchange in an exploration: one that passes, one
// that the peer refuses, one that both hold until somebody approves it.

#ifndef ENLACE_TESTS_EXPLORATION_TRAFFIC_H_
#define ENLACE_TESTS_EXPLORATION_TRAFFIC_H_

#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "tests/simulation/preparation.h"

namespace enlace::exploration {

struct Traffic {
  int from = 0;  // node
  simulation::SimRecord record;
  std::string transfer_id;
};

// The `m`th, from 0 to 2.
const Traffic& TrafficOf(size_t m);

// Trust domain of a node.
std::string DomainOf(int node);

// Before or after the short-lived ones are past their time.
absl::Time TrafficTime(bool late);

}  // namespace enlace::exploration

#endif  // ENLACE_TESTS_EXPLORATION_TRAFFIC_H_
