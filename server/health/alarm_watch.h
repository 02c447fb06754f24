// Remembers which alarms are on, and tells the log once when one turns on or
// off.  Thread-compatible.

#ifndef ENLACE_SERVER_HEALTH_ALARM_WATCH_H_
#define ENLACE_SERVER_HEALTH_ALARM_WATCH_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "server/health/active_alarms.h"

namespace enlace::health {

class AlarmWatch {
 public:
  // What is on now; returns the same with the earliest `since` that was said
  // while each was on.
  std::vector<ActiveAlarm> Update(std::vector<ActiveAlarm> active);

 private:
  // (alarm, subject) -> since when.
  std::map<std::pair<AlarmId, std::string>, absl::Time> on_;
};

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_ALARM_WATCH_H_
