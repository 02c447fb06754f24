// The power fails at every step of a publication: afterwards the published log
// is whole, nothing that was signed is forgotten, and the log goes on.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "gtest/gtest.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kCrashSizes[] = {1, 200, 256, 257, 520};

// What of the unsynced files survives.
enum class Survivors { kNone, kAll, kSome };

class AuditCrashTest
    : public testing::TestWithParam<std::tuple<Survivors, bool>> {
 protected:
  // Runs the scenario until the disk fails; true if it did.
  static bool RunUntilFailure(TestNode& node) {
    if (!node.Open().ok()) return true;
    for (const uint64_t size : kCrashSizes) {
      node.store.GrowTo(size);
      if (absl::IsUnavailable(node.log->TryPublish())) return true;
    }
    return false;
  }

  void CutPower(TestNode& node, int countdown) {
    node.Close();
    const auto keep = [&](const std::string& path) {
      switch (std::get<0>(GetParam())) {
        case Survivors::kNone:
          return false;
        case Survivors::kAll:
          return true;
        case Survivors::kSome:
          return Sha256(absl::StrCat(path, countdown))[0] % 2 == 0;
      }
      return false;
    };
    FakeDirectory::CutPower(node.audit_files, keep);
    FakeDirectory::CutPower(node.annex_files, keep);
    node.disk = {};
  }
};

INSTANTIATE_TEST_SUITE_P(Disks, AuditCrashTest,
                         testing::Combine(testing::Values(Survivors::kNone,
                                                          Survivors::kAll,
                                                          Survivors::kSome),
                                          testing::Bool()));

TEST_P(AuditCrashTest, PublishedLogIsWholeAndGoesOn) {
  int countdown = 1;
  for (;; ++countdown) {
    TestNode node;
    node.disk = {.fails_at = countdown,
                 .takes_effect = std::get<1>(GetParam())};
    const bool failed = RunUntilFailure(node);
    // What a reader sees before the power comes back is whole, too.
    uint64_t seen = 0;
    absl::Status status = CheckPublished(node.audit_files.visible,
                                         node.annex_files.visible, &seen);
    EXPECT_TRUE(status.ok()) << status << " after " << countdown;
    CutPower(node, countdown);
    uint64_t kept = 0;
    status = CheckPublished(node.audit_files.durable, node.annex_files.durable,
                            &kept);
    EXPECT_TRUE(status.ok()) << status << " after " << countdown;
    EXPECT_LE(kept, seen);

    ASSERT_TRUE(node.Open().ok()) << countdown;
    EXPECT_EQ(node.log->StateText(), "ready") << countdown;
    node.store.GrowTo(530);
    status = node.log->TryPublish();
    EXPECT_TRUE(status.ok()) << status << " after " << countdown;
    uint64_t size = 0;
    status = CheckPublished(node.audit_files.durable, node.annex_files.durable,
                            &size);
    EXPECT_TRUE(status.ok()) << status << " after " << countdown;
    EXPECT_EQ(size, 530u);
    EXPECT_EQ(node.log->cosigned_size(std::string(kTestNation)), 530u);
    if (!failed) break;
  }
  EXPECT_GT(countdown, 40);
}

// The power also fails while the log is recovering from the first failure.
TEST_P(AuditCrashTest, SecondFailureDuringRecoveryIsHarmless) {
  for (int first = 3; first < 60; first += 11) {
    for (int second = 1; second < 12; ++second) {
      TestNode node;
      node.disk = {.fails_at = first, .takes_effect = std::get<1>(GetParam())};
      RunUntilFailure(node);
      CutPower(node, first);
      node.disk.fails_at = second;
      RunUntilFailure(node);
      CutPower(node, second);
      ASSERT_TRUE(node.Open().ok());
      node.store.GrowTo(530);
      EXPECT_TRUE(node.log->TryPublish().ok());
      uint64_t size = 0;
      EXPECT_TRUE(CheckPublished(node.audit_files.durable,
                                 node.annex_files.durable, &size)
                      .ok());
      EXPECT_EQ(size, 530u);
    }
  }
}

}  // namespace
}  // namespace enlace::audit
