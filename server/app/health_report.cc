#include "server/app/health_report.h"

#include <utility>

#include "absl/time/time.h"
#include "base/file.h"
#include "base/log.h"
#include "server/health/metrics_text.h"

namespace enlace::app {

HealthReport::Look HealthReport::LookNow() {
  Look look{measure_(), {}, clock_.TimeNow()};
  health::LogHealth& log = look.health.log;
  log.unsigned_since =
      unsigned_since_.Update(log.size, log.checkpoint_size, look.at);
  look.active = watch_.Update(health::ActiveAlarms(look.health, look.at));
  return look;
}

std::vector<health::ActiveAlarm> HealthReport::Alarms() {
  const absl::MutexLock lock(&mutex_);
  return LookNow().active;
}

void HealthReport::Write() {
  const absl::MutexLock lock(&mutex_);
  const Look look = LookNow();
  if (metrics_file_.empty()) return;
  const absl::Status written = ReplaceFileDurably(
      metrics_file_, health::MetricsText(look.health, look.active, look.at));
  std::string error = written.ok() ? "" : written.ToString();
  if (error == last_error_) return;
  if (!written.ok()) {
    Log(Severity::kWarning, "the metrics are not written", {{"error", error}});
  }
  last_error_ = std::move(error);
}

v1::Alarm AlarmMessage(const health::ActiveAlarm& alarm) {
  const health::AlarmRow& row = *alarm.row;
  v1::Alarm message;
  message.set_name(row.name);
  message.set_severity(row.severity == health::Severity::kPage
                           ? v1::Alarm::SEVERITY_PAGE
                           : v1::Alarm::SEVERITY_TICKET);
  message.set_subject(alarm.subject);
  message.set_since_ms(absl::ToUnixMillis(alarm.since));
  if (alarm.deadline != absl::InfiniteFuture()) {
    message.set_deadline_ms(absl::ToUnixMillis(alarm.deadline));
  }
  message.set_first_command(row.first_command);
  message.mutable_en()->set_cause(row.cause.en);
  message.mutable_en()->set_hurt(row.hurt.en);
  message.mutable_en()->set_deadline(row.deadline.en);
  message.mutable_es()->set_cause(row.cause.es);
  message.mutable_es()->set_hurt(row.hurt.es);
  message.mutable_es()->set_deadline(row.deadline.es);
  return message;
}

}  // namespace enlace::app
