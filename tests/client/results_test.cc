// Figures of a quarter, held against what plain loops over the exported
// openings count.

#include "client/library/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/library/joint_record.h"
#include "client/library/joint_results.h"
#include "client/library/quarterly_report.h"
#include "tests/client/crossing_fixture.h"
#include "tests/client/exact_figures.h"
#include "tests/client/made_exchange.h"
#include "tests/client/plain_openings.h"

namespace enlace::client {
namespace {

using ::testing::IsEmpty;

const std::set<std::string> kHits = {"SEIZURE_MADE", "ARREST_MADE"};
const std::set<std::string> kActions = {"SEIZURE_MADE", "ARREST_MADE",
                                        "ACTION_TAKEN", "INVESTIGATION_OPENED"};
const std::set<std::string> kEnds = {"SEIZURE_MADE", "ARREST_MADE",
                                     "ACTION_TAKEN", "INVESTIGATION_OPENED",
                                     "NO_ACTION"};

// Beginnings of dispositions by which the firearm went through the trade of the
// nation that answers.
const std::set<std::string> kSourced = {"P1", "P2", "P3", "D1", "D2", "O3"};

// The last that the receiver of `about` said of a seizure.
const Told* LatestSeizure(const std::vector<Told>& all, const Told& about) {
  const Told* latest = nullptr;
  for (const Told& each : all) {
    const bool speaks = each.self.parent() == about.self.record_id() &&
                        each.self.sender() == about.self.recipient() &&
                        Disposes(each, {"SEIZURE_MADE"});
    if (speaks && (latest == nullptr ||
                   latest->self.created_at_ms() < each.self.created_at_ms())) {
      latest = &each;
    }
  }
  return latest;
}

int64_t NumberOf(const Told& told, const std::string& path) {
  const auto measure = told.measures.find(path);
  return measure == told.measures.end() ? 0 : std::stoll(measure->second);
}

int64_t SumOf(const Results& results, const std::string& group) {
  const std::vector<int64_t>& values =
      FigureOf(results, "I16", Statistic::kSum, group).sample.values;
  return std::accumulate(values.begin(), values.end(), int64_t{0});
}

// Of both nations' records of a type.
Fraction BothOf(const Results& results, const std::string& id,
                const std::string& type) {
  Fraction both;
  for (const char* nation : {kUsNation, kMxNation}) {
    const Fraction one = ShareOf(results, id, absl::StrCat(type, " ", nation));
    both.part += one.part;
    both.whole += one.whole;
  }
  return both;
}

// Every joint indicator, by loops over what the openings say.
void ExpectJoint(const std::vector<Told>& all, const Results& results,
                 int64_t as_of_ms) {
  Fraction answered, traced, sourced, followed, acted, acknowledged, in_time,
      hits, sent, refused, corrected, recalled;
  uint64_t requests = 0, leads = 0, seizures = 0;
  int64_t firearms = 0, rounds = 0;
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
    if (type == "SubstanceAlert" &&
        told.measures.at("event_kind") == "SEIZURE") {
      ++seizures;
    }
    if (const Told* seized = LatestSeizure(all, told)) {
      ++seizures;
      firearms += NumberOf(*seized, "seizure.firearm_count");
      rounds += NumberOf(*seized, "seizure.ammunition_count");
    }
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
      const std::string& code = told.measures.at("disposition_code");
      const bool first = absl::StartsWith(code, "P1_");
      traced.Count(first);
      sourced.Count(kSourced.contains(code.substr(0, 2)));
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
      if (as_of_ms - created >= 60 * kMadeDayMs) {
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
    if ((type == "Correction" || type == "Recall") &&
        as_of_ms - created >= 5 * kMadeDayMs) {
      const Told* taken_up = Earliest(all, told, [](const Told& each) {
        return each.self.type() == "Acknowledgement" &&
               each.measures.at("status") != "REJECTED";
      });
      (type == "Recall" ? recalled : corrected)
          .Count(taken_up != nullptr &&
                 taken_up->self.created_at_ms() - created < 5 * kMadeDayMs);
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
  EXPECT_EQ(ShareOf(results, "I6"), sourced);
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
  EXPECT_EQ(count("I16"), seizures);
  EXPECT_EQ(SumOf(results, "FIREARMS"), firearms);
  EXPECT_EQ(SumOf(results, "ROUNDS"), rounds);
  EXPECT_EQ(BothOf(results, "I27", "Correction"), corrected);
  EXPECT_EQ(BothOf(results, "I27", "Recall"), recalled);
  EXPECT_EQ(ShareOf(results, "I27").whole, corrected.whole + recalled.whole);
  if (as_of_ms != kMadeAsOfMs) return;
  // All of it has something to count.
  EXPECT_GT(seizures, 20U);
  EXPECT_GT(firearms, 20);
  for (const Fraction& each :
       {answered, traced, sourced, followed, acted, acknowledged, in_time, hits,
        sent, refused, corrected, recalled}) {
    EXPECT_GT(each.part, 0U);
    EXPECT_LT(each.part, each.whole);
  }
  EXPECT_GT(routine.size(), 5U);
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
    // Of a quarter that is not over too.
    for (const int64_t as_of : {kMadeAsOfMs, kMadeFromMs + 45 * kMadeDayMs}) {
      const JointRecords joint(read.ledger, as_of, {});
      ExpectJoint(ReadPlainly(*log, as_of), JointResults(joint, quarter_, 0),
                  as_of);
    }
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
