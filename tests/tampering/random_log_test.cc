// Random damages to a large log: with those to its journal ten thousand on
// 100,000 entries with scripts/test --long, else a share of them.

#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/tampering/campaign.h"
#include "tests/tampering/damage.h"
#include "tests/tampering/log_folder.h"

namespace enlace::tampering {
namespace {

// Of how many damages one is to the openings: to read them all takes long.
constexpr uint64_t kOpeningsOneIn = 10;
constexpr size_t kEarlierStates = 20;

TEST(RandomDamageTest, EveryDamageToALargeLogIsLocatedOrWithoutEffect) {
  const Campaign campaign = AskedCampaign();
  Dice dice(20261130);
  std::set<uint64_t> sizes{campaign.entries};
  while (sizes.size() < kEarlierStates) {
    sizes.insert(1 + dice.Below(campaign.entries));
  }
  const std::vector<uint64_t> ascending(sizes.begin(), sizes.end());
  LogFolder log(ascending);
  const DamageDrawer drawer(log, ascending);
  Tally tally;
  for (uint64_t i = 0; i < campaign.damages / 5 * 4; ++i) {
    const Openings openings =
        i % kOpeningsOneIn == 0 ? Openings::kRead : Openings::kLeft;
    const Damage damage = drawer.Draw(openings, dice);
    const Verdict verdict = log.Judge(damage, openings);
    ASSERT_NE(verdict, Verdict::kMissed) << damage.what;
    tally.Note(verdict == Verdict::kWithoutEffect);
  }
  std::cout << "log of " << campaign.entries << " entries, " << tally.Text()
            << "\n";
}

}  // namespace
}  // namespace enlace::tampering
