// The alerting rules for Prometheus, one for each row of the table.  Pure.

#ifndef ENLACE_SERVER_HEALTH_ALARM_RULES_H_
#define ENLACE_SERVER_HEALTH_ALARM_RULES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::health {

// The rule file, in YAML.  The job that reads the node's metrics must be named
// "enlace": by that its absence is told.
std::string AlarmRules();

// "EnlaceNodeFailed" of "node-failed".
std::string AlertName(absl::string_view alarm);

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_ALARM_RULES_H_
