#include "client/library/joint_results.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/library/alert_terms.h"
#include "client/library/result_cohort.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

// Columns, by place.
constexpr size_t kFirst = 0;
constexpr size_t kSecond = 1;
constexpr size_t kThird = 2;
constexpr size_t kFourth = 3;

class JointBuilder {
 public:
  JointBuilder(const JointRecords& joint, const Quarter& quarter,
               uint64_t smallest)
      : cohort_(joint, quarter), joint_(joint), smallest_(smallest) {}

  Results Build() {
    Questions("TRACE_REQUESTS", "FirearmTraceRequest", "I1", "I3", "I4");
    TraceResults();
    States();
    Leads();
    Questions("FINANCIAL_REQUESTS", "FinancialInfoRequest", "", "", "I12");
    Alerts();
    Reciprocity();
    Consents();
    Seizures();
    Corrections();
    results_.AddNotMeasured("I26", false, "NOT_LOGGED");
    return std::move(results_);
  }

 private:
  size_t AddTable(absl::string_view name, CountTable counts,
                  std::optional<CellRef> part_of = std::nullopt) {
    results_.tables.push_back(
        {std::string(name), false, std::move(counts), part_of});
    return results_.tables.size() - 1;
  }

  size_t AddByAgency(absl::string_view name, const CountTable& counts) {
    return AddTable(name, MergeSmallRows(counts, smallest_, kOther));
  }

  void AddSample(absl::string_view id, absl::string_view group,
                 Statistic statistic, Unit unit, const Sample& sample) {
    ResultFigure& figure = results_.figures.emplace_back();
    figure.id = std::string(id);
    figure.group = std::string(group);
    figure.statistic = statistic;
    figure.unit = unit;
    figure.sample = sample;
  }

  // How long it took, by urgency: median and p90 of what ended, and the median
  // that takes what has not ended into account.
  void AddTimes(absl::string_view id,
                const std::map<std::string, Sample>& samples) {
    for (const auto& [group, sample] : samples) {
      for (const Statistic statistic :
           {Statistic::kMedian, Statistic::kP90, Statistic::kSurvival}) {
        AddSample(id, group, statistic, Unit::kHours, sample);
      }
    }
  }

  // Questions of one type, answered or not.
  void Questions(absl::string_view name, absl::string_view type,
                 absl::string_view count_id, absl::string_view share_id,
                 absl::string_view time_id) {
    CountTable counts;
    counts.columns = {"ANSWERED", "PENDING"};
    std::map<std::string, Sample> times = EmptyByUrgency();
    for (const JointRecord* asked : cohort_.OfType(type)) {
      const JointRecord* answer = cohort_.First(*asked, IsAnAnswer);
      counts.Count(AgencyOf(asked->shared.sender()),
                   counts.columns[answer != nullptr ? kFirst : kSecond]);
      AddTime(*asked, answer, times[UrgencyOf(*asked)]);
    }
    const size_t table = AddByAgency(name, counts);
    if (!count_id.empty()) results_.AddCounts(count_id, table);
    if (!share_id.empty()) results_.AddShares(share_id, table, {kFirst}, {});
    AddTimes(time_id, times);
  }

  void AddTime(const JointRecord& asked, const JointRecord* answer,
               Sample& sample) const {
    const int64_t from = asked.shared.created_at_ms();
    if (answer != nullptr) {
      sample.values.push_back(answer->shared.created_at_ms() - from);
    } else {
      sample.open.push_back(joint_.as_of_ms() - from);
    }
  }

  void TraceResults() {
    CountTable counts;
    // The first three: sourced in the answering nation; O1 is not.
    counts.columns = {"P1", "P2_P3", "D_O3", "O1", "O2", "S", "I_W", "UNTOLD"};
    CountTable followed;
    followed.columns = {"FOLLOWED_UP", "NOT_FOLLOWED_UP"};
    followed.AddRow("P1");
    Sample to_crime;
    for (const JointRecord* result : cohort_.OfType("FirearmTraceResult")) {
      if (!IsAnAnswer(*result)) continue;
      const std::string disposition = MeasureOf(*result, "disposition_code");
      counts.Count(AgencyOf(result->shared.recipient()),
                   counts.columns[ClassOf(disposition)]);
      if (ClassOf(disposition) != kFirst) continue;
      const bool follow_up =
          cohort_.First(*result, [](const JointRecord& each) {
            return IsFinalDisposition(each);
          }) != nullptr;
      followed.Count("P1", followed.columns[follow_up ? kFirst : kSecond]);
      int64_t days = 0;
      if (absl::SimpleAtoi(MeasureOf(*result, "time_to_crime_days"), &days)) {
        to_crime.values.push_back(days);
      }
    }
    const size_t table = AddByAgency("TRACE_RESULTS", counts);
    results_.AddShares("I5", table, {kFirst}, {});
    results_.AddShares("I6", table, {kFirst, kSecond, kThird}, {});
    AddSample("I7", "", Statistic::kMedian, Unit::kDays, to_crime);
    const size_t split =
        AddTable("TRACES_FOLLOWED_UP", std::move(followed),
                 CellRef{table, results_.LastLine(table), kFirst});
    results_.AddShares("I8", split, {kFirst}, {});
  }

