// How the node is, told to whoever watches it: in its status, in its log when
// an alarm turns on or off, and as metrics in a file.
//
// The node parses no HTTP.  So it writes what Prometheus reads to a file,
// replaced whole: enlace-http serves that (docs/http.md), or whatever else
// reads files.  Thread-safe.

#ifndef ENLACE_SERVER_APP_HEALTH_REPORT_H_
#define ENLACE_SERVER_APP_HEALTH_REPORT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "enlace/v1/node_service.pb.h"
#include "server/health/active_alarms.h"
#include "server/health/alarm_watch.h"
#include "server/health/health.h"

namespace enlace::app {

class HealthReport {
 public:
  // `measure` tells all but since when entries lack a checkpoint.  A file of ""
  // is none.  `clock` must outlive the report.
  HealthReport(std::function<health::Health()> measure,
               std::string metrics_file, Clock& clock)
      : measure_(std::move(measure)),
        metrics_file_(std::move(metrics_file)),
        clock_(clock) {}

  // What is on now; the log is told of what was not before, and of what no
  // longer is.
  std::vector<health::ActiveAlarm> Alarms() ABSL_LOCKS_EXCLUDED(mutex_);

  // The same, and writes the metrics.  That they cannot be written is told
  // once.
  void Write() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Look {
    health::Health health;
    std::vector<health::ActiveAlarm> active;
    absl::Time at;
  };
  Look LookNow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::function<health::Health()> measure_;
  const std::string metrics_file_;
  Clock& clock_;

  absl::Mutex mutex_;
  health::UnsignedSince unsigned_since_ ABSL_GUARDED_BY(mutex_);
  health::AlarmWatch watch_ ABSL_GUARDED_BY(mutex_);
  std::string last_error_ ABSL_GUARDED_BY(mutex_);
};

// As a node tells it.
v1::Alarm AlarmMessage(const health::ActiveAlarm& alarm);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_HEALTH_REPORT_H_
