// Goes through the moments that can follow one another, each once.

#ifndef ENLACE_TESTS_EXPLORATION_EXPLORER_H_
#define ENLACE_TESTS_EXPLORATION_EXPLORER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/exploration/world.h"

namespace enlace::exploration {

struct Exploration {
  uint64_t states = 0;       // distinct ones
  uint64_t transitions = 0;  // also into states that were known
  uint64_t drained = 0;   // states from which everything was driven to its end
  size_t depth = 0;       // of the deepest one
  bool complete = false;  // there are no others
  // What is broken, and the actions that lead there.
  std::vector<std::string> violations;
};

// Looks at about `states_max` moments.  First in breadth; then, from each
// moment on the rim, in depth, with an equal share of what is left.  Every
// `drain_share`th moment is driven to its end.  The same for every run.
Exploration Explore(const Budget& budget, uint64_t states_max,
                    uint64_t drain_share);

}  // namespace enlace::exploration

#endif  // ENLACE_TESTS_EXPLORATION_EXPLORER_H_
