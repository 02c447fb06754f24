#include "server/health/metrics_text.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"

namespace enlace::health {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

double Number(uint64_t count) { return static_cast<double>(count); }

double UnixSeconds(absl::Time instant) {
  return absl::ToDoubleSeconds(instant - absl::UnixEpoch());
}

// How long ago; 0 for what never was, or is still to come.
double Age(absl::Time since, absl::Time now) {
  return since >= now ? 0 : absl::ToDoubleSeconds(now - since);
}

bool IsInstant(absl::Time time) {
  return time != absl::InfinitePast() && time != absl::InfiniteFuture();
}

const char* SeverityText(Severity severity) {
  return severity == Severity::kPage ? "page" : "ticket";
}

// The families in the order in which they were begun.
class Families {
 public:
  // Begins one; the samples that follow are its.
  Families& Gauge(const char* name, const char* help) {
    families_.push_back({name, help, MetricType::Gauge, {}});
    return *this;
  }
  Families& Counter(const char* name, const char* help) {
    families_.push_back({name, help, MetricType::Counter, {}});
    return *this;
  }
  Families& Add(double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    if (families_.back().type == MetricType::Counter) {
      metric.counter.value = value;
    } else {
      metric.gauge.value = value;
    }
    families_.back().metric.push_back(std::move(metric));
    return *this;
  }
  // No sample for what is no instant.
  Families& AddInstant(absl::Time instant, Labels labels = {}) {
    return IsInstant(instant) ? Add(UnixSeconds(instant), std::move(labels))
                              : *this;
  }

  // Those without a sample are left out.
  std::string Text() && {
    families_.erase(std::remove_if(families_.begin(), families_.end(),
                                   [](const MetricFamily& family) {
                                     return family.metric.empty();
                                   }),
                    families_.end());
    return prometheus::TextSerializer().Serialize(families_);
  }

