#include "server/health/alarm_rules.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/health/alarm_table.h"

namespace enlace::health {
namespace {

// A scalar of YAML in double quotes.  Of a template of Prometheus nothing is
// left: no text of the table has braces.
std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

std::string ExpressionOf(const AlarmRow& row) {
  if (row.id != AlarmId::kMetricsStale) {
    return absl::StrCat("enlace_alarm{alarm=\"", row.name, "\"} == 1");
  }
  constexpr char kWritten[] = "enlace_metrics_written_timestamp_seconds";
  return absl::StrCat("time() - ", kWritten, " > ",
                      absl::ToInt64Seconds(row.threshold),
                      " or up{job=\"enlace\"} == 0 or absent(", kWritten, ")");
}

void AppendRule(const AlarmRow& row, std::string& out) {
  absl::StrAppend(&out, "      - alert: ", AlertName(row.name),
                  "\n        expr: ", Quoted(ExpressionOf(row)), "\n");
  // A monitor that has just begun has read nothing yet.
  if (row.id == AlarmId::kMetricsStale) out += "        for: 1m\n";
  absl::StrAppend(
      &out, "        labels:\n          severity: ",
      row.severity == Severity::kPage ? "page" : "ticket",
      "\n        annotations:\n          summary: ", Quoted(row.cause.en),
      "\n          resumen: ", Quoted(row.cause.es),
      "\n          hurt: ", Quoted(row.hurt.en),
      "\n          afecta: ", Quoted(row.hurt.es),
      "\n          deadline: ", Quoted(row.deadline.en),
      "\n          plazo: ", Quoted(row.deadline.es),
      "\n          first_command: ", Quoted(row.first_command),
      "\n          runbook: ",
      Quoted(absl::StrCat("docs/runbook/", row.name, ".md")), "\n");
}

}  // namespace

std::string AlertName(absl::string_view alarm) {
  std::string name = "Enlace";
  for (const absl::string_view word : absl::StrSplit(alarm, '-')) {
    absl::StrAppend(&name, absl::AsciiStrToUpper(word.substr(0, 1)),
                    word.substr(1));
  }
  return name;
}

std::string AlarmRules() {
  std::string rules =
      "# Alarms of Enlace; written by `enlaced --alarm-rules`.\n"
      "groups:\n  - name: enlace\n    rules:\n";
  for (const AlarmRow& row : Alarms()) AppendRule(row, rules);
  return rules;
}

}  // namespace enlace::health
