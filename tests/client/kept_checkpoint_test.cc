// Checkpoints that somebody kept, held against the log as it is now.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/library/audit_directory.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<PlannedEntry> PlanOf(size_t size) {
  std::vector<PlannedEntry> plan;
  for (size_t i = 0; i < size; ++i) {
    plan.push_back({TransferNamed(absl::StrCat("t", i))});
  }
  return plan;
}

TEST(KeptCheckpointTest, LogMustContainWhatKeptCheckpointsCover) {
  const PublishedLog log(PlanOf(300));
  for (const size_t size : {0, 1, 255, 256, 299, 300}) {
    const PublishedLog earlier(PlanOf(size));
    AuditFiles files = log.files();
    files.kept_checkpoints = {earlier.folder() + "/audit/checkpoint"};
    EXPECT_THAT(ReadAuditDirectory(files, log.keys(), [](const OpenedEntry&) {})
                    .findings,
                IsEmpty())
        << size;
    if (size == 300) continue;
    files = earlier.files();
    files.kept_checkpoints = {log.folder() + "/audit/checkpoint"};
    const AuditSummary rolled_back =
        ReadAuditDirectory(files, log.keys(), [](const OpenedEntry&) {});
    ASSERT_THAT(rolled_back.findings, SizeIs(1)) << size;
    EXPECT_EQ(rolled_back.findings[0].file, files.kept_checkpoints[0]);
    EXPECT_THAT(rolled_back.findings[0].what, HasSubstr("had 300 entries"));
  }
}

TEST(KeptCheckpointTest, KeptCheckpointsTellHowFarTwoHistoriesAgree) {
  std::vector<PlannedEntry> other = PlanOf(300);
  other[280].reason = "Z99";
  const PublishedLog log(PlanOf(300));
  const PublishedLog other_280(
      std::vector<PlannedEntry>(other.begin(), other.begin() + 280));
  const PublishedLog other_281(
      std::vector<PlannedEntry>(other.begin(), other.begin() + 281));
  const PublishedLog other_300(other);
  AuditFiles files = log.files();
  for (const PublishedLog* each : {&other_300, &other_280, &other_281}) {
    files.kept_checkpoints.push_back(each->folder() + "/audit/checkpoint");
  }
  const AuditSummary summary =
      ReadAuditDirectory(files, log.keys(), [](const OpenedEntry&) {});
  ASSERT_THAT(summary.findings, SizeIs(2));
  EXPECT_THAT(summary.findings[0].what, HasSubstr("the first 281 entries"));
  EXPECT_THAT(summary.findings[1].what, HasSubstr("the first 300 entries"));
}

TEST(KeptCheckpointTest, OnlyCheckpointsOfTheLogAreHeldAgainstIt) {
  const PublishedLog log(MixedPlan());
  const PublishedLog peer(MixedPlan(), "mx");
  AuditFiles files = log.files();
  files.kept_checkpoints = {peer.folder() + "/audit/checkpoint",
                            log.folder() + "/nowhere"};
  const AuditSummary summary =
      ReadAuditDirectory(files, log.keys(), [](const OpenedEntry&) {});
  EXPECT_THAT(summary.findings, SizeIs(2));
}

}  // namespace
}  // namespace enlace::client
