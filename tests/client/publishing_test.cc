// When a figure is told that is made of no table: sums, far percentiles, and
// shares of a sample.

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "client/library/results.h"

namespace enlace::client {
namespace {

struct ToldFigure {
  std::optional<double> value;
  std::string why_not;

  bool operator==(const ToldFigure&) const = default;
};

void PrintTo(const ToldFigure& told, std::ostream* out) {
  *out << told.value.value_or(-1) << " " << told.why_not;
}

ToldFigure Tell(Statistic statistic, std::vector<int64_t> values,
                const PublishingLimits& limits = {}) {
  Results results;
  ResultFigure& figure = results.figures.emplace_back();
  figure.statistic = statistic;
  figure.unit = Unit::kRecords;
  figure.sample.values = std::move(values);
  const PublishedFigure told = Publish(results, limits).figures.at(0);
  return {told.value, told.why_not};
}

const ToldFigure kFewTold{std::nullopt, "TOO_FEW"};
const ToldFigure kHiddenTold{std::nullopt, "SUPPRESSED"};

std::vector<int64_t> Times(size_t count, int64_t value) {
  return std::vector<int64_t>(count, value);
}

TEST(SumTest, IsToldOfTenValues) {
  EXPECT_EQ(Tell(Statistic::kSum, Times(9, 3)), kFewTold);
  EXPECT_EQ(Tell(Statistic::kSum, Times(10, 3)), (ToldFigure{30, ""}));
}

TEST(SumTest, IsHiddenIfOneValueIsMostOfIt) {
  std::vector<int64_t> values = Times(20, 1);
  values.push_back(80);  // 80 of 100
  EXPECT_EQ(Tell(Statistic::kSum, values), (ToldFigure{100, ""}));
  values.back() = 81;
  EXPECT_EQ(Tell(Statistic::kSum, values), kHiddenTold);
}

TEST(FarPercentileTest, IsToldOfAHundredValues) {
  EXPECT_EQ(Tell(Statistic::kP99, Times(99, 5)), kFewTold);
  std::vector<int64_t> values = Times(99, 5);
  values.push_back(1000);  // the one beyond it is not told
  EXPECT_EQ(Tell(Statistic::kP99, values), (ToldFigure{5, ""}));
  values.push_back(1001);
  EXPECT_EQ(Tell(Statistic::kP99, values), (ToldFigure{1000, ""}));
}

TEST(ShareOfASampleTest, IsToldIfTenAreOnEachSide) {
  const auto share = [](size_t in, size_t out, PublishingLimits limits = {}) {
    std::vector<int64_t> values = Times(in, 1);
    values.resize(in + out, 0);
    return Tell(Statistic::kShare, values, limits);
  };
  EXPECT_EQ(share(30, 10), (ToldFigure{75, ""}));
  EXPECT_EQ(share(31, 9), kHiddenTold);
  EXPECT_EQ(share(9, 31), kHiddenTold);
  // All of them, or none: hidden as a zero is.
  EXPECT_EQ(share(40, 0), kHiddenTold);
  EXPECT_EQ(share(0, 40), kHiddenTold);
  EXPECT_EQ(share(0, 0), kHiddenTold);
  PublishingLimits annex;
  annex.smallest = 5;
  EXPECT_EQ(share(9, 9, annex), kFewTold);
  EXPECT_EQ(share(10, 10, annex), (ToldFigure{50, ""}));
}

}  // namespace
}  // namespace enlace::client
