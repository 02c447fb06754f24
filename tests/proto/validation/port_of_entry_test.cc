#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "proto/validation/code_list.h"

namespace enlace::validation {
namespace {

TEST(PortOfEntryTest, EveryPortHasAClockThatThisMachineKnows) {
  const auto table = ReadFile("proto/validation/tables/ports_of_entry.txt");
  ASSERT_TRUE(table.ok());
  int ports = 0;
  for (const absl::string_view line : absl::StrSplit(*table, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const std::string code = std::string(line.substr(0, line.find(' ')));
    const absl::string_view zone = TimeZoneOfPort(code);
    EXPECT_TRUE(IsPortOfEntry(code)) << code;
    EXPECT_TRUE(IsTimeZone(zone)) << code;
    absl::TimeZone loaded;
    EXPECT_TRUE(absl::LoadTimeZone(zone, &loaded)) << zone;
    ++ports;
  }
  EXPECT_GT(ports, 40);
}

// Offsets in the summer of 2026, when some places change their clocks and
// others do not.
TEST(PortOfEntryTest, ClocksAreThoseOfThePlace) {
  const absl::Time summer = absl::FromCivil(
      absl::CivilSecond(2026, 7, 1, 18, 0, 0), absl::UTCTimeZone());
  const std::pair<const char*, const char*> clocks[] = {
      {"US-2304", "13:00"}, {"MX-24", "13:00"},   {"MX-40", "11:00"},
      {"US-2504", "11:00"}, {"MX-23", "11:00"},   {"US-2604", "11:00"},
      {"MX-07", "12:00"},   {"US-2402", "12:00"}, {"MX-16", "12:00"}};
  for (const auto& [port, clock] : clocks) {
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(TimeZoneOfPort(port), &zone)) << port;
    EXPECT_EQ(absl::FormatTime("%H:%M", summer, zone), clock) << port;
  }
  EXPECT_EQ(TimeZoneOfPort("US-0000"), "");
}

}  // namespace
}  // namespace enlace::validation
