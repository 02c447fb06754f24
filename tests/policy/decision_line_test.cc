#include "policy/replay/decision_line.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "base/encoding.h"

namespace enlace::policy {
namespace {

constexpr char kLine[] =
    R"({"replay":"v1","at":"2026-02-05T12:00:00.25Z","day":"2026-02-05",)"
    R"("book":"1111111111111111111111111111111111111111111111111111111111111111",)"
    R"("outcome":"deny","rules":["F-1","F-2"],"facts":{)"
    R"("a":{"is":"absent"},"b":{"is":"unreadable"},"c":{"is":"partial-date"},)"
    R"("d":{"truth":true},"e":{"truth":null},"f":{"number":[null,"17"]},)"
    R"("g":{"number":["-9223372036854775808","9223372036854775807"]},)"
    R"("h":{"day":["2026-01-01",null]},"i":{"text":"Ñ \"x\""},)"
    R"("j":{"none-of":["A","B"]},"k":{"has":["A"],"none-of":[],"others":true},)"
    R"("l":{"has":[],"none-of":["A"],"others":false,"days":"past"},)"
    R"("m":{"truth":false,"under":)"
    R"("2222222222222222222222222222222222222222222222222222222222222222"}}})";

TEST(DecisionLine, IsReadAndWrittenInOneWay) {
  const auto line = ParseDecisionLine(kLine);
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(ToLine(*line), kLine);
  EXPECT_EQ(line->outcome, Outcome::kDeny);
  EXPECT_EQ(line->day, absl::CivilDay(2026, 2, 5));
  EXPECT_EQ(line->book_digest, std::string(32, '\x11'));
  EXPECT_EQ(line->rule_ids, (std::vector<std::string>{"F-1", "F-2"}));
  EXPECT_EQ(line->facts.size(), 13u);
  EXPECT_EQ(line->facts.at("f").value,
            CoarseValue(CoarseNumber{std::nullopt, 17}));
  EXPECT_EQ(TextOrEmpty(line->facts, "i"), "Ñ \"x\"");
  EXPECT_EQ(TextOrEmpty(line->facts, "j"), "");
  EXPECT_EQ(line->facts.at("m").under, std::string(64, '2'));
}

TEST(DecisionLine, EveryMutationFailsOrIsAnotherLineWrittenInOneWay) {
  const std::string line = kLine;
  int refused = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    for (const char c : {'0', '9', '"', ',', ' ', '}', 'A', '\x80', '\0'}) {
      for (const int kind : {0, 1, 2}) {
        std::string other = line;
        if (kind == 0) other[i] = c;
        if (kind == 1) other.insert(i, 1, c);
        if (kind == 2) other.erase(i, 1);
        const auto parsed = ParseDecisionLine(other);
        refused += parsed.ok() ? 0 : 1;
        if (parsed.ok()) {
          ASSERT_EQ(ToLine(*parsed), other);
        }
      }
    }
  }
  EXPECT_GT(refused, 10'000);
}

std::string Refusal(const std::string& part, const std::string& instead) {
  const std::string line = absl::StrReplaceAll(kLine, {{part, instead}});
  EXPECT_NE(line, kLine) << part;
  const auto parsed = ParseDecisionLine(line);
  return parsed.ok() ? "" : std::string(parsed.status().message());
}

TEST(DecisionLine, RefusesWhatTheFormDoesNotHaveAndSaysWhy) {
  EXPECT_EQ(Refusal("\"v1\"", "\"v2\""),
            "this is no decision in the form 'v1'");
  EXPECT_EQ(Refusal("\"facts\"", "\"record\":\"7\",\"facts\""),
            "there is a member that the form 'v1' does not have");
  EXPECT_EQ(Refusal("\"deny\"", "\"denied\""),
            "'outcome' is none of permit, hold and deny");
  EXPECT_EQ(Refusal("\"F-1\",\"F-2\"", "\"F-2\",\"F-1\""),
            "'rules' is not sorted");
  EXPECT_EQ(Refusal("2026-02-05T12:00:00.25Z", "infinite-future"),
            "'at' is no instant such as 2026-02-05T12:00:00Z");
  EXPECT_EQ(Refusal("\"day\":\"2026-02-05\"", "\"day\":\"2026-02-30\""),
            "'day' is no day such as 2026-02-05");
  EXPECT_EQ(Refusal("\"absent\"", "\"gone\""),
            "a fact is in no state that there is");
  EXPECT_EQ(Refusal("[null,\"17\"]", "[\"18\",\"17\"]"),
            "an interval ends before it begins");
  EXPECT_EQ(Refusal("{\"has\":[\"A\"],\"none-of\":[]",
                    "{\"has\":[\"A\"],\"none-of\":[\"A\"]"),
            "a set has a text and has it not");
  // Other members and blanks are no second way to write it, nor two of a name.
  for (const char* instead :
       {"\"a\":{\"is\":\"absent\",\"text\":\"x\"}",
        "\"a\": {\"is\":\"absent\"}", "\"a\":{\"is\":\"absent\",\"why\":1}"}) {
    EXPECT_EQ(Refusal("\"a\":{\"is\":\"absent\"}", instead),
              "the line is not written as a node writes it");
  }
  EXPECT_NE(Refusal("\"a\":{\"is\":\"absent\"}",
                    "\"a\":{\"is\":\"absent\"},\"a\":{\"is\":\"absent\"}"),
            "");
  for (const char* line : {"", "[]", "{}", "null", "{\"replay\":\"v1\"}"}) {
    EXPECT_FALSE(ParseDecisionLine(line).ok()) << line;
  }
}

}  // namespace
}  // namespace enlace::policy
