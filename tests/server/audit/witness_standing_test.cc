#include "server/audit/witness_standing.h"

#include "gtest/gtest.h"

namespace enlace::audit {
namespace {

constexpr absl::Time At(int seconds) { return absl::FromUnixSeconds(seconds); }

TEST(WitnessStandingTest, SaysSinceWhenSomethingWaits) {
  WitnessStandings standings;
  standings.Add("aa", "aa.example/witness", "aa");
  EXPECT_EQ(standings.All().front().waiting_since, absl::InfiniteFuture());
  standings.Signed(5, At(10));
  standings.Signed(7, At(20));
  WitnessStanding now = standings.All().front();
  EXPECT_EQ(now.waiting_since, At(10));
  EXPECT_EQ(now.cosigned_at, absl::InfinitePast());
  // An answer about an older checkpoint: the last one waits.
  standings.Cosigned("aa", 5, At(21));
  now = standings.All().front();
  EXPECT_EQ(now.cosigned_size, 5u);
  EXPECT_EQ(now.waiting_since, At(20));
  standings.Cosigned("aa", 7, At(22));
  now = standings.All().front();
  EXPECT_EQ(now.cosigned_at, At(22));
  EXPECT_EQ(now.waiting_since, absl::InfiniteFuture());
  EXPECT_EQ(standings.CosignedSize("aa"), 7u);
  EXPECT_EQ(standings.CosignedSize("zz"), 0u);
}

TEST(WitnessStandingTest, ClaimsStandUntilItCosigns) {
  WitnessStandings standings;
  standings.Add("aa", "aa.example/witness", "");
  EXPECT_EQ(standings.Incident(), "");
  EXPECT_TRUE(standings.Claims("aa", "a fork"));
  EXPECT_FALSE(standings.Claims("aa", "a fork"));
  EXPECT_EQ(standings.Incident(), "aa: a fork");
  standings.Cosigned("aa", 1, At(1));
  EXPECT_EQ(standings.Incident(), "");
}

TEST(WitnessStandingTest, ThoseOfNationsComeFirst) {
  WitnessStandings standings;
  standings.Add("aa", "aa.example/witness", "");
  standings.Add("bb", "bb.example/witness", "bb");
  EXPECT_EQ(standings.All()[0].key_name, "bb.example/witness");
  EXPECT_EQ(standings.All()[1].nation, "");
}

}  // namespace
}  // namespace enlace::audit
