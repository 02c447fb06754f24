#include "client/library/audit_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/encoding.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;

// The root of tests/vectors/tlog/log8.
Hash Seed() {
  return HashFromBytes(*HexDecode(
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));
}

std::vector<uint64_t> UpTo(uint64_t size) {
  std::vector<uint64_t> all(size);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<uint64_t> IndexesOf(const std::vector<Drawn>& drawn) {
  std::vector<uint64_t> indexes;
  for (const Drawn& each : drawn) indexes.push_back(each.index);
  return indexes;
}

// docs/inspection.md has the same, made by a few lines of Python.
TEST(AuditSampleTest, DrawsWhatTheDocumentationSays) {
  const std::vector<Drawn> drawn = DrawSample(Seed(), UpTo(100), 5);
  EXPECT_THAT(IndexesOf(drawn), ElementsAre(45, 73, 13, 93, 17));
  EXPECT_EQ(HexEncode(AsBytes(drawn[0].key)),
            "01d6c09811c215397802e6f6a242a56eaf25293870502cfbad82410ffecd7319");
  EXPECT_EQ(drawn[0].key, SampleKey(Seed(), 45));
}

TEST(AuditSampleTest, ALargerSampleBeginsWithTheSmaller) {
  const std::vector<uint64_t> whole =
      IndexesOf(DrawSample(Seed(), UpTo(100), 100));
  for (size_t size = 0; size < 100; ++size) {
    const auto some = IndexesOf(DrawSample(Seed(), UpTo(100), size));
    EXPECT_TRUE(std::equal(some.begin(), some.end(), whole.begin()));
    EXPECT_EQ(some.size(), size);
  }
}

TEST(AuditSampleTest, APopulationIsDrawnFromAsItIs) {
  EXPECT_TRUE(DrawSample(Seed(), {}, 5).empty());
  EXPECT_EQ(DrawSample(Seed(), {7, 9}, 5).size(), 2U);
  // Who else is in the population moves nobody's key.
  EXPECT_THAT(IndexesOf(DrawSample(Seed(), {93, 17, 13}, 2)),
              ElementsAre(13, 93));
}

TEST(AuditSampleTest, AnotherSeedDrawsAnotherSample) {
  Hash other = Seed();
  other[31] ^= 1;
  EXPECT_NE(IndexesOf(DrawSample(other, UpTo(1000), 10)),
            IndexesOf(DrawSample(Seed(), UpTo(1000), 10)));
}

}  // namespace
}  // namespace enlace::client
