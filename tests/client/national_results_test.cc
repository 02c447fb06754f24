// What one nation's log tells of its own node, held against what was planned
// and against plain loops over the exported entries.

#include "client/library/national_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/client/crossing_fixture.h"
#include "tests/client/exact_figures.h"
#include "tests/client/made_exchange.h"
#include "tests/client/plain_openings.h"

namespace enlace::client {
namespace {

constexpr int64_t kHalfMs = kMadeFromMs + 45 * kMadeDayMs;

class NationalResultsTest : public testing::TestWithParam<unsigned> {
 protected:
  NationalResultsTest() {
    for (const PlainEntry& each : ReadEntriesPlainly(us_)) {
      entries_.push_back(each);
    }
  }

  // Of the quarter, as told up to `as_of_ms`.
  Results ResultsAt(int64_t as_of_ms) const {
    const LedgersOf us(us_);
    return NationalResults(us.national, quarter_, as_of_ms, 0);
  }

  // Whether an entry is of the quarter, as far as that is told.
  bool OfQuarterUpTo(int64_t at_ms, int64_t as_of_ms) const {
    return quarter_.Contains(at_ms) && at_ms < as_of_ms;
  }

  const MadeExchange made_{GetParam()};
  const PublishedLog us_{made_.PlanOf("us"), "us"};
  const Quarter quarter_ = *ParseQuarter(kMadeQuarter);
  std::vector<PlainEntry> entries_;
};

TEST_P(NationalResultsTest, NationalFiguresAreThoseOfTheNodesOwnDecisions) {
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
      const bool stays = each.fate == Fate::kDeniedAtHome ||
                         each.fate == Fate::kWaitsAtHome ||
                         each.fate == Fate::kIncomplete;
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

TEST_P(NationalResultsTest, CompleteRequestsAreOfAllThatOwnAgenciesPresented) {
  for (const int64_t as_of : {kMadeAsOfMs, kHalfMs}) {
    std::map<std::string, std::pair<int64_t, bool>>
        presented;  // the first time
    for (const PlainEntry& each : entries_) {
      const v1::NationalOpening& said = each.national;
      const bool refused = each.step == v1::AUDIT_STEP_REFUSED &&
                           said.problem() == "FIELD_INVALID" &&
                           said.caller() == said.sender();
      const bool decided = each.step == v1::AUDIT_STEP_DECIDED_OUTGOING;
      if (said.type() != "FirearmTraceRequest" || (!refused && !decided)) {
        continue;
      }
      presented.emplace(said.record_id(), std::pair(each.at_ms, decided));
    }
    Fraction complete;
    for (const auto& [id, first] : presented) {
      if (OfQuarterUpTo(first.first, as_of)) complete.Count(first.second);
    }
    EXPECT_EQ(ShareOf(ResultsAt(as_of), "I2"), complete);
    EXPECT_GT(complete.part, 0U);
    EXPECT_LT(complete.part, complete.whole);
  }
}

TEST_P(NationalResultsTest, DeliveryIsTimedFromThePermitToTheOtherNodesAnswer) {
  for (const int64_t as_of : {kMadeAsOfMs, kHalfMs}) {
    Sample times;
    for (const PlainEntry& left : entries_) {
      if (left.step != v1::AUDIT_STEP_DECIDED_OUTGOING ||
          left.national.outcome() != v1::DECISION_OUTCOME_PERMIT ||
          left.shared.link_sequence() == 0 ||
          !OfQuarterUpTo(left.at_ms, as_of)) {
        continue;
      }
      int64_t answered = 0;
      bool ran_out = false;
      for (const PlainEntry& each : entries_) {
        if (each.shared.transfer_id() != left.shared.transfer_id()) continue;
        if (each.step == v1::AUDIT_STEP_RELAYED) answered = each.at_ms;
        ran_out = ran_out ||
                  (each.step == v1::AUDIT_STEP_EXPIRED && each.at_ms < as_of);
      }
      if (answered != 0 && answered < as_of) {
        times.values.push_back(answered - left.at_ms);
      } else if (!ran_out) {
        times.open.push_back(as_of - left.at_ms);
      }
    }
    const Results results = ResultsAt(as_of);
    for (const Statistic statistic : {Statistic::kMedian, Statistic::kP90,
                                      Statistic::kP99, Statistic::kSurvival}) {
      const Sample& told = FigureOf(results, "I25", statistic).sample;
      EXPECT_EQ(Sorted(told.values), Sorted(times.values));
      EXPECT_EQ(Sorted(told.open), Sorted(times.open));
    }
    EXPECT_GT(times.values.size(), 20U);
    EXPECT_GT(times.open.size(), 0U);
  }
}

TEST_P(NationalResultsTest, ErasureIsTimedFromWhenItWasDueAndOrdersAreApart) {
  for (const int64_t as_of : {kMadeAsOfMs, kHalfMs}) {
    std::map<bool, Fraction> in_time;  // outgoing or not
    std::vector<int64_t> late;
    uint64_t ordered = 0;
    for (const PlainEntry& each : entries_) {
      if (each.step != v1::AUDIT_STEP_ERASED ||
          !OfQuarterUpTo(each.at_ms, as_of)) {
        continue;
      }
      const v1::Erasure& erasure = each.national.erasure();
      if (erasure.ground() == v1::ERASURE_GROUND_ORDER) {
        ++ordered;
        continue;
      }
      const int64_t by = each.at_ms - erasure.retain_until_ms();
      in_time[each.shared.from_nation() == kUsNation].Count(by < kMadeDayMs);
      late.push_back(by);
    }
    const Results results = ResultsAt(as_of);
    EXPECT_EQ(ShareOf(results, "I28", "OUTGOING"), in_time[true]);
    EXPECT_EQ(ShareOf(results, "I28", "INCOMING"), in_time[false]);
    EXPECT_EQ(SortedValues(results, "I28"), Sorted(late));
    EXPECT_GT(ordered, 0U);
    EXPECT_GT(ShareOf(results, "I28").part, 0U);
    EXPECT_LT(ShareOf(results, "I28").part, ShareOf(results, "I28").whole);
  }
}

INSTANTIATE_TEST_SUITE_P(Exchanges, NationalResultsTest, testing::Values(1, 2));

// What was due is not known of an erasure that does not open: it is counted
// apart and never as one in time.
TEST(NationalLedgerTest, ErasuresThatDoNotOpenAreInNoFigure) {
  OpenedEntry closed;
  closed.entry.step = v1::AUDIT_STEP_ERASED;
  closed.entry.log_time_ms = kMadeFromMs;
  NationalLedger ledger;
  ledger.Add(closed);
  EXPECT_TRUE(ledger.erasures().empty());
  EXPECT_THAT(ledger.unopened(), testing::ElementsAre(kMadeFromMs));
}

}  // namespace
}  // namespace enlace::client
