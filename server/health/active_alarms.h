// Which alarms are on, by what was measured.  Pure.

#ifndef ENLACE_SERVER_HEALTH_ACTIVE_ALARMS_H_
#define ENLACE_SERVER_HEALTH_ACTIVE_ALARMS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/health/alarm_table.h"
#include "server/health/health.h"

namespace enlace::health {

struct ActiveAlarm {
  const AlarmRow* row = nullptr;
  // Which nation, witness, rule or certificate; "" where there is only one.
  std::string subject = {};
  // Since when its condition holds; where the facts do not tell, the instant
  // asked for.
  absl::Time since = absl::InfinitePast();
  // When something ends unless it is seen to; never if no instant is known.
  absl::Time deadline = absl::InfiniteFuture();
};

// What is on at `now`, in the order of the table, then of the facts.  A
// condition that may last so long is on from exactly that instant; an end is
// told of `threshold` before it, or when two thirds of a lifetime are over,
// whichever is later, and goes on after it.
//
// AlarmId::kMetricsStale is never on here: a dead node cannot tell of itself.
std::vector<ActiveAlarm> ActiveAlarms(const Health& health, absl::Time now);

// The log's clock may lead the system's so far, and a witness's so far.
inline constexpr absl::Duration kLogTimeLeadMax = absl::Seconds(5);
inline constexpr absl::Duration kWitnessTimeLeadMax = absl::Minutes(1);

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_ACTIVE_ALARMS_H_
