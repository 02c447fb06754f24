#include "base/log.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "tests/base/utf8_reference.h"

namespace enlace {
namespace {

// What `body` means between the quotes of a JSON string, or nothing if RFC 8259
// section 7 forbids it there.  Knows the escapes of the base plane only: the
// writer needs no others.
std::optional<std::string> MeaningInJson(absl::string_view body) {
  std::string meaning;
  while (!body.empty()) {
    if (body[0] == '\\') {
      if (body.size() < 2) return std::nullopt;
      if (body[1] == '"' || body[1] == '\\') {
        meaning.push_back(body[1]);
        body.remove_prefix(2);
        continue;
      }
      if (body[1] != 'u' || body.size() < 6) return std::nullopt;
      const absl::StatusOr<std::string> units = HexDecode(body.substr(2, 4));
      if (!units.ok()) return std::nullopt;
      const std::string character = ShortestUtf8(ReadU16(*units));
      if (ReferenceCharacterSize(character) == 0) return std::nullopt;
      meaning += character;
      body.remove_prefix(6);
      continue;
    }
    const size_t size = ReferenceCharacterSize(body);
    if (size == 0 || body[0] == '"' || static_cast<uint8_t>(body[0]) < 0x20) {
      return std::nullopt;
    }
    meaning += std::string(body.substr(0, size));
    body.remove_prefix(size);
  }
  return meaning;
}

google::protobuf::Struct ParseLine(const std::string& line) {
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &parsed).ok())
      << line;
  return parsed;
}

TEST(JsonEscapeTest, PlainTextStaysAsItIs) {
  for (const absl::string_view text :
       {"", "record accepted", "us.enlace.example/audit", "a'b<c>&/",
        "\u00e1\u00f1\u00df \u20ac \u65e5 \U0001f517"}) {
    EXPECT_EQ(JsonEscape(text), text);
  }
}

TEST(JsonEscapeTest, EscapesWhatWouldEndTheStringOrTheLine) {
  EXPECT_EQ(JsonEscape("a\"b\\c"), "a\\\"b\\\\c");
  EXPECT_EQ(JsonEscape("a\nb\r\tc"), "a\\u000ab\\u000d\\u0009c");
  EXPECT_EQ(JsonEscape(absl::string_view("\0", 1)), "\\u0000");
  EXPECT_EQ(JsonEscape("\x1b[31m"), "\\u001b[31m");
  EXPECT_EQ(JsonEscape("\x7f"), "\\u007f");
  EXPECT_EQ(JsonEscape("\"},{\"severity\":\"error"),
            "\\\"},{\\\"severity\\\":\\\"error");
}

TEST(JsonEscapeTest, EachByteThatIsNotUtf8BecomesTheReplacementCharacter) {
  EXPECT_EQ(JsonEscape("a\xff"), "a\\ufffd");
  EXPECT_EQ(JsonEscape("\x80z"), "\\ufffdz");
  EXPECT_EQ(JsonEscape("\xc0\xaf"), "\\ufffd\\ufffd");  // overlong
  EXPECT_EQ(JsonEscape("\xe0\x80\xaf"), "\\ufffd\\ufffd\\ufffd");
  EXPECT_EQ(JsonEscape("\xf0\x80\x80\xaf"), "\\ufffd\\ufffd\\ufffd\\ufffd");
  EXPECT_EQ(JsonEscape("\xed\xa0\x80"), "\\ufffd\\ufffd\\ufffd");  // U+D800
  EXPECT_EQ(JsonEscape("\xed\xbf\xbf"), "\\ufffd\\ufffd\\ufffd");  // U+DFFF
  EXPECT_EQ(JsonEscape("\xf4\x90\x80\x80"),
            "\\ufffd\\ufffd\\ufffd\\ufffd");  // beyond U+10FFFF
  EXPECT_EQ(JsonEscape("\xe2\x82"), "\\ufffd\\ufffd");
  EXPECT_EQ(JsonEscape("\xe2\"\x82"), "\\ufffd\\\"\\ufffd");
}

