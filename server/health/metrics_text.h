// What was measured, in the text format of Prometheus (version 0.0.4).
//
// Labels say nation, witness, door, direction, outcome, alarm: what the
// configuration and this program bound.  None is a value of a record or names a
// person.  docs/operations.md lists the metrics.  Pure.

#ifndef ENLACE_SERVER_HEALTH_METRICS_TEXT_H_
#define ENLACE_SERVER_HEALTH_METRICS_TEXT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/health/active_alarms.h"
#include "server/health/health.h"

namespace enlace::health {

// `active` as ActiveAlarms(health, now) gave them.  The instant of writing is
// in it, so that a reader sees that a file is old.
std::string MetricsText(const Health& health,
                        const std::vector<ActiveAlarm>& active, absl::Time now);

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_METRICS_TEXT_H_
