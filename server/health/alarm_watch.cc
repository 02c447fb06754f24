#include "server/health/alarm_watch.h"

#include <algorithm>

#include "base/log.h"

namespace enlace::health {

std::vector<ActiveAlarm> AlarmWatch::Update(std::vector<ActiveAlarm> active) {
  std::map<std::pair<AlarmId, std::string>, absl::Time> on;
  for (ActiveAlarm& alarm : active) {
    const auto key = std::make_pair(alarm.row->id, alarm.subject);
    const auto before = on_.find(key);
    if (before != on_.end()) {
      alarm.since = std::min(alarm.since, before->second);
    } else {
      Log(alarm.row->severity == Severity::kPage ? enlace::Severity::kError
                                                 : enlace::Severity::kWarning,
          "an alarm is on",
          {{"alarm", alarm.row->name},
           {"about", alarm.subject},
           {"cause", alarm.row->cause.en},
           {"first_command", alarm.row->first_command}});
    }
    on.emplace(key, alarm.since);
  }
  for (const auto& [key, since] : on_) {
    if (on.contains(key)) continue;
    Log(enlace::Severity::kInfo, "an alarm is off",
        {{"alarm", RowOf(key.first).name}, {"about", key.second}});
  }
  on_ = std::move(on);
  return active;
}

}  // namespace enlace::health