 private:
  std::vector<MetricFamily> families_;
};

void AddNode(const Health& health, absl::Time now, Families& to) {
  to.Gauge("enlace_metrics_written_timestamp_seconds",
           "When this was written; old if the node is dead.")
      .AddInstant(now);
  to.Gauge("enlace_build_info", "Version of the program.")
      .Add(1, {{"version", health.version}});
  to.Gauge("enlace_rule_book_info", "SHA-256 of the rule book in force.")
      .Add(1, {{"digest", health.book_digest}});
  to.Gauge("enlace_accepting", "1 unless a commit failed.")
      .Add(health.failed ? 0 : 1);
  to.Gauge("enlace_signing", "1 while the log is signed.")
      .Add(health.log.signing == Signing::kSigns ? 1 : 0);
}

void AddLog(const Health& health, absl::Time now, Families& to) {
  const LogHealth& log = health.log;
  to.Gauge("enlace_log_entries", "Entries in the audit log.")
      .Add(Number(log.size));
  to.Gauge("enlace_checkpoint_entries",
           "Entries under the last checkpoint that was signed.")
      .Add(Number(log.checkpoint_size));
  to.Gauge("enlace_checkpoint_age_seconds",
           "For how long an entry has waited for a checkpoint; 0 if none does.")
      .Add(Age(log.unsigned_since, now));
  to.Counter("enlace_scrub_rounds_total",
             "How often the published log was read again whole.")
      .Add(Number(log.scrub_rounds));
  to.Gauge("enlace_scrub_last_complete_timestamp_seconds",
           "When it was last, since the start.")
      .AddInstant(log.scrubbed_at);
  to.Counter("enlace_log_files_repaired_total",
             "Published files that differed and were made anew.")
      .Add(Number(log.files_made_anew));
  to.Gauge("enlace_fork_evidence_files",
           "Files of evidence that a watched log has two histories.")
      .Add(Number(log.fork_files));
}

void AddWitnesses(const Health& health, absl::Time now, Families& to) {
  const auto each = [&](const auto& value_of) {
    for (const WitnessHealth& witness : health.witnesses) {
      to.Add(value_of(witness),
             {{"witness", witness.name},
              {"nation", witness.nation.empty() ? "neutral" : witness.nation}});
    }
  };
  to.Gauge("enlace_witness_cosigned_entries",
           "Entries under the last checkpoint that the witness cosigned.");
  each([](const WitnessHealth& w) { return Number(w.cosigned_size); });
  to.Gauge("enlace_witness_lag_entries", "Entries that it has not cosigned.");
  each([&](const WitnessHealth& w) {
    return Number(health.log.size - std::min(health.log.size, w.cosigned_size));
  });
  to.Gauge("enlace_witness_lag_seconds",
           "For how long a signed checkpoint has waited for it; 0 if none "
           "does.");
  each([now](const WitnessHealth& w) { return Age(w.waiting_since, now); });
}

void AddLinks(const Health& health, absl::Time now, Families& to) {
  const auto each = [&](const auto& value_of) {
    for (const LinkHealth& link : health.links) {
      to.Add(value_of(link), {{"nation", link.nation}});
    }
  };
  to.Gauge("enlace_link_up", "1 if the last exchange succeeded.");
  each([](const LinkHealth& link) { return link.connected ? 1.0 : 0.0; });
  to.Gauge("enlace_link_queued_records", "Records that wait to be relayed.");
  each([](const LinkHealth& link) { return Number(link.queued); });
  to.Gauge("enlace_link_set_aside_records",
           "Those of them that could not pass and are tried alone.");
  each([](const LinkHealth& link) { return Number(link.set_aside); });
  to.Gauge("enlace_link_oldest_queued_age_seconds",
           "For how long the first of them has waited; 0 if none does.");
  each([now](const LinkHealth& link) {
    return Age(link.oldest_queued_at, now);
  });
  to.Gauge("enlace_link_sent_sequence", "Sequence of the last record sent.");
  each([](const LinkHealth& link) { return Number(link.sent_sequence); });
  to.Gauge("enlace_link_received_sequence",
           "Sequence of the last record received.");
  each([](const LinkHealth& link) { return Number(link.received_sequence); });
  to.Gauge("enlace_link_witnessed_entries",
           "Entries of the other nation's log that were cosigned here.");
  each([](const LinkHealth& link) { return Number(link.witnessed_size); });
}

void AddRecords(const Health& health, Families& to) {
  to.Counter("enlace_records_decided_total",
             "Records by the first decision about them.");
  for (const auto& [kind, count] : health.decided) {
    to.Add(Number(count),
           {{"direction", kind.first}, {"outcome", kind.second}});
  }
  to.Gauge("enlace_holds_waiting", "Held records that wait for a person.")
      .Add(Number(health.held));
  to.Gauge("enlace_holds_first_end_timestamp_seconds",
           "When the first of them ends.")
      .AddInstant(health.first_hold_ends);
  to.Gauge("enlace_answers_overdue", "Answers that are overdue and awaited.")
      .Add(Number(health.answers_overdue));
  to.Gauge("enlace_role_shortages", "Rules whose reviewers are too few.")
      .Add(static_cast<double>(health.role_shortages.size()));
  to.Counter("enlace_turned_away_total",
             "Connections and calls that were turned away.");
  for (const auto& [door, count] : health.turned_away) {
    to.Add(Number(count), {{"door", door}});
  }
}

void AddEnds(const Health& health, Families& to) {
  to.Gauge("enlace_certificate_not_after_timestamp_seconds",
           "When a certificate of the node ends.");
  for (const auto& [use, lifetime] : health.certificates) {
    to.AddInstant(lifetime.ends, {{"use", use}});
  }
  to.Gauge("enlace_link_file_not_after_timestamp_seconds",
           "When a nation's link file ends.")
      .AddInstant(health.own_link_file.ends, {{"nation", health.nation}});
  for (const LinkHealth& link : health.links) {
    to.AddInstant(link.link_file.ends, {{"nation", link.nation}});
  }
  to.Gauge("enlace_charter_not_after_timestamp_seconds",
           "When the charter of the rule book ends.")
      .AddInstant(health.charter.ends);
}

void AddMachine(const Health& health, absl::Time now, Families& to) {
  to.Gauge("enlace_key_epochs_waiting",
           "Old key epochs whose keys are still to be destroyed.")
      .Add(Number(health.epochs_waiting));
  to.Gauge("enlace_journal_bytes", "Size of the journal.")
      .Add(Number(health.disk.journal_bytes));
  to.Gauge("enlace_journal_wal_bytes", "Size of its write-ahead log.")
      .Add(Number(health.disk.wal_bytes));
  to.Gauge("enlace_disk_free_bytes", "Free on the disk of the store.")
      .Add(Number(health.disk.free_bytes));
  to.Gauge("enlace_disk_reserve_bytes", "What should stay free there.")
      .Add(Number(health.disk.reserve_bytes));
  to.Gauge("enlace_snapshot_age_seconds",
           "How old the newest snapshot of the state is.");
  if (IsInstant(health.disk.snapshot_at)) {
    to.Add(Age(health.disk.snapshot_at, now));
  }
  to.Gauge("process_resident_memory_bytes", "Memory of the process.")
      .Add(Number(health.process.resident_bytes));
  to.Gauge("process_open_fds", "Open files of the process.")
      .Add(Number(health.process.open_files));
}

void AddAlarms(const std::vector<ActiveAlarm>& active, Families& to) {
  to.Gauge("enlace_alarm", "1 while the alarm is on (docs/operations.md).");
  for (const AlarmRow& row : Alarms()) {
    if (row.id == AlarmId::kMetricsStale) continue;  // the monitor's to tell
    const bool on = std::any_of(
        active.begin(), active.end(),
        [&row](const ActiveAlarm& alarm) { return alarm.row == &row; });
    to.Add(on ? 1 : 0,
           {{"alarm", row.name}, {"severity", SeverityText(row.severity)}});
  }
}

}  // namespace

std::string MetricsText(const Health& health,
                        const std::vector<ActiveAlarm>& active,
                        absl::Time now) {
  Families families;
  AddNode(health, now, families);
  AddLog(health, now, families);
  AddWitnesses(health, now, families);
  AddLinks(health, now, families);
  AddRecords(health, families);
  AddEnds(health, families);
  AddMachine(health, now, families);
  AddAlarms(active, families);
  return std::move(families).Text();
}

}  // namespace enlace::health
