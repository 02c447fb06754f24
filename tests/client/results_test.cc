// Figures of a quarter, held against what plain loops over the exported
// openings count.

#include "client/library/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/library/joint_record.h"
#include "client/library/joint_results.h"
#include "client/library/national_results.h"
#include "client/library/quarterly_report.h"
#include "tests/client/crossing_fixture.h"
#include "tests/client/made_exchange.h"
#include "tests/client/plain_openings.h"

namespace enlace::client {
namespace {

using ::testing::IsEmpty;

// Of one log, as it was read.
struct LedgersOf {
  explicit LedgersOf(const PublishedLog& log) {
    const AuditSummary summary =
        ReadAuditDirectory(log.files(), log.keys(), [&](const OpenedEntry& e) {
          ledger.Add(e);
          national.Add(e);
        });
    EXPECT_THAT(summary.findings, IsEmpty());
  }
  CrossingLedger ledger;
  NationalLedger national;
};

const std::set<std::string> kHits = {"SEIZURE_MADE", "ARREST_MADE"};
const std::set<std::string> kActions = {"SEIZURE_MADE", "ARREST_MADE",
                                        "ACTION_TAKEN", "INVESTIGATION_OPENED"};
const std::set<std::string> kEnds = {"SEIZURE_MADE", "ARREST_MADE",
                                     "ACTION_TAKEN", "INVESTIGATION_OPENED",
                                     "NO_ACTION"};

struct Fraction {
  uint64_t part = 0;
  uint64_t whole = 0;

