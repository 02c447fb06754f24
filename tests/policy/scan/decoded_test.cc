#include "policy/scan/decoded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "policy/scan/clean_text.h"
#include "policy/scan/readings.h"

namespace enlace::policy {
namespace {

using testing::Contains;
using testing::IsEmpty;

TEST(DecodedTexts, OpensWhatIsEncodedInASentence) {
  EXPECT_THAT(DecodedTexts("see dGhlIHJlcG9ydA== for it"),
              Contains("the report"));
  EXPECT_THAT(DecodedTexts("see dGhlIHJlcG9ydA for it"),
              Contains("the report"));
  EXPECT_THAT(DecodedTexts("(ref/dGhlIHJlcG9ydA==)"), Contains("the report"));
  EXPECT_THAT(DecodedTexts("0x746865207265706f7274"), Contains("the report"));
  EXPECT_THAT(DecodedTexts("746865207265706F7274."), Contains("the report"));
  EXPECT_THAT(DecodedTexts("%74he%20report, all"), Contains("the report, all"));
}

TEST(DecodedTexts, KeepsNothingThatNobodyCouldRead) {
  EXPECT_THAT(DecodedTexts(""), IsEmpty());
  EXPECT_THAT(DecodedTexts("two payments of similar size"), IsEmpty());
  EXPECT_THAT(DecodedTexts("100% of 5%, %zz"), IsEmpty());
  EXPECT_THAT(DecodedTexts(Base64Encode("a\x01"
                                        "bc")),
              IsEmpty());
  EXPECT_THAT(DecodedTexts(HexEncode("\xff\xfe"
                                     "abc")),
              IsEmpty());
}

TEST(Readings, AreTheTextAndWhatIsInItThreeEncodingsDeep) {
  std::string text = "the report";
  for (int depth = 1; depth <= kEncodingsMax; ++depth) {
    text = HexEncode(text);
    const auto readings = ReadingsOf(text);
    ASSERT_TRUE(readings.has_value());
    EXPECT_THAT(*readings, Contains(CleanText("the report"))) << depth;
  }
  EXPECT_THAT(*ReadingsOf(HexEncode(text)),
              testing::Not(Contains(CleanText("the report"))));
}

TEST(Readings, ATextThatIsNotUtf8HasNone) {
  EXPECT_EQ(ReadingsOf("good \xff bad"), std::nullopt);
}

TEST(Readings, OfEncodingsInEncodingsStayFewerThanEightTimesTheText) {
  std::string text = "the report of the bank, once more and once more";
  for (int depth = 1; depth <= kEncodingsMax; ++depth) {
    const std::string whole = Base64Encode(text);
    text = "%41 ";
    for (size_t i = 0; i < whole.size(); i += 20) {
      absl::StrAppend(&text, whole.substr(i, 20), "\n");
    }
  }
  const auto readings = ReadingsOf(text);
  ASSERT_TRUE(readings.has_value());
  EXPECT_GT(readings->size(), 5u);
  size_t total = 0;
  for (const auto& reading : *readings) total += ToUtf8(reading).size();
  EXPECT_LE(total, text.size() * kReadingBytesFactor);
}

}  // namespace
}  // namespace enlace::policy
