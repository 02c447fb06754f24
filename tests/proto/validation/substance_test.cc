#include "proto/validation/substance.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "proto/validation/formats.h"

namespace enlace::validation {
namespace {

TEST(SubstanceTest, ANameFitsInBothLanguagesAndHoweverItIsWritten) {
  for (const char* name :
       {"acetic anhydride", "Acetic Anhydride", "ACETIC-ANHYDRIDE",
        "anh\u00eddrido ac\u00e9tico", "Anhidrido acetico",
        "ANHI\u0301DRIDO ACE\u0301TICO"}) {
    EXPECT_TRUE(FitsSubstance(name, "", "108-24-7")) << name;
  }
  for (const char* name : {"fentanyl", "acetic acid", "acetic", ""}) {
    EXPECT_FALSE(FitsSubstance(name, "", "108-24-7")) << name;
  }
}

TEST(SubstanceTest, TariffCodesAndUnNumbersAreThoseOfTheTable) {
  EXPECT_TRUE(FitsSubstance("293333", "hs6", "437-38-7"));
  EXPECT_FALSE(FitsSubstance("293339", "hs6", "437-38-7"));
  EXPECT_TRUE(FitsSubstance("1715", "un-number", "108-24-7"));
  EXPECT_FALSE(FitsSubstance("1716", "un-number", "108-24-7"));
  for (const char* either : {"1061", "1235"}) {
    EXPECT_TRUE(FitsSubstance(either, "un-number", "74-89-5"));
  }
}

TEST(SubstanceTest, WhatTheTableDoesNotKnowFits) {
  EXPECT_TRUE(FitsSubstance("water", "", "7732-18-5"));
  EXPECT_TRUE(FitsSubstance("2811", "un-number", "437-38-7"));
  EXPECT_TRUE(FitsSubstance("293339", "hs6", "537-46-2"));
}

TEST(SubstanceTest, EveryRowOfTheTableIsInItsNormalSpelling) {
  const auto table = ReadFile("proto/validation/tables/substances.txt");
  ASSERT_TRUE(table.ok()) << table.status();
  int rows = 0;
  for (absl::string_view line : absl::StrSplit(*table, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<absl::string_view> columns = absl::StrSplit(line, '|');
    ASSERT_EQ(columns.size(), 4u) << line;
    EXPECT_EQ(CheckFormat(absl::StripAsciiWhitespace(columns[0]), "cas"),
              Verdict())
        << line;
    for (const auto& [column, format] :
         {std::pair(1, "hs6"), std::pair(2, "un-number")}) {
      for (const absl::string_view value :
           absl::StrSplit(columns[static_cast<size_t>(column)], ';')) {
        const absl::string_view code = absl::StripAsciiWhitespace(value);
        EXPECT_TRUE(code == "-" || CheckFormat(code, format) == Verdict())
            << line;
      }
    }
    ++rows;
  }
  EXPECT_GE(rows, 20);
}

}  // namespace
}  // namespace enlace::validation