  // "P1_RETAIL_PURCHASER" and so on: the classes of the code's beginning.
  static size_t ClassOf(absl::string_view disposition) {
    const std::vector<std::vector<absl::string_view>> classes = {
        {"P1_"}, {"P2_", "P3_"}, {"D", "O3_"}, {"O1_"},
        {"O2_"}, {"S"},          {"I", "W"}};
    for (size_t place = 0; place < classes.size(); ++place) {
      for (const absl::string_view begin : classes[place]) {
        if (absl::StartsWith(disposition, begin)) return place;
      }
    }
    return classes.size();
  }

  // By country, which the code of a state begins with.
  void States() {
    std::map<std::string, std::map<std::string, int64_t>> known;
    std::map<std::string, Sample> named;
    for (const JointRecord* asked : cohort_.OfType("FirearmTraceRequest")) {
      const std::string state = MeasureOf(*asked, "recovery.place.subdivision");
      if (state.empty()) continue;
      const std::string country = state.substr(0, state.find('-'));
      auto& states = known[country];
      const auto [it, is_new] =
          states.emplace(state, static_cast<int64_t>(states.size()));
      named[country].values.push_back(it->second);
    }
    for (const auto& [country, sample] : named) {
      AddSample("I9", country, Statistic::kDistinct, Unit::kStates, sample);
    }
    if (named.empty()) results_.AddNotMeasured("I9", false, "NO_RECORDS");
  }

  void Leads() {
    CountTable counts;
    counts.columns = {"ACTED_ON", "NOT_ACTED_ON", "YOUNG"};
    for (const char* type : {"BallisticLead", "FinancialLead"}) {
      for (const std::string& nation : cohort_.senders()) {
        counts.AddRow(RowOf(type, nation));
      }
      for (const JointRecord* lead : cohort_.OfType(type)) {
        const bool young = joint_.as_of_ms() - lead->shared.created_at_ms() <
                           absl::ToInt64Milliseconds(kLeadMatures);
        const bool acted = cohort_.First(*lead, [](const JointRecord& each) {
          return IsAction(each);
        }) != nullptr;
        counts.Count(RowOf(type, lead->shared.from_nation()),
                     counts.columns[young   ? kThird
                                    : acted ? kFirst
                                            : kSecond]);
      }
    }
    if (counts.rows.empty()) counts.AddRow(kOther);
    const size_t table = AddTable("LEADS", std::move(counts));
    results_.AddCounts("I10", table);
    results_.AddShares("I11", table, {kFirst}, {kFirst, kSecond});
  }

  void Alerts() {
    CountTable acknowledged;
    acknowledged.columns = {"IN_TIME", "LATE", "NEVER"};
    CountTable disposed;
    disposed.columns = {"HIT_IN_TIME", "HIT_LATE", "NO_HIT_IN_TIME",
                        "NO_HIT_LATE", "NOT_DISPOSED_OF"};
    disposed.AddRow("ALERTS");
    for (const auto* type : wire::RecordTypes()) {
      if (!IsAlertType(*type)) continue;
      for (const std::string& nation : cohort_.senders()) {
        acknowledged.AddRow(RowOf(type->name(), nation));
      }
      for (const JointRecord* alert : cohort_.OfType(type->name())) {
        if (TakesBack(*alert)) continue;
        const JointRecord* ack =
            cohort_.First(*alert, [](const JointRecord& each) {
              return each.shared.type() == "Acknowledgement";
            });
        acknowledged.Count(
            RowOf(type->name(), alert->shared.from_nation()),
            acknowledged.columns[ack == nullptr         ? kThird
                                 : InTime(*alert, *ack) ? kFirst
                                                        : kSecond]);
        disposed.Count("ALERTS", disposed.columns[EndOf(*alert)]);
      }
    }
    if (acknowledged.rows.empty()) acknowledged.AddRow(kOther);
    const size_t table = AddTable("ALERTS", std::move(acknowledged));
    results_.AddShares("I13", table, {kFirst}, {});
    const size_t split = AddTable("ALERTS_DISPOSED_OF", std::move(disposed),
                                  results_.GrandTotal(table));
    results_.AddShares("I14", split, {kFirst, kThird}, {});
    results_.AddShares("I15", split, {kFirst, kSecond},
                       {kFirst, kSecond, kThird, kFourth});
  }

  // Column of what became of an alert.
  size_t EndOf(const JointRecord& alert) const {
    const JointRecord* end = cohort_.First(alert, IsFinalDisposition);
    if (end == nullptr) return kFourth + 1;
    const bool hit = cohort_.First(alert, IsHit) != nullptr;
    return (hit ? kFirst : kThird) + (InTime(alert, *end) ? 0 : 1);
  }

