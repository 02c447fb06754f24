#include "base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace enlace {
namespace {

TEST(SystemRandomTest, GivesTheSizeAskedFor) {
  for (const size_t size : {0u, 1u, 31u, 32u, 33u, 100000u}) {
    EXPECT_EQ(SystemRandom().Bytes(size).size(), size);
  }
  EXPECT_EQ(&SystemRandom(), &SystemRandom());
}

TEST(SystemRandomTest, NeverGivesTheSameKeyTwiceInAnyThread) {
  constexpr size_t kThreads = 4;
  constexpr size_t kKeys = 250;
  std::array<std::vector<std::string>, kThreads> drawn;
  std::vector<std::thread> threads;
  for (std::vector<std::string>& keys : drawn) {
    threads.emplace_back([&keys] {
      for (size_t i = 0; i < kKeys; ++i) {
        keys.push_back(SystemRandom().Bytes(16));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& keys : drawn) all.insert(keys.begin(), keys.end());
  EXPECT_EQ(all.size(), kThreads * kKeys);
}

// With 64 KiB each value is expected 256 times; a count outside 100 to 500
// would be a wonder (over 9 standard deviations), a generator that leaves part
// of the buffer alone is not.
TEST(SystemRandomTest, EveryByteValueIsAboutAsFrequent) {
  std::array<int, 256> counts{};
  for (const char c : SystemRandom().Bytes(65536)) {
    ++counts[static_cast<uint8_t>(c)];
  }
  for (const int count : counts) {
    EXPECT_GT(count, 100);
    EXPECT_LT(count, 500);
  }
}

}  // namespace
}  // namespace enlace
