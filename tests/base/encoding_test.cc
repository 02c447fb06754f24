#include "base/encoding.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "tests/base/utf8_reference.h"

namespace enlace {
namespace {

std::string EveryByte() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

void ExpectRefusedWithoutEcho(const absl::Status& status,
                              absl::string_view text) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument)
      << absl::string_view(text);
  if (text.size() >= 8) {
    EXPECT_EQ(status.message().find(text), absl::string_view::npos);
  }
}

TEST(HexTest, EveryByteHasItsLowerCaseText) {
  for (const char byte : EveryByte()) {
    const std::string text = HexEncode(std::string(1, byte));
    ASSERT_EQ(text.size(), 2u);
    EXPECT_EQ(text, absl::AsciiStrToLower(text));
    EXPECT_EQ(std::stoi(text, nullptr, 16), static_cast<uint8_t>(byte));
    EXPECT_EQ(*HexDecode(text), std::string(1, byte));
  }
  EXPECT_EQ(HexEncode(""), "");
  EXPECT_EQ(*HexDecode(""), "");
  EXPECT_EQ(HexEncode(absl::string_view("\x00\x01\xab\xff", 4)), "0001abff");
  EXPECT_EQ(*HexDecode(HexEncode(EveryByte())), EveryByte());
}

TEST(HexTest, EveryPairOfCharactersDecodesOnlyIfItIsWhatWeWrite) {
  int accepted = 0;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      const absl::StatusOr<std::string> bytes = HexDecode(text);
      if (!bytes.ok()) continue;
      ++accepted;
      EXPECT_EQ(HexEncode(*bytes), text);
    }
  }
  EXPECT_EQ(accepted, 256);
}

TEST(HexTest, RefusesOtherSpellings) {
  for (const absl::string_view text :
       {"0", "000", "AB", "aB", "0x00", "0g", " 00", "00 ", "00\n", "0 0", "--",
        "deadbeef1", "DEADBEEF", "de:ad:be", "+f"}) {
    ExpectRefusedWithoutEcho(HexDecode(text).status(), text);
  }
  ExpectRefusedWithoutEcho(HexDecode(absl::string_view("\0\0", 2)).status(),
                           absl::string_view("\0\0", 2));
}

TEST(Base64Test, Rfc4648Vectors) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xfe", "+//+"},  // both characters of the standard alphabet
  };
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(Base64Encode(bytes), text);
    EXPECT_EQ(*Base64Decode(text), bytes);
  }
}

TEST(Base64Test, EverySizeComesBack) {
  const std::string bytes = EveryByte();
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const std::string text = Base64Encode(bytes.substr(0, size));
    EXPECT_EQ(text.size(), (size + 2) / 3 * 4);
    EXPECT_EQ(*Base64Decode(text), bytes.substr(0, size));
  }
}

// "QQ==" is one byte: 12 bits of text for 8 of content, so of the 64 * 64 texts
// "xy==" only those whose last 4 bits are zero may pass.
TEST(Base64Test, NonzeroTrailingBitsAreRefused) {
  const std::string alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  int accepted_one = 0;
  int accepted_two = 0;
  for (size_t a = 0; a < 64; ++a) {
    for (size_t b = 0; b < 64; ++b) {
      const std::string two = {alphabet[a], alphabet[b]};
      const bool one_ok = Base64Decode(two + "==").ok();
      const bool two_ok = Base64Decode("A" + two + "=").ok();
      EXPECT_EQ(one_ok, b % 16 == 0) << two;
      EXPECT_EQ(two_ok, b % 4 == 0) << two;
      accepted_one += one_ok ? 1 : 0;
      accepted_two += two_ok ? 1 : 0;
    }
  }
  EXPECT_EQ(accepted_one, 256);
  EXPECT_EQ(accepted_two, 64 * 16);
}

TEST(Base64Test, RefusesOtherSpellings) {
  for (const absl::string_view text :
       {"Z",          "Zg",         "Zg=",        "Zg===",     "Zg==\n",
        " Zg==",      "Zg ==",      "Zm8",        "Zm8==",     "Zm9v=",
        "Zm9v====",   "=",          "==",         "====",      "=Zg=",
        "Zg=Z",       "Zm9v\r\n",   "Zm9vYmF\ny", "Zm9v YmFy", "Zg..",
        "-__-",       "Zm9vYmFy\t", "Zm9v*mFy",   "Zg==Zg==",  "Zm9vZg==Zm9v",
        "\xc3\xa1==", "Zm9\xc3"}) {
    ExpectRefusedWithoutEcho(Base64Decode(text).status(), text);
  }
  const absl::string_view with_zero("Zm9v\0", 5);
  ExpectRefusedWithoutEcho(Base64Decode(with_zero).status(), with_zero);
}

