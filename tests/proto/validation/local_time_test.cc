// Clock changes of 2026, as the IANA database has them.

#include "proto/validation/local_time.h"

#include <gtest/gtest.h>

namespace enlace::validation {
namespace {

constexpr char kTijuana[] = "America/Tijuana";

const absl::CivilDay kSpring(2026, 3, 8);
const absl::CivilDay kAutumn(2026, 11, 1);

TEST(LocalTimeTest, AnHourThatTheClocksSkipDoesNotExist) {
  for (const char* time : {"02:00", "02:30", "02:59"}) {
    EXPECT_EQ(CheckInstant(time, kSpring, kTijuana),
              Refuse(Fault::kTimeSkipped))
        << time;
  }
  EXPECT_EQ(CheckInstant("02:30-08:00", kSpring, kTijuana),
            Refuse(Fault::kTimeSkipped));
  EXPECT_EQ(CheckInstant("01:59", kSpring, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("03:00", kSpring, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("02:30", kSpring + 1, kTijuana), Fine());
}

TEST(LocalTimeTest, AnHourThatOccursTwiceNeedsItsOffset) {
  for (const char* time : {"01:00", "01:30", "01:59"}) {
    EXPECT_EQ(CheckInstant(time, kAutumn, kTijuana),
              Refuse(Fault::kTimeRepeated))
        << time;
  }
  EXPECT_EQ(CheckInstant("01:30-07:00", kAutumn, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("01:30-08:00", kAutumn, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("01:30-06:00", kAutumn, kTijuana),
            Refuse(Fault::kOffset));
  EXPECT_EQ(CheckInstant("00:59", kAutumn, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("02:00", kAutumn, kTijuana), Fine());
}

TEST(LocalTimeTest, ZonesOfOneCountryDiffer) {
  // Seasonal at the border, not in the capital and not in Sonora.
  EXPECT_EQ(CheckInstant("02:30", kSpring, "America/Matamoros"),
            Refuse(Fault::kTimeSkipped));
  EXPECT_EQ(CheckInstant("02:30", kSpring, "America/Mexico_City"), Fine());
  EXPECT_EQ(CheckInstant("02:30", kSpring, "America/Hermosillo"), Fine());
  EXPECT_EQ(CheckInstant("01:30", kAutumn, "America/Mexico_City"), Fine());
  // No change on 5 April any more.
  EXPECT_EQ(
      CheckInstant("02:30", absl::CivilDay(2026, 4, 5), "America/Mexico_City"),
      Fine());
}

TEST(LocalTimeTest, AnOffsetMustBeThatOfTheZone) {
  const absl::CivilDay summer(2026, 7, 1);
  EXPECT_EQ(CheckInstant("21:40-07:00", summer, kTijuana), Fine());
  EXPECT_EQ(CheckInstant("21:40-08:00", summer, kTijuana),
            Refuse(Fault::kOffset));
  EXPECT_EQ(CheckInstant("21:40+07:00", summer, kTijuana),
            Refuse(Fault::kOffset));
}

TEST(LocalTimeTest, AZoneThatIsNotKnownHasNoInstants) {
  EXPECT_EQ(CheckInstant("21:40", kSpring, "America/Nowhere"),
            Refuse(Fault::kCodeUnknown));
}

}  // namespace
}  // namespace enlace::validation
