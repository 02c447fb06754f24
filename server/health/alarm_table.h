// Every alarm there is: what it means, whom it hurts, how long until what
// stops, and the command to begin with.
//
// The one place where this is said.  `enlace node status`, the metrics, the
// rules for Prometheus and the titles of the runbooks are made from it or held
// against it.

#ifndef ENLACE_SERVER_HEALTH_ALARM_TABLE_H_
#define ENLACE_SERVER_HEALTH_ALARM_TABLE_H_

#include "absl/time/time.h"
#include "absl/types/span.h"

namespace enlace::health {

// In the order of the table.
enum class AlarmId {
  kNodeFailed,
  kLogDamaged,
  kAnchorMissing,
  kCheckpointLate,
  kPeerLogForked,
  kLogDisputed,
  kClockSuspicious,
  kDiskLow,
  kPeerLinkDown,
  kPartnerNotCosigning,
  kMetricsStale,
  kPeerMaintenance,
  kNeutralWitnessAway,
  kQueueOld,
  kRecordsSetAside,
  kHoldEnding,
  kRoleShortage,
  kAnswersOverdue,
  kCertificateEnding,
  kLinkFileEnding,
  kCharterEnding,
  kOldEpochsKept,
  kLogRepaired,
};

enum class Severity {
  kPage,    // wakes somebody
  kTicket,  // in the hours of work
};

// In English and in Spanish (es-MX).
struct Bilingual {
  const char* en;
  const char* es;
};

struct AlarmRow {
  AlarmId id;
  const char* name;  // lower case, with hyphens; of the runbook and the label
  Severity severity;
  Bilingual cause;
  Bilingual hurt;
  Bilingual deadline;
  const char* first_command;
  // How long the condition may last, or how long before an end it is told.
  absl::Duration threshold;
};

// By AlarmId.  Those that wake somebody come first.
absl::Span<const AlarmRow> Alarms();
const AlarmRow& RowOf(AlarmId id);

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_ALARM_TABLE_H_