TEST(Base64Test, EveryChangedCharacterChangesTheBytesOrIsRefused) {
  const std::string text = "Zm9vYmE=";
  for (size_t at = 0; at < text.size(); ++at) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = text;
      changed[at] = static_cast<char>(c);
      if (changed == text) continue;
      const absl::StatusOr<std::string> bytes = Base64Decode(changed);
      if (bytes.ok()) {
        EXPECT_NE(*bytes, "fooba") << changed;
        EXPECT_EQ(Base64Encode(*bytes), changed);
      }
    }
  }
}

TEST(BigEndianTest, BytesAreMostSignificantFirst) {
  std::string out = "x";
  AppendU16(out, 0x0102);
  AppendU32(out, 0x03040506);
  AppendU64(out, 0x0708090a0b0c0d0eULL);
  EXPECT_EQ(out, "x\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e");
}

TEST(BigEndianTest, EveryBitComesBack) {
  for (int bit = 0; bit < 64; ++bit) {
    const uint64_t value = uint64_t{1} << bit;
    std::string out;
    AppendU64(out, value);
    AppendU64(out, ~value);
    EXPECT_EQ(ReadU64(out), value);
    EXPECT_EQ(ReadU64(absl::string_view(out).substr(8)), ~value);
    out.clear();
    AppendU32(out, static_cast<uint32_t>(value));
    AppendU16(out, static_cast<uint16_t>(value));
    ASSERT_EQ(out.size(), 6u);
    EXPECT_EQ(ReadU32(out), static_cast<uint32_t>(value));
    EXPECT_EQ(ReadU16(absl::string_view(out).substr(4)),
              static_cast<uint16_t>(value));
  }
}

TEST(BigEndianTest, ReadsTheFirstBytesOfMore) {
  const std::string bytes = "\xff\xff\xff\xff\xff\xff\xff\xff tail";
  EXPECT_EQ(ReadU16(bytes), std::numeric_limits<uint16_t>::max());
  EXPECT_EQ(ReadU32(bytes), std::numeric_limits<uint32_t>::max());
  EXPECT_EQ(ReadU64(bytes), std::numeric_limits<uint64_t>::max());
}

TEST(BigEndianDeathTest, TooFewBytesEndTheProcess) {
  EXPECT_DEATH(ReadU16("1"), "too few bytes");
  EXPECT_DEATH(ReadU32("123"), "too few bytes");
  EXPECT_DEATH(ReadU64("1234567"), "too few bytes");
  EXPECT_DEATH(ReadU64(""), "too few bytes");
}

TEST(Utf8Test, FollowsTheTableOfTheStandard) {
  ForEachByteSequence([](absl::string_view bytes) {
    const size_t size = ReferenceCharacterSize(bytes);
    ASSERT_EQ(FirstUtf8Character(bytes).size, size) << HexEncode(bytes);
    ASSERT_EQ(IsUtf8(bytes), ReferenceRepair(bytes) == bytes)
        << HexEncode(bytes);
  });
}

TEST(Utf8Test, EveryCodePointComesBackButSurrogatesAndWhatLiesBeyond) {
  for (uint32_t c = 0; c < 0x200000; ++c) {
    const std::string text = ShortestUtf8(c);
    const Utf8Character character = FirstUtf8Character(text);
    const bool valid = c < 0xd800 || (c > 0xdfff && c <= 0x10ffff);
    ASSERT_EQ(character.size, valid ? text.size() : 0) << c;
    ASSERT_EQ(character.code_point, valid ? c : 0) << c;
    ASSERT_EQ(IsUtf8(text), valid) << c;
  }
}

TEST(Utf8Test, EveryOverlongFormIsRefused) {
  for (const auto& [size, shortest] :
       {std::pair<size_t, uint32_t>{2, 0x80}, {3, 0x800}, {4, 0x10000}}) {
    for (uint32_t c = 0; c < shortest; ++c) {
      ASSERT_FALSE(IsUtf8(ForceUtf8(c, size))) << size << " " << c;
    }
    EXPECT_TRUE(IsUtf8(ForceUtf8(shortest, size)));
  }
}

TEST(Utf8Test, ACutCharacterIsRefused) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_EQ(FirstUtf8Character("").size, 0u);
  for (const uint32_t c : {0xe1u, 0x20acu, 0x1f517u}) {
    const std::string text = ShortestUtf8(c);
    EXPECT_TRUE(IsUtf8(absl::StrCat("a", text, "b")));
    for (size_t size = 1; size < text.size(); ++size) {
      EXPECT_FALSE(IsUtf8(text.substr(0, size)));
      EXPECT_FALSE(IsUtf8(text.substr(0, size) + "b"));
      EXPECT_FALSE(IsUtf8(text.substr(size)));
    }
  }
}

}  // namespace
}  // namespace enlace