  void Count(bool in_part) {
    ++whole;
    if (in_part) ++part;
  }
  bool operator==(const Fraction&) const = default;
  friend void PrintTo(const Fraction& f, std::ostream* out) {
    *out << f.part << "/" << f.whole;
  }
};

const ResultFigure& FigureOf(const Results& results, const std::string& id,
                             Statistic statistic,
                             const std::string& group = "") {
  for (const ResultFigure& figure : results.figures) {
    if (figure.id == id && figure.group == group &&
        figure.statistic == statistic) {
      return figure;
    }
  }
  ADD_FAILURE() << "no figure " << id << " " << group;
  return results.figures.front();
}

// A cell of the exact table, totals included.
uint64_t ExactCell(const Results& results, const CellRef& cell) {
  const CountTable& counts = results.tables[cell.table].counts;
  uint64_t sum = 0;
  for (size_t row = 0; row < counts.rows.size(); ++row) {
    if (cell.line < counts.rows.size() && row != cell.line) continue;
    for (size_t column = 0; column < counts.columns.size(); ++column) {
      if (cell.field < counts.columns.size() && column != cell.field) continue;
      sum += counts.counts[row][column];
    }
  }
  return sum;
}

Fraction ShareOf(const Results& results, const std::string& id,
                 const std::string& group = "") {
  const ResultFigure& figure = FigureOf(results, id, Statistic::kShare, group);
  Fraction share;
  for (const CellRef& cell : figure.part) {
    share.part += ExactCell(results, cell);
  }
  for (const CellRef& cell : figure.whole) {
    share.whole += ExactCell(results, cell);
  }
  return share;
}

std::vector<int64_t> SortedValues(const Results& results, const std::string& id,
                                  const std::string& group = "") {
  std::vector<int64_t> values =
      FigureOf(results, id, Statistic::kMedian, group).sample.values;
  std::sort(values.begin(), values.end());
  return values;
}

// Every joint indicator, by loops over what the openings say.
void ExpectJoint(const std::vector<Told>& all, const Results& results) {
  Fraction answered, traced, followed, acted, acknowledged, in_time, hits, sent,
      refused, corrected;
  uint64_t requests = 0, leads = 0;
  std::vector<int64_t> routine, to_crime;
  std::set<std::string> states;
  for (const Told& told : all) {
    if (!OfQuarter(told)) continue;
    const std::string& type = told.self.type();
    const int64_t created = told.self.created_at_ms();
    const auto end = Earliest(
        all, told, [](const Told& each) { return Disposes(each, kEnds); });
    const auto ack = Earliest(all, told, [](const Told& each) {
      return each.self.type() == "Acknowledgement";
    });
    const Told* answer = Earliest(all, told, Answers);
    sent.Count(told.self.from_nation() == kMxNation);
    if (type == "FirearmTraceRequest") {
      ++requests;
      answered.Count(answer != nullptr);
      if (answer != nullptr && told.self.urgency() == v1::URGENCY_ROUTINE) {
        routine.push_back(answer->self.created_at_ms() - created);
      }
      const auto state = told.measures.find("recovery.place.subdivision");
      if (state != told.measures.end() &&
          absl::StartsWith(state->second, "MX-")) {
        states.insert(state->second);
      }
    }
    if (type == "FirearmTraceResult" && Answers(told)) {
      const bool first =
          absl::StartsWith(told.measures.at("disposition_code"), "P1_");
      traced.Count(first);
      if (first) followed.Count(end != nullptr);
      const auto days = told.measures.find("time_to_crime_days");
      if (first && days != told.measures.end()) {
        int64_t value = 0;
        ASSERT_TRUE(absl::SimpleAtoi(days->second, &value));
        to_crime.push_back(value);
      }
    }
    if (type == "FinancialLead" || type == "BallisticLead") {
      ++leads;
      if (kMadeAsOfMs - created >= 60 * kMadeDayMs) {
        acted.Count(Earliest(all, told, [](const Told& each) {
                      return Disposes(each, kActions);
                    }) != nullptr);
      }
    }
    const auto action = told.measures.find("action_code");
    const bool cancels =
        action != told.measures.end() && action->second == "A9_CANCEL";
    if ((type == "BorderAlert" || type == "SubstanceAlert") && !cancels) {
      const int64_t until = told.self.valid_until_ms();
      acknowledged.Count(ack != nullptr && ack->self.created_at_ms() < until);
      in_time.Count(end != nullptr && end->self.created_at_ms() < until);
      if (end != nullptr) {
        hits.Count(Earliest(all, told, [](const Told& each) {
                     return Disposes(each, kHits);
                   }) != nullptr);
      }
    }
    if (type == "UseConsentRequest" && answer != nullptr) {
      refused.Count(answer->self.type() == "UseConsentRefusal");
    }
    if (type == "Correction") {
      corrected.Count(ack != nullptr &&
                      ack->self.created_at_ms() - created < 5 * kMadeDayMs);
    }
  }
  std::sort(routine.begin(), routine.end());
  std::sort(to_crime.begin(), to_crime.end());
  const auto count = [&](const std::string& id) {
    return ExactCell(results,
                     FigureOf(results, id, Statistic::kCount).part.at(0));
  };
  EXPECT_EQ(count("I1"), requests);
  EXPECT_EQ(ShareOf(results, "I3"), answered);
  EXPECT_EQ(SortedValues(results, "I4", "ROUTINE"), routine);
  EXPECT_EQ(ShareOf(results, "I5"), traced);
  EXPECT_EQ(SortedValues(results, "I7"), to_crime);
  EXPECT_EQ(ShareOf(results, "I8"), followed);
  const auto& named =
      FigureOf(results, "I9", Statistic::kDistinct, "MX").sample.values;
  EXPECT_EQ(std::set<int64_t>(named.begin(), named.end()).size(),
            states.size());
  EXPECT_EQ(count("I10"), leads);
  EXPECT_EQ(ShareOf(results, "I11"), acted);
  EXPECT_EQ(ShareOf(results, "I13"), acknowledged);
  EXPECT_EQ(ShareOf(results, "I14"), in_time);
  EXPECT_EQ(ShareOf(results, "I15"), hits);
  EXPECT_EQ(ShareOf(results, "I21"), sent);
  EXPECT_EQ(ShareOf(results, "I23"), refused);
  EXPECT_EQ(ShareOf(results, "I27"), corrected);
  for (const Fraction& each : {answered, traced, followed, acted, acknowledged,
                               in_time, hits, sent, refused, corrected}) {
    EXPECT_GT(each.part, 0U);
    EXPECT_LT(each.part, each.whole);
  }
  EXPECT_GT(routine.size(), 10U);
}

class ResultsTest : public testing::TestWithParam<unsigned> {
 protected:
  const MadeExchange made_{GetParam()};
  const PublishedLog us_{made_.PlanOf("us"), "us"};
  const PublishedLog mx_{made_.PlanOf("mx"), "mx"};
  const Quarter quarter_ = *ParseQuarter(kMadeQuarter);
};

TEST_P(ResultsTest, JointFiguresAreWhatPlainLoopsCount) {
  for (const PublishedLog* log : {&us_, &mx_}) {
    const LedgersOf read(*log);
    const JointRecords joint(read.ledger, kMadeAsOfMs, {});
    ExpectJoint(ReadPlainly(*log), JointResults(joint, quarter_, 0));
  }
}

// What is not answered for yet stands in one log only, and is in no figure of
// that one either.
TEST_P(ResultsTest, BothLogsGiveTheSameJointFigures) {
  const LedgersOf us(us_);
  const LedgersOf mx(mx_);
  const JointRecords of_us(us.ledger, kMadeAsOfMs, {});
  const JointRecords of_mx(mx.ledger, kMadeAsOfMs, {});
  EXPECT_THAT(DifferencesOf(of_us, of_mx), IsEmpty());
  EXPECT_EQ(JointResults(of_us, quarter_, 10),
            JointResults(of_mx, quarter_, 10));
  EXPECT_GT(of_us.on_the_way(), 0U);
  const QuarterlyReport report =
      ReportOf({kUsNation, &us.ledger, &us.national, kMxNation, &mx.ledger},
               quarter_, kMadeAsOfMs, {});
  EXPECT_TRUE(report.Agrees());
  EXPECT_THAT(report.differing_figures, IsEmpty());
}

TEST_P(ResultsTest, NationalFiguresAreThoseOfTheNodesOwnDecisions) {
  const LedgersOf us(us_);
  const Results results =
      NationalResults(us.national, quarter_, kMadeAsOfMs, 0);
  Fraction denied, basis, redacted, released;
  uint64_t open = 0;
  for (const MadeRecord& each : made_.records()) {
    const auto decided = [&](int minutes, bool is_denial) {
      const int64_t at = each.created_at_ms + minutes * 60000;
      if (!quarter_.Contains(at)) return;
      denied.Count(is_denial);
      basis.Count(is_denial && each.reason == "B03");
    };
    const auto held = [&](int since, int until, bool is_release) {
      const int64_t from = each.created_at_ms + since * 60000;
      const int64_t end = each.created_at_ms + until * 60000;
      const bool ends = until != 0;
      if (ends && quarter_.Contains(end)) released.Count(is_release);
      if (from < quarter_.until_ms && (!ends || end >= quarter_.until_ms)) {
        ++open;
      }
    };
    if (each.from_us) {
      const bool stays =
          each.fate == Fate::kDeniedAtHome || each.fate == Fate::kWaitsAtHome;
      if (each.fate == Fate::kDeniedAtHome) decided(1, true);
      if (each.fate == Fate::kHeldAtHome) held(1, 600, true);
      if (each.fate == Fate::kWaitsAtHome) held(1, 0, false);
      if (!stays) {
        decided(600, false);
        if (quarter_.Contains(each.created_at_ms + 600 * 60000)) {
          redacted.Count(each.redactions != 0);
        }
      }
    } else if (each.fate == Fate::kHeldByPeer ||
               each.fate == Fate::kRefusedLater) {
      const bool refuses = each.fate == Fate::kRefusedLater;
      decided(2500, refuses);
      held(605, 2500, !refuses);
    } else if (each.fate == Fate::kDelivered ||
               each.fate == Fate::kHeldAtHome || each.fate == Fate::kRefused) {
      decided(605, each.fate == Fate::kRefused);
    }
  }
  EXPECT_EQ(ShareOf(results, "I17"), denied);
  EXPECT_EQ(ShareOf(results, "I22", "B03"), basis);
  EXPECT_EQ(ShareOf(results, "I18"), redacted);
  EXPECT_EQ(ShareOf(results, "I20"), released);
  uint64_t backlog = 0;
  for (const CellRef& cell : FigureOf(results, "I19", Statistic::kCount).part) {
    backlog += ExactCell(results, cell);
  }
  EXPECT_EQ(backlog, open);
  EXPECT_GT(open, 0U);
  EXPECT_GT(denied.part, 0U);
  for (const ResultFigure& each : results.figures) EXPECT_TRUE(each.national);
}

// Whatever differs in one record is named, and so is a figure it is in.
TEST_P(ResultsTest, EveryJointFactThatOneLogTellsDifferentlyIsNamed) {
  using Change = std::function<void(v1::SharedOpening&)>;
  const std::vector<std::pair<std::string, Change>> changes = {
      {"urgency",
       [](v1::SharedOpening& s) {
         s.set_urgency(s.urgency() == v1::URGENCY_URGENT ? v1::URGENCY_ROUTINE
                                                         : v1::URGENCY_URGENT);
       }},
      {"createdAt",
       [](v1::SharedOpening& s) {
         s.set_created_at_ms(s.created_at_ms() - 1);
       }},
      {"validUntil", [](v1::SharedOpening& s) { s.set_valid_until_ms(1); }},
      {"parent", [](v1::SharedOpening& s) { s.set_parent("another"); }},
      {"type", [](v1::SharedOpening& s) { s.set_type("LinkTest"); }},
      {"measures", [](v1::SharedOpening& s) {
         s.add_measures()->set_path("firearm_count");
       }}};
  const LedgersOf us(us_);
  const JointRecords of_us(us.ledger, kMadeAsOfMs, {});
  for (const auto& [what, change] : changes) {
    std::vector<PlannedEntry> plan = made_.PlanOf("mx");
    for (PlannedEntry& entry : plan) {
      if (entry.step != v1::AUDIT_STEP_DECIDED_INCOMING ||
          entry.outcome != v1::DECISION_OUTCOME_PERMIT) {
        continue;
      }
      entry.change = [before = entry.change, change = change](
                         v1::SharedOpening& shared,
                         v1::NationalOpening& national) {
        before(shared, national);
        change(shared);
      };
      break;
    }
    const PublishedLog altered(plan, "mx");
    const LedgersOf mx(altered);
    const QuarterlyReport report =
        ReportOf({kUsNation, &us.ledger, &us.national, kMxNation, &mx.ledger},
                 quarter_, kMadeAsOfMs, {});
    ASSERT_EQ(report.differences.size(), 1U) << what;
    EXPECT_EQ(report.differences[0].what, what);
  }
}

INSTANTIATE_TEST_SUITE_P(Exchanges, ResultsTest, testing::Values(1, 2));

TEST(NearestRankTest, IsAValueOfTheSample) {
  EXPECT_EQ(NearestRank({7}, 50), 7);
  EXPECT_EQ(NearestRank({1, 2}, 50), 1);
  EXPECT_EQ(NearestRank({3, 1, 2}, 50), 2);
  EXPECT_EQ(NearestRank({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 90), 9);
  EXPECT_EQ(NearestRank({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 90), 10);
}

TEST(SurvivalMedianTest, TakesWhatHasNotEndedIntoAccount) {
  EXPECT_EQ(SurvivalMedian({{1, 2, 3, 4}, {}}), 2);
  // 1: 3/4, 2: 3/8.
  EXPECT_EQ(SurvivalMedian({{1, 2}, {1, 3}}), 2);
  EXPECT_EQ(SurvivalMedian({{5}, {1, 2, 9}}), 5);
  EXPECT_EQ(SurvivalMedian({{1}, {2, 3}}), std::nullopt);
  EXPECT_EQ(SurvivalMedian({{}, {2, 3}}), std::nullopt);
}

}  // namespace
}  // namespace enlace::client
