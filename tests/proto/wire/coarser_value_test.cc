#include "proto/wire/coarser_value.h"

#include <gtest/gtest.h>

#include <string>

#include "enlace/v1/firearm_trace.pb.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

const google::protobuf::Descriptor& Request() {
  return *v1::FirearmTraceRequest::descriptor();
}

constexpr char kName[] = "possessor.name.full_name_latin";
constexpr char kNumber[] = "possessor.national_id.value";

std::optional<std::string> Initials(absl::string_view name) {
  return CoarserValue(Request(), kName, "initials", name);
}

std::optional<std::string> Last4(absl::string_view number) {
  return CoarserValue(Request(), kNumber, "last4", number);
}

TEST(CoarserValueTest, InitialsAreTheFirstCharacterOfEachWord) {
  EXPECT_EQ(Initials("DOE EXAMPLE TESTPERSON"), "D.E.T.");
  EXPECT_EQ(Initials("  Ana-María  López, "), "A.M.L.");
  EXPECT_EQ(Initials("Ángel Ñandú"), "Á.Ñ.");
  EXPECT_EQ(Initials("李 小龍"), "李.小.");
}

TEST(CoarserValueTest, WhatHasNoWordsHasNoInitials) {
  EXPECT_EQ(Initials(""), std::nullopt);
  EXPECT_EQ(Initials(" -. "), std::nullopt);
}

TEST(CoarserValueTest, Last4SkipsWhatIsNeitherLetterNorDigit) {
  EXPECT_EQ(Last4("SINT850101-HTSNNN-09"), "NN09");
  EXPECT_EQ(Last4("1234 5678"), "5678");
}

TEST(CoarserValueTest, OfAShortNumberNothingIsStated) {
  EXPECT_EQ(Last4("1234567"), std::nullopt);
  EXPECT_EQ(Last4("12-34-56-7"), std::nullopt);
  EXPECT_EQ(Last4("１２３４５６７８"), std::nullopt);
}

TEST(CoarserValueTest, AnotherChainAndAnotherTypeHaveNoSuchLevel) {
  EXPECT_EQ(CoarserValue(Request(), kName, "last4", "DOE EXAMPLE"),
            std::nullopt);
  EXPECT_EQ(CoarserValue(Request(), kNumber, "initials", "12345678"),
            std::nullopt);
  EXPECT_EQ(CoarserValue(Request(), "possessor.sex", "initials", "X"),
            std::nullopt);
  EXPECT_EQ(CoarserValue(Request(), "no.such.leaf", "initials", "X"),
            std::nullopt);
}

TEST(CoarserValueTest, WhatIsStatedPassesTheReceiversCheck) {
  for (const auto& [path, level, text] :
       {std::tuple{kName, "initials", "DOE EXAMPLE TESTPERSON"},
        std::tuple{kName, "initials", "李 小龍"},
        std::tuple{kNumber, "last4", "1234 5678"}}) {
    v1::Generalization coarser;
    coarser.set_path(path);
    coarser.set_level(level);
    coarser.set_type_tag(5);
    coarser.set_value(CoarserValue(Request(), path, level, text).value());
    coarser.set_rule_id("R-1");
    EXPECT_TRUE(CheckGeneralization(Request(), coarser).ok()) << text;
    coarser.set_value(text);
    EXPECT_EQ(ReasonOf(CheckGeneralization(Request(), coarser)), kFieldInvalid)
        << "the whole value must not pass for a coarser one";
  }
}

}  // namespace
}  // namespace enlace::wire
