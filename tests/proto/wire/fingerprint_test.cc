#include "proto/wire/fingerprint.h"

#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"

namespace enlace::wire {
namespace {

Hash Counting() {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(i * 8);
  return HashFromBytes(bytes);
}

TEST(FingerprintTest, IsShownInGroups) {
  EXPECT_EQ(FingerprintHex(Counting()),
            "0008 1018 2028 3038 4048 5058 6068 7078 8088 9098 a0a8 b0b8 c0c8 "
            "d0d8 e0e8 f0f8");
  // 0x00081018 = 528408, 0x20283038 = 539504696, ...
  EXPECT_EQ(FingerprintDigits(Counting()),
            "28408 04696 80984 57272 33560 09848 86136 62424");
}

TEST(FingerprintTest, IsKnownInBothForms) {
  const Hash digest = Counting();
  EXPECT_TRUE(IsFingerprintOf(FingerprintHex(digest), digest));
  EXPECT_TRUE(IsFingerprintOf(FingerprintDigits(digest), digest));
  EXPECT_TRUE(IsFingerprintOf(HexEncode(AsBytes(digest)), digest));
  EXPECT_TRUE(
      IsFingerprintOf(absl::AsciiStrToUpper(FingerprintHex(digest)), digest));
  EXPECT_TRUE(IsFingerprintOf(
      absl::StrReplaceAll(FingerprintDigits(digest), {{" ", ""}}), digest));
}

TEST(FingerprintTest, APartOrAnotherIsNone) {
  const Hash digest = Counting();
  for (std::string text : {FingerprintHex(digest), FingerprintDigits(digest)}) {
    EXPECT_FALSE(IsFingerprintOf("", digest));
    EXPECT_FALSE(IsFingerprintOf(text.substr(0, text.size() - 1), digest));
    EXPECT_FALSE(IsFingerprintOf(text.substr(5), digest));
    EXPECT_FALSE(IsFingerprintOf(absl::StrCat(text, "0"), digest));
    EXPECT_FALSE(IsFingerprintOf(text, Sha256("another")));
    for (char& c : text) {
      if (c == ' ') continue;
      const char old = c;
      c = old == '1' ? '2' : '1';
      EXPECT_FALSE(IsFingerprintOf(text, digest)) << text;
      c = old;
    }
  }
}

}  // namespace
}  // namespace enlace::wire
