#include "base/random.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST(SystemRandomTest, AForkedChildDoesNotRepeatItsParent) {
  SystemRandom().Bytes(16);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string drawn = SystemRandom().Bytes(32);
    _exit(write(ends[1], drawn.data(), drawn.size()) == 32 ? 0 : 1);
  }
  std::string theirs(32, '\0');
  EXPECT_EQ(read(ends[0], theirs.data(), theirs.size()), 32);
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  close(ends[0]);
  close(ends[1]);
  EXPECT_NE(SystemRandom().Bytes(32), theirs);
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
