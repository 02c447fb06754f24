#include "server/health/alarm_watch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/server/health/healthy_node.h"

namespace enlace::health {
namespace {

std::vector<ActiveAlarm> DiskLowSince(absl::Time since) {
  return {{&RowOf(AlarmId::kDiskLow), "", since}};
}

// What `watch` logs when it is told of `active`.
std::string Logged(AlarmWatch& watch, std::vector<ActiveAlarm> active) {
  testing::internal::CaptureStderr();
  watch.Update(std::move(active));
  return testing::internal::GetCapturedStderr();
}

TEST(AlarmWatchTest, TheLogIsToldOnceThatAnAlarmIsOnAndOnceThatItIsOff) {
  AlarmWatch watch;
  const std::string on = Logged(watch, DiskLowSince(kNow));
  EXPECT_TRUE(absl::StrContains(on, "an alarm is on")) << on;
  EXPECT_TRUE(absl::StrContains(on, "disk-low")) << on;
  EXPECT_EQ(Logged(watch, DiskLowSince(kNow)), "");
  const std::string off = Logged(watch, {});
  EXPECT_TRUE(absl::StrContains(off, "an alarm is off")) << off;
  EXPECT_TRUE(absl::StrContains(off, "disk-low")) << off;
  EXPECT_EQ(Logged(watch, {}), "");
}

TEST(AlarmWatchTest, AnAlarmKeepsTheInstantSinceWhichItWasOn) {
  AlarmWatch watch;
  watch.Update(DiskLowSince(kNow));
  const auto later = watch.Update(DiskLowSince(kNow + absl::Hours(1)));
  EXPECT_EQ(later[0].since, kNow);
  watch.Update({});
  const auto again = watch.Update(DiskLowSince(kNow + absl::Hours(2)));
  EXPECT_EQ(again[0].since, kNow + absl::Hours(2));
}

TEST(AlarmWatchTest, SubjectsAreToldApart) {
  AlarmWatch watch;
  const AlarmRow* const row = &RowOf(AlarmId::kRoleShortage);
  watch.Update({{row, "a", kNow}});
  const std::string log = Logged(watch, {{row, "b", kNow}});
  EXPECT_TRUE(absl::StrContains(log, "an alarm is on")) << log;
  EXPECT_TRUE(absl::StrContains(log, "an alarm is off")) << log;
}

}  // namespace
}  // namespace enlace::health
