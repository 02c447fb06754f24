#include "client/library/national_results.h"

#include <algorithm>

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
        as_of_ms_(as_of_ms),
        smallest_(smallest) {}

  Results Build() {
    Submissions();
    Decisions();
    Holds();
    Deliveries();
    Erasures();
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

  // What was decided for good: what is held is counted by Holds() alone, or
  // the two tables could be held against each other.
  void Decisions() {
    constexpr size_t kOutgoing = 0;
    constexpr size_t kPermit = 0;
    constexpr size_t kDeny = 1;
    CountTable counts = ByDirection({"PERMIT", "DENY"});
    CountTable denials;
    denials.columns = {"DENY"};
    CountTable sent;
    sent.columns = {"WITH_REDACTIONS", "WITHOUT", "STAYED"};
    sent.AddRow("PERMIT");
    Sample paths;
    for (const NationalDecision& each : ledger_.decisions()) {
      if (!Counts(each.at_ms) || each.outcome == v1::DECISION_OUTCOME_HOLD) {
        continue;
      }
      if (each.outcome != v1::DECISION_OUTCOME_PERMIT) {
        counts.Count(DirectionOf(each.outgoing), "DENY");
        denials.Count(each.reason.empty() ? "UNSPECIFIED" : each.reason,
                      "DENY");
        continue;
      }
      counts.Count(DirectionOf(each.outgoing), "PERMIT");
      if (!each.outgoing) continue;
      sent.Count("PERMIT", !each.crosses          ? "STAYED"
                           : each.redactions == 0 ? "WITHOUT"
                                                  : "WITH_REDACTIONS");
      if (each.crosses && each.redactions != 0) {
        paths.values.push_back(static_cast<int64_t>(each.redactions));
      }
    }
    const size_t table = AddTable("DECISIONS", std::move(counts));
    results_.AddShares("I17", table, {kDeny}, {});
    const size_t reasons =
        AddTable("DENIALS", MergeSmallRows(denials, smallest_, kOther),
                 CellRef{table, results_.LastLine(table), kDeny});
    AddReason("I22", "B03", reasons, table);
    AddReason("I24", "T01", reasons, table);
    const size_t released =
        AddTable("SENT", std::move(sent), CellRef{table, kOutgoing, kPermit});
    results_.AddShares("I18", released, {0}, {0, 1});
    AddSample("I18", Statistic::kMedian, Unit::kFields, std::move(paths));
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

  void AddSample(absl::string_view id, Statistic statistic, Unit unit,
                 Sample sample) {
    ResultFigure& figure = results_.figures.emplace_back();
    figure.id = std::string(id);
    figure.statistic = statistic;
    figure.unit = unit;
    figure.national = true;
    figure.sample = std::move(sample);
  }

  // Every hold of the quarter once, by what became of it.
  void Holds() {
    CountTable counts =
        ByDirection({"RELEASED", "DENIED", "LAPSED", "UP_TO_24_HOURS",
                     "UP_TO_7_DAYS", "OLDER"});
    Sample ages;
    for (const NationalHold& hold : ledger_.holds()) {
      const bool ended = hold.until_ms && *hold.until_ms < end_ms_;
      if (hold.since_ms >= end_ms_ || (ended && *hold.until_ms < from_ms_)) {
        continue;
      }
      counts.Count(DirectionOf(hold.outgoing),
                   ended ? EndOf(hold) : AgeOf(end_ms_ - hold.since_ms));
      if (!ended) ages.values.push_back(end_ms_ - hold.since_ms);
    }
    const size_t table = AddTable("HOLDS", std::move(counts));
    const std::vector<size_t> open = {3, 4, 5};
    for (size_t line = 0; line <= results_.LastLine(table); ++line) {
      ResultFigure& figure = results_.figures.emplace_back();
      const auto& rows = results_.tables[table].counts.rows;
      figure.id = "I19";
      figure.group = line < rows.size() ? rows[line] : "";
      figure.national = true;
      for (const size_t field : open) {
        figure.part.push_back({table, line, field});
      }
    }
    results_.AddShares("I19", table, {open.back()}, open);
    AddSample("I19", Statistic::kMedian, Unit::kHours, ages);
    AddSample("I19", Statistic::kP90, Unit::kHours, ages);
    results_.AddShares("I20", table, {0}, {0, 1});
  }

  // Trace requests of this nation's agencies.  No table: beside the joint one
  // of the same requests its count would tell how many did not cross.
  void Submissions() {
    Sample complete;
    for (const NationalSubmission& each : ledger_.submissions()) {
      if (!Counts(each.at_ms) || each.type != "FirearmTraceRequest") continue;
      complete.values.push_back(each.complete ? 1 : 0);
    }
    AddSample("I2", Statistic::kShare, Unit::kPercent, std::move(complete));
  }

  // How long the other node took to answer for what was let go.
  void Deliveries() {
    Sample times;
    for (const NationalDelivery& each : ledger_.deliveries()) {
      if (!Counts(each.since_ms)) continue;
      if (each.until_ms && *each.until_ms < as_of_ms_) {
        times.values.push_back(*each.until_ms - each.since_ms);
      } else if (!each.ended_ms || *each.ended_ms >= as_of_ms_) {
        times.open.push_back(as_of_ms_ - each.since_ms);
      }
    }
    for (const Statistic statistic : {Statistic::kMedian, Statistic::kP90,
                                      Statistic::kP99, Statistic::kSurvival}) {
      AddSample("I25", statistic, Unit::kSeconds, times);
    }
  }

  void Erasures() {
    CountTable counts = ByDirection({"IN_TIME", "LATE"});
    Sample late;
    for (const NationalErasure& each : ledger_.erasures()) {
      if (!Counts(each.at_ms)) continue;
      const int64_t by = std::max<int64_t>(each.at_ms - each.due_ms, 0);
      const bool in_time = by < absl::ToInt64Milliseconds(kErasureTerm);
      counts.Count(DirectionOf(each.outgoing), in_time ? "IN_TIME" : "LATE");
      late.values.push_back(by);
    }
    const size_t table = AddTable("ERASURES", std::move(counts));
    results_.AddShares("I28", table, {0}, {});
    for (const Statistic statistic :
         {Statistic::kMedian, Statistic::kP90, Statistic::kP99}) {
      AddSample("I28", statistic, Unit::kHours, late);
    }
  }

  static const char* EndOf(const NationalHold& hold) {
    return hold.outcome == v1::DECISION_OUTCOME_PERMIT ? "RELEASED"
           : hold.outcome == v1::DECISION_OUTCOME_DENY ? "DENIED"
                                                       : "LAPSED";
  }

  static const char* AgeOf(int64_t age_ms) {
    return age_ms <= kDayMs    ? "UP_TO_24_HOURS"
           : age_ms <= kWeekMs ? "UP_TO_7_DAYS"
                               : "OLDER";
  }

  const NationalLedger& ledger_;
  const int64_t from_ms_;
  const int64_t end_ms_;
  const int64_t as_of_ms_;
  const uint64_t smallest_;
  Results results_;
};

}  // namespace

Results NationalResults(const NationalLedger& ledger, const Quarter& quarter,
                        int64_t as_of_ms, uint64_t smallest) {
  return NationalBuilder(ledger, quarter, as_of_ms, smallest).Build();
}

}  // namespace enlace::client
