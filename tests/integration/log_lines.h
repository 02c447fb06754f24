// What the log of a stopped node says, from its journal.

#ifndef ENLACE_TESTS_INTEGRATION_LOG_LINES_H_
#define ENLACE_TESTS_INTEGRATION_LOG_LINES_H_

#include <string>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "tests/integration/two_nodes.h"

namespace enlace {

// One entry: its step and the national part of its opening; of a batch none.
struct LogLine {
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  v1::NationalOpening national;
  bool shared = false;  // whether another nation can read a part of it
};

// REQUIRES: the node of `nation` does not run.
std::vector<LogLine> LogOf(const TwoNodes& nodes, const std::string& nation);

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_LOG_LINES_H_