TEST(JsonEscapeTest, AnyBytesGiveAValidStringThatMeansTheRepairedText) {
  ForEachByteSequence([](absl::string_view bytes) {
    const std::string text = absl::StrCat("a", bytes, "\"");
    const std::optional<std::string> meaning = MeaningInJson(JsonEscape(text));
    ASSERT_TRUE(meaning.has_value()) << HexEncode(bytes);
    ASSERT_EQ(*meaning, ReferenceRepair(text)) << HexEncode(bytes);
  });
}

TEST(JsonEscapeTest, EveryCodePointComesBack) {
  for (uint32_t c = 0; c <= 0x10ffff; ++c) {
    const std::string text = ShortestUtf8(c);
    const std::optional<std::string> meaning = MeaningInJson(JsonEscape(text));
    ASSERT_TRUE(meaning.has_value()) << c;
    ASSERT_EQ(*meaning, ReferenceRepair(text)) << c;
  }
}

// Unicode's Bidi_Control, the line and paragraph separators, the controls, the
// zero-width characters and the byte order mark.
TEST(JsonEscapeTest, NothingThatDisguisesALineStaysRaw) {
  const std::pair<uint32_t, uint32_t> ranges[] = {
      {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c},
      {0x200b, 0x200f}, {0x2028, 0x2029}, {0x202a, 0x202e},
      {0x2060, 0x2060}, {0x2066, 0x2069}, {0xfeff, 0xfeff}};
  for (const auto& [first, last] : ranges) {
    for (uint32_t c = first; c <= last; ++c) {
      std::string code;
      AppendU16(code, static_cast<uint16_t>(c));
      EXPECT_EQ(JsonEscape(ShortestUtf8(c)), "\\u" + HexEncode(code));
    }
  }
}

TEST(LogTest, WritesOneJsonObjectALine) {
  testing::internal::CaptureStderr();
  Log(Severity::kInfo, "record accepted",
      {{"transfer", "0a1b"}, {"type", "{} %s \"x\"\n{\"forged\":1}"}});
  Log(Severity::kWarning, "no fields");
  Log(Severity::kError, "bad \xff\xfe bytes", {{"a\nb", "\xe2\x80\xae"}});
  const std::string written = testing::internal::GetCapturedStderr();
  ASSERT_FALSE(written.empty());
  EXPECT_EQ(written.back(), '\n');
  const std::vector<std::string> lines =
      absl::StrSplit(written, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 3u);

  const google::protobuf::Struct first = ParseLine(lines[0]);
  EXPECT_EQ(first.fields_size(), 4);
  EXPECT_EQ(first.fields().at("severity").string_value(), "info");
  EXPECT_EQ(first.fields().at("message").string_value(), "record accepted");
  EXPECT_EQ(first.fields().at("transfer").string_value(), "0a1b");
  EXPECT_EQ(first.fields().at("type").string_value(),
            "{} %s \"x\"\n{\"forged\":1}");

  EXPECT_EQ(lines[1], R"({"severity":"warning","message":"no fields"})");

  const google::protobuf::Struct third = ParseLine(lines[2]);
  EXPECT_EQ(third.fields().at("severity").string_value(), "error");
  EXPECT_EQ(third.fields().at("message").string_value(),
            "bad \xef\xbf\xbd\xef\xbf\xbd bytes");
  EXPECT_EQ(third.fields().at("a\nb").string_value(), "\xe2\x80\xae");
}

TEST(LogTest, ThreadsDoNotMixTheirLines) {
  constexpr int kThreads = 4;
  constexpr int kLines = 100;
  const std::string filling(500, 'x');
  testing::internal::CaptureStderr();
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&filling] {
      for (int i = 0; i < kLines; ++i) {
        Log(Severity::kInfo, "line", {{"filling", filling}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::vector<std::string> lines =
      absl::StrSplit(testing::internal::GetCapturedStderr(), '\n');
  EXPECT_EQ(lines.size(), size_t{kThreads * kLines + 1});
  EXPECT_EQ(lines.back(), "");
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    EXPECT_EQ(lines[i],
              absl::StrCat(R"({"severity":"info","message":"line","filling":")",
                           filling, R"("})"));
  }
}

}  // namespace
}  // namespace enlace