  // All records of a pair of agencies, by who sent them.
  void Reciprocity() {
    CountTable counts;
    counts.columns = cohort_.senders();
    for (const JointRecord* record : cohort_.records()) {
      const v1::SharedOpening& shared = record->shared;
      std::string one = AgencyOf(shared.sender());
      std::string other = AgencyOf(shared.recipient());
      if (shared.to_nation() < shared.from_nation()) std::swap(one, other);
      counts.Count(absl::StrCat(one, " / ", other), shared.from_nation());
    }
    if (counts.columns.size() != 2) {
      results_.AddNotMeasured("I21", false, "NOT_TWO_NATIONS");
      return;
    }
    const size_t table = AddByAgency("EXCHANGE", counts);
    results_.AddShares("I21", table, {kFirst}, {});
  }

  void Consents() {
    CountTable counts;
    counts.columns = {"GRANTED", "REFUSED", "PENDING"};
    Sample times;
    for (const JointRecord* asked : cohort_.OfType("UseConsentRequest")) {
      const JointRecord* answer = cohort_.First(*asked, IsAnAnswer);
      const bool granted =
          answer != nullptr && answer->shared.type() == "UseConsentGrant";
      counts.Count(AgencyOf(asked->shared.sender()),
                   counts.columns[answer == nullptr ? kThird
                                  : granted         ? kFirst
                                                    : kSecond]);
      AddTime(*asked, answer, times);
    }
    const size_t table = AddByAgency("CONSENT_REQUESTS", counts);
    results_.AddShares("I23", table, {kSecond}, {kFirst, kSecond});
    AddTimes("I23", {{"", times}});
  }

  // Records that tell of a seizure: alerts about one, and records whose
  // receiver says that it made one, by its last word on it.  Both in one cell:
  // what the alerts' table has beside them would else be known.
  void Seizures() {
    CountTable counts;
    counts.columns = {"SEIZURES"};
    for (const std::string& nation : cohort_.senders()) counts.AddRow(nation);
    std::map<std::string, Sample> sums = {{"FIREARMS", {}}, {"ROUNDS", {}}};
    for (const JointRecord* record : cohort_.records()) {
      if (TellsOfSeizure(*record)) {
        counts.Count(record->shared.from_nation(), "SEIZURES");
      }
      const JointRecord* said = cohort_.Last(*record, IsSeizure);
      if (said == nullptr) continue;
      counts.Count(said->shared.from_nation(), "SEIZURES");
      AddNumber(*said, "seizure.firearm_count", sums["FIREARMS"]);
      AddNumber(*said, "seizure.ammunition_count", sums["ROUNDS"]);
    }
    if (counts.rows.empty()) counts.AddRow(kOther);
    results_.AddCounts("I16", AddTable("SEIZURES", std::move(counts)));
    AddSample("I16", "FIREARMS", Statistic::kSum, Unit::kFirearms,
              sums["FIREARMS"]);
    AddSample("I16", "ROUNDS", Statistic::kSum, Unit::kRounds, sums["ROUNDS"]);
  }

  static void AddNumber(const JointRecord& record, absl::string_view path,
                        Sample& sample) {
    int64_t number = 0;
    if (absl::SimpleAtoi(MeasureOf(record, path), &number) && number > 0) {
      sample.values.push_back(number);
    }
  }

  void Corrections() {
    CountTable counts;
    counts.columns = {"IN_TIME", "LATE", "NEVER", "IN_TERM"};
    for (const char* type : {"Correction", "Recall"}) {
      for (const std::string& nation : cohort_.senders()) {
        counts.AddRow(RowOf(type, nation));
      }
      for (const JointRecord* each : cohort_.OfType(type)) {
        counts.Count(RowOf(type, each->shared.from_nation()),
                     counts.columns[TakenUp(*each)]);
      }
    }
    if (counts.rows.empty()) counts.AddRow(kOther);
    const size_t table = AddTable("CORRECTIONS", std::move(counts));
    results_.AddShares("I27", table, {kFirst}, {kFirst, kSecond, kThird});
  }

  // Column of when a correction or recall was acknowledged.
  size_t TakenUp(const JointRecord& correction) const {
    const int64_t term = absl::ToInt64Milliseconds(kCorrectionTerm);
    const int64_t made = correction.shared.created_at_ms();
    // Those that had less time are apart, acknowledged or not: of them only the
    // quick ones could count.
    if (joint_.as_of_ms() - made < term) return kFourth;
    const JointRecord* ack = cohort_.First(correction, IsTakenUp);
    if (ack == nullptr) return kThird;
    return ack->shared.created_at_ms() - made < term ? kFirst : kSecond;
  }

  const ResultCohort cohort_;
  const JointRecords& joint_;
  const uint64_t smallest_;
  Results results_;
};

}  // namespace

Results JointResults(const JointRecords& joint, const Quarter& quarter,
                     uint64_t smallest) {
  return JointBuilder(joint, quarter, smallest).Build();
}

}  // namespace enlace::client
