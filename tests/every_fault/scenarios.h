// What is played while a disk fails: each way that a record can take, and what
// changes a node while records are on their way.

#ifndef ENLACE_TESTS_EVERY_FAULT_SCENARIOS_H_
#define ENLACE_TESTS_EVERY_FAULT_SCENARIOS_H_

#include <string>
#include <vector>

#include "tests/every_fault/stage.h"

namespace enlace::every_fault {

struct Scenario {
  std::string name;
  bool from_first_start = false;
  Stage::Script script;
};

const std::vector<Scenario>& Scenarios();

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_SCENARIOS_H_
