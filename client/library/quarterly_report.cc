#include "client/library/quarterly_report.h"

#include <algorithm>
#include <set>

#include "client/library/joint_record.h"
#include "client/library/joint_results.h"
#include "client/library/national_results.h"

namespace enlace::client {
namespace {

// Ids of the indicators that have another figure.
std::vector<std::string> DifferingFigures(const Results& first,
                                          const Results& second) {
  std::set<std::string> ids;
  const auto look = [&](const Results& at, const Results& in) {
    for (const ResultFigure& figure : at.figures) {
      const auto same = [&](const ResultFigure& other) {
        return other.id == figure.id && other.group == figure.group &&
               other.statistic == figure.statistic &&
               other.sample == figure.sample;
      };
      if (std::none_of(in.figures.begin(), in.figures.end(), same)) {
        ids.insert(figure.id);
      }
    }
  };
  look(first, second);
  look(second, first);
  for (size_t i = 0; i < first.tables.size(); ++i) {
    const bool same =
        i < second.tables.size() && first.tables[i] == second.tables[i];
    if (same) continue;
    for (const ResultFigure& figure : first.figures) {
      const auto in_table = [&](const CellRef& cell) {
        return cell.table == i;
      };
      if (std::any_of(figure.part.begin(), figure.part.end(), in_table)) {
        ids.insert(figure.id);
      }
    }
  }
  return {ids.begin(), ids.end()};
}

}  // namespace

QuarterlyReport ReportOf(const ReportedLogs& logs, const Quarter& quarter,
                         int64_t as_of_ms, const PublishingLimits& limits) {
  QuarterlyReport report;
  report.quarter = quarter;
  report.as_of_ms = as_of_ms;
  report.limits = limits;
  report.nation = logs.nation;
  report.peer = logs.peer;
  report.begins_ms = logs.crossings->first_log_time_ms();
  std::set<std::string> nations;
  if (logs.peer_crossings != nullptr) nations = {logs.nation, logs.peer};
  const JointRecords joint(*logs.crossings, as_of_ms, nations);
  report.on_the_way = joint.on_the_way();
  report.refused = joint.refused();
  report.untold = joint.untold();
  Results results = JointResults(joint, quarter, limits.smallest);
  if (logs.peer_crossings != nullptr) {
    const JointRecords other(*logs.peer_crossings, as_of_ms, nations);
    report.begins_ms =
        std::max(report.begins_ms, logs.peer_crossings->first_log_time_ms());
    report.untold = std::max(report.untold, other.untold());
    report.differences = DifferencesOf(joint, other);
    report.differing_figures = DifferingFigures(
        results, JointResults(other, quarter, limits.smallest));
  }
  results.Append(
      NationalResults(*logs.national, quarter, as_of_ms, limits.smallest));
  report.unopened = static_cast<uint64_t>(std::count_if(
      logs.national->unopened().begin(), logs.national->unopened().end(),
      [&](int64_t at) { return quarter.Contains(at); }));
  report.results = Publish(results, limits);
  return report;
}

}  // namespace enlace::client
