#include "proto/validation/mrz.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/formats.h"

namespace enlace::validation {
namespace {

constexpr absl::CivilDay kToday(2026, 2, 4);

// Specimens of ICAO Doc 9303.
const char kTd3[] =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
const char kTd2[] =
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<"
    "D231458907UTO7408122F1204159<<<<<<<6";
const char kTd1[] =
    "I<UTOD231458907<<<<<<<<<<<<<<<"
    "7408122F1204159UTO<<<<<<<<<<<6"
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const char kLongNumber[] =
    "I<UTOD23145890<7349<<<<<<<<<<<"
    "3407127M9507122UTO<<<<<<<<<<<2"
    "STEVENSON<<PETER<JOHN<<<<<<<<<";
const char kVisa[] =
    "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    "L8988901C4XXX4009078F96121096ZE184226B<<<<<<";

TEST(MrzTest, ComputesThePublishedCheckDigits) {
  EXPECT_EQ(MrzCheckDigit("L898902C3"), '6');
  EXPECT_EQ(MrzCheckDigit("740812"), '2');
  EXPECT_EQ(MrzCheckDigit("120415"), '9');
  EXPECT_EQ(MrzCheckDigit("ZE184226B<<<<<"), '1');
  EXPECT_EQ(MrzCheckDigit("D23145890"), '7');
}

TEST(MrzTest, AcceptsTheSpecimensOfEverySize) {
  for (const char* zone : {kTd3, kTd2, kTd1, kLongNumber, kVisa}) {
    EXPECT_EQ(CheckMrz(zone), Fine()) << zone;
  }
}

TEST(MrzTest, ReadsWhatTheZoneSays) {
  for (const char* zone : {kTd3, kTd2, kTd1}) {
    const absl::optional<Mrz> mrz = ReadMrz(zone, kToday);
    ASSERT_TRUE(mrz.has_value());
    EXPECT_EQ(mrz->issuer, "UTO");
    EXPECT_EQ(mrz->nationality, "UTO");
    EXPECT_EQ(mrz->primary_name, "ERIKSSON");
    EXPECT_EQ(mrz->secondary_names, "ANNA MARIA");
    EXPECT_EQ(mrz->sex, "F");
    EXPECT_EQ(mrz->birth, absl::CivilDay(1974, 8, 12));
    EXPECT_EQ(mrz->expiry, absl::CivilDay(2012, 4, 15));
  }
  EXPECT_EQ(ReadMrz(kTd3, kToday)->document_number, "L898902C3");
  EXPECT_EQ(ReadMrz(kTd3, kToday)->document_code, "P");
  EXPECT_EQ(ReadMrz(kTd1, kToday)->document_number, "D23145890");
  EXPECT_EQ(ReadMrz(kLongNumber, kToday)->document_number, "D23145890734");
}

TEST(MrzTest, TakesTheLatestBirthThatIsNotToComeAndTheNearestExpiry) {
  const auto birth = [](absl::string_view yymmdd) {
    std::string zone = kVisa;
    zone.replace(44 + 13, 6, std::string(yymmdd));
    zone[44 + 19] = MrzCheckDigit(yymmdd);
    return ReadMrz(zone, kToday)->birth;
  };
  EXPECT_EQ(birth("260204"), absl::CivilDay(2026, 2, 4));
  EXPECT_EQ(birth("260205"), absl::CivilDay(1926, 2, 5));
  // Only 2000 of the two had this day, only 1996 is past.
  EXPECT_EQ(birth("000229"), absl::CivilDay(2000, 2, 29));
  EXPECT_EQ(birth("960229"), absl::CivilDay(1996, 2, 29));
  EXPECT_EQ(birth("74<<<<"), absl::nullopt);
  const auto expiry = [](absl::string_view yymmdd) {
    std::string zone = kVisa;
    zone.replace(44 + 21, 6, std::string(yymmdd));
    zone[44 + 27] = MrzCheckDigit(yymmdd);
    return ReadMrz(zone, kToday)->expiry;
  };
  EXPECT_EQ(expiry("360101"), absl::CivilDay(2036, 1, 1));
  EXPECT_EQ(expiry("750101"), absl::CivilDay(2075, 1, 1));
  EXPECT_EQ(expiry("770101"), absl::CivilDay(1977, 1, 1));
}

// Value for value: 0, A, K, U and filler count alike by ten.
bool IsBlind(char a, char b) {
  const auto value = [](char c) { return c == '<' ? 0 : LetterValue(c); };
  return (value(a) - value(b)) % 10 == 0;
}

TEST(MrzTest, FindsEveryWrongCharacterOfTheSecondLineButOfTenValuesApart) {
  const std::string zone = kTd3;
  int found = 0;
  for (size_t i = 44; i < 88; ++i) {
    // Nationality and sex are under no check digit.
    if ((i >= 54 && i < 57) || i == 64) continue;
    for (const char c :
         absl::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<")) {
      std::string mutant = zone;
      mutant[i] = c;
      if (CheckMrz(mutant).fault == Fault::kNone) {
        EXPECT_TRUE(IsBlind(c, zone[i])) << mutant.substr(44);
      } else {
        ++found;
      }
    }
  }
  EXPECT_GT(found, 1000);
}

TEST(MrzTest, NamesTheFault) {
  std::string zone = kTd3;
  EXPECT_EQ(CheckMrz(zone.substr(1)), Refuse(Fault::kLength));
  zone[3] = 'u';
  EXPECT_EQ(CheckMrz(zone), Refuse(Fault::kCharacters));
  for (const size_t place :
       {size_t{64}, size_t{0}, size_t{10}}) {  // sex, kind of document, name
    zone = kTd3;
    zone[place] = '7';
    EXPECT_EQ(CheckMrz(zone), Refuse(Fault::kForm)) << place;
  }
  zone = kTd3;
  zone[3] = 'Q';
  EXPECT_EQ(CheckMrz(zone), Warn(Fault::kCodeUnknown));
  zone = kTd1;
  zone[0] = 'R';
  EXPECT_EQ(CheckMrz(zone), Warn(Fault::kUncommon));
  zone = kVisa;
  zone.replace(44 + 13, 6, "401340");
  zone[44 + 19] = MrzCheckDigit("401340");
  EXPECT_EQ(CheckMrz(zone), Refuse(Fault::kDate));
}

TEST(MrzTest, TakesAnEmptyPersonalNumberWithFillerOrZeroAsItsCheckDigit) {
  std::string zone = kTd3;
  zone.replace(44 + 28, 14, std::string(14, '<'));
  for (const char check : {'<', '0'}) {
    zone[44 + 42] = check;
    const absl::string_view line = absl::string_view(zone).substr(44);
    zone[87] = MrzCheckDigit(absl::StrCat(
        line.substr(0, 10), line.substr(13, 7), line.substr(21, 22)));
    EXPECT_EQ(CheckMrz(zone), Fine());
  }
}

TEST(MrzTest, LinesMayStandOneUnderTheOther) {
  const std::string zone = kTd3;
  EXPECT_EQ(NormalForm(absl::StrCat(zone.substr(0, 44), "\n", zone.substr(44)),
                       "mrz"),
            zone);
}

}  // namespace
}  // namespace enlace::validation
