#include "client/library/national_results.h"

#include <algorithm>

#include "absl/time/time.h"
#include "client/library/result_cohort.h"

namespace enlace::client {
namespace {

constexpr int64_t kDayMs = 24 * 60 * 60 * 1000;
constexpr int64_t kWeekMs = 7 * kDayMs;

class NationalBuilder {
 public:
  NationalBuilder(const NationalLedger& ledger, const Quarter& quarter,
                  int64_t as_of_ms, uint64_t smallest)
      : ledger_(ledger),
        from_ms_(quarter.from_ms),
        end_ms_(std::min(quarter.until_ms, as_of_ms)),
        smallest_(smallest) {}

  Results Build() {
    Decisions();
    Redactions();
    Backlog();
    Reviews();
    results_.AddNotMeasured("I25", true, "NOT_LOGGED");
    results_.AddNotMeasured("I28", true, "NOT_LOGGED");
    return std::move(results_);
  }

 private:
  bool Counts(int64_t at_ms) const {
    return from_ms_ <= at_ms && at_ms < end_ms_;
  }

  size_t AddTable(absl::string_view name, CountTable counts,
                  std::optional<CellRef> part_of = std::nullopt) {
    results_.tables.push_back(
        {std::string(name), true, std::move(counts), part_of});
    return results_.tables.size() - 1;
  }

  static CountTable ByDirection(std::vector<std::string> columns) {
    CountTable counts;
    counts.columns = std::move(columns);
    counts.AddRow("OUTGOING");
    counts.AddRow("INCOMING");
    return counts;
  }

  static const char* DirectionOf(bool outgoing) {
    return outgoing ? "OUTGOING" : "INCOMING";
  }

  void Decisions() {
    CountTable counts = ByDirection({"PERMIT", "HOLD", "DENY"});
    CountTable denials;
    denials.columns = {"DENY"};
    for (const NationalDecision& each : ledger_.decisions()) {
      if (!Counts(each.at_ms)) continue;
      const bool permit = each.outcome == v1::DECISION_OUTCOME_PERMIT;
      const bool hold = each.outcome == v1::DECISION_OUTCOME_HOLD;
      counts.Count(DirectionOf(each.outgoing), permit ? "PERMIT"
                                               : hold ? "HOLD"
                                                      : "DENY");
      if (permit || hold) continue;
      denials.Count(each.reason.empty() ? "UNSPECIFIED" : each.reason, "DENY");
    }
    constexpr size_t kDeny = 2;
    const size_t table = AddTable("DECISIONS", std::move(counts));
    results_.AddShares("I17", table, {kDeny}, {});
    const size_t reasons =
        AddTable("DENIALS", MergeSmallRows(denials, smallest_, kOther),
                 CellRef{table, results_.LastLine(table), kDeny});
    AddReason("I22", "B03", reasons, table);
    AddReason("I24", "T01", reasons, table);
  }

  // Denials for one reason, of all decisions.
  void AddReason(absl::string_view id, absl::string_view reason, size_t reasons,
                 size_t decisions) {
    const std::vector<std::string>& rows = results_.tables[reasons].counts.rows;
    const auto row = std::find(rows.begin(), rows.end(), reason);
    ResultFigure& figure = results_.figures.emplace_back();
    figure.id = std::string(id);
    figure.group = std::string(reason);
    figure.statistic = Statistic::kShare;
    figure.unit = Unit::kPercent;
    figure.national = true;
    if (row == rows.end()) {
      figure.not_measured = "SUPPRESSED";  // it is among the others, if at all
      return;
    }
    figure.part = {{reasons, static_cast<size_t>(row - rows.begin()), 0}};
    figure.whole = {results_.GrandTotal(decisions)};
  }

  void Redactions() {
    CountTable counts;
    counts.columns = {"WITH_REDACTIONS", "WITHOUT"};
    Sample paths;
    for (const NationalDecision& each : ledger_.decisions()) {
      if (!Counts(each.at_ms) || !each.outgoing || !each.crosses) continue;
      counts.Count(each.type,
                   each.redactions == 0 ? "WITHOUT" : "WITH_REDACTIONS");
      if (each.redactions != 0) {
        paths.values.push_back(static_cast<int64_t>(each.redactions));
      }
    }
    const size_t table =
        AddTable("SENT", MergeSmallRows(counts, smallest_, kOther));
    results_.AddShares("I18", table, {0}, {});
    AddSample("I18", Statistic::kMedian, Unit::kFields, std::move(paths));
  }

  void AddSample(absl::string_view id, Statistic statistic, Unit unit,
                 Sample sample) {
    ResultFigure& figure = results_.figures.emplace_back();
    figure.id = std::string(id);
    figure.statistic = statistic;
    figure.unit = unit;
    figure.national = true;
    figure.sample = std::move(sample);
  }

  void Backlog() {
    CountTable counts =
        ByDirection({"UP_TO_24_HOURS", "UP_TO_7_DAYS", "OLDER"});
    Sample ages;
    for (const NationalHold& hold : ledger_.holds()) {
      const bool open = !hold.until_ms || *hold.until_ms >= end_ms_;
      if (hold.since_ms >= end_ms_ || !open) continue;
      const int64_t age = end_ms_ - hold.since_ms;
      counts.Count(DirectionOf(hold.outgoing), age <= kDayMs ? "UP_TO_24_HOURS"
                                               : age <= kWeekMs ? "UP_TO_7_DAYS"
                                                                : "OLDER");
      ages.values.push_back(age);
    }
    const size_t table = AddTable("HOLDS_OPEN", std::move(counts));
    results_.AddCounts("I19", table);
    results_.AddShares("I19", table, {2}, {});
    AddSample("I19", Statistic::kMedian, Unit::kHours, ages);
    AddSample("I19", Statistic::kP90, Unit::kHours, ages);
  }

  void Reviews() {
    CountTable counts = ByDirection({"RELEASED", "DENIED", "LAPSED"});
    for (const NationalHold& hold : ledger_.holds()) {
      if (!hold.until_ms || !Counts(*hold.until_ms)) continue;
      counts.Count(DirectionOf(hold.outgoing),
                   hold.outcome == v1::DECISION_OUTCOME_PERMIT ? "RELEASED"
                   : hold.outcome == v1::DECISION_OUTCOME_DENY ? "DENIED"
                                                               : "LAPSED");
    }
    const size_t table = AddTable("HOLDS_ENDED", std::move(counts));
    results_.AddShares("I20", table, {0}, {0, 1});
  }

  const NationalLedger& ledger_;
  const int64_t from_ms_;
  const int64_t end_ms_;
  const uint64_t smallest_;
  Results results_;
};

}  // namespace

Results NationalResults(const NationalLedger& ledger, const Quarter& quarter,
                        int64_t as_of_ms, uint64_t smallest) {
  return NationalBuilder(ledger, quarter, as_of_ms, smallest).Build();
}

}  // namespace enlace::client
