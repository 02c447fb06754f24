// The page of a quarterly report, as a browser, a printer and a screen reader
// take it: its structure, for how it looks only an eye can tell.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "client/cli/bar_chart.h"
#include "client/cli/report_html.h"
#include "tests/client/crossing_fixture.h"
#include "tests/client/exact_figures.h"
#include "tests/client/made_exchange.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// One tag of a page, with the text behind it.
struct Tag {
  std::string name;  // "/td" closes
  std::map<std::string, std::string> attributes;
  std::string text;
};

// Reads `name="value"`s; fails the test if there is anything else.
void ReadAttributes(absl::string_view text, Tag& tag) {
  while (!text.empty()) {
    const size_t equals = text.find("=\"");
    ASSERT_NE(equals, absl::string_view::npos) << text;
    const size_t end = text.find('"', equals + 2);
    ASSERT_NE(end, absl::string_view::npos) << text;
    const std::string name(text.substr(0, equals));
    EXPECT_TRUE(
        tag.attributes.emplace(name, text.substr(equals + 2, end - equals - 2))
            .second)
        << name << " twice";
    text = absl::StripLeadingAsciiWhitespace(text.substr(end + 1));
  }
}

std::vector<Tag> TagsOf(const std::string& page) {
  std::vector<Tag> tags;
  for (size_t at = page.find('<'); at != std::string::npos;
       at = page.find('<', at + 1)) {
    const size_t end = page.find('>', at);
    if (end == std::string::npos) {
      ADD_FAILURE() << "a tag without an end";
      break;
    }
    absl::string_view inside(page);
    inside = inside.substr(at + 1, end - at - 1);
    Tag& tag = tags.emplace_back();
    const bool empty = absl::EndsWith(inside, "/");
    if (empty) inside.remove_suffix(1);
    const size_t name = std::min(inside.find(' '), inside.size());
    tag.name = std::string(inside.substr(0, name));
    if (tag.name == "!doctype") continue;
    ReadAttributes(absl::StripAsciiWhitespace(inside.substr(name)), tag);
    const size_t next = std::min(page.find('<', end), page.size());
    tag.text = page.substr(end + 1, next - end - 1);
    if (empty) tags.push_back({absl::StrCat("/", tag.name), {}, ""});
  }
  return tags;
}

class ReportPageTest : public testing::Test {
 protected:
  static QuarterlyReport ReportAt(int64_t as_of_ms, bool alone = false) {
    const Exchange& made = Made();
    ReportedLogs logs{kUsNation, &made.us.ledger, &made.us.national, "",
                      nullptr};
    if (!alone) {
      logs.peer = kMxNation;
      logs.peer_crossings = &made.mx.ledger;
    }
    return ReportOf(logs, *ParseQuarter(kMadeQuarter), as_of_ms, {});
  }

  static std::string Page() {
    return ReportHtml(ReportAt(kMadeAsOfMs), Language::kEnglish);
  }

 private:
  struct Exchange {
    MadeExchange made{7};
    LedgersOf us{PublishedLog(made.PlanOf("us"), "us")};
    LedgersOf mx{PublishedLog(made.PlanOf("mx"), "mx")};
  };

  // Made once for all tests, which only read it.
  static const Exchange& Made() {
    static const auto* const made = new Exchange;
    return *made;
  }
};

// What is in each of the two articles.
std::vector<std::vector<Tag>> ArticlesOf(const std::string& page) {
  std::vector<std::vector<Tag>> articles;
  bool inside = false;
  for (const Tag& tag : TagsOf(page)) {
    if (tag.name == "article") articles.emplace_back();
    if (tag.name == "article" || tag.name == "/article") inside = !inside;
    if (inside) articles.back().push_back(tag);
  }
  return articles;
}

TEST_F(ReportPageTest, EveryTagIsClosedInItsPlace) {
  const std::set<std::string> kNeverClosed = {"meta", "!doctype"};
  std::vector<std::string> open;
  for (const Tag& tag : TagsOf(Page())) {
    if (kNeverClosed.contains(tag.name)) continue;
    if (tag.name[0] != '/') {
      open.push_back(tag.name);
      continue;
    }
    ASSERT_FALSE(open.empty());
    ASSERT_EQ(absl::StrCat("/", open.back()), tag.name);
    open.pop_back();
  }
  EXPECT_THAT(open, IsEmpty());
}

// A chart is the same cells as the table beside it, and says them in words.
TEST_F(ReportPageTest, EachChartHasItsTableInTheSameFigure) {
  size_t charts = 0;
  std::string spoken;
  std::vector<std::string> cells;
  for (const Tag& tag : TagsOf(Page())) {
    if (tag.name == "figure") {
      spoken.clear();
      cells.clear();
    }
    if (tag.name == "svg") {
      ++charts;
      EXPECT_TRUE(spoken.empty()) << "two charts beside one table";
      EXPECT_EQ(tag.attributes.at("role"), "img");
      spoken = tag.attributes.at("aria-label");
    }
    if (tag.name == "td") cells.push_back(tag.text);
    if (tag.name != "/figure") continue;
    ASSERT_FALSE(spoken.empty());
    const std::string last = spoken.substr(0, spoken.size() - 1);
    for (const absl::string_view bar :
         absl::StrSplit(last.substr(last.find(": ") + 2), "; ")) {
      const std::string value(bar.substr(bar.rfind(' ') + 1));
      EXPECT_THAT(cells, testing::Contains(value)) << spoken;
    }
  }
  EXPECT_GT(charts, 20U);
}

TEST_F(ReportPageTest, EveryTableHasACaptionAndItsHeadsSayWhatTheyHead) {
  const std::vector<Tag> tags = TagsOf(Page());
  for (size_t i = 0; i < tags.size(); ++i) {
    if (tags[i].name == "table") {
      EXPECT_EQ(tags.at(i + 1).name, "caption");
      EXPECT_FALSE(tags[i + 1].text.empty());
    }
    if (tags[i].name == "th") {
      EXPECT_THAT((std::set<std::string>{"col", "row", "rowgroup"}),
                  testing::Contains(tags[i].attributes.at("scope")));
    }
  }
}

TEST_F(ReportPageTest, HeadingsAreInOrder) {
  for (const std::vector<Tag>& article : ArticlesOf(Page())) {
    std::string last = "h0";
    for (const Tag& tag : article) {
      if (tag.name.size() != 2 || tag.name[0] != 'h') continue;
      EXPECT_LE(tag.name[1], last[1] + 1) << tag.text;
      last = tag.name;
    }
    EXPECT_EQ(last, "h3");
  }
}

TEST_F(ReportPageTest, BothLanguagesHaveTheSameRowsAndNumbers) {
  const auto articles = ArticlesOf(Page());
  ASSERT_EQ(articles.size(), 2U);
  EXPECT_EQ(articles[0][0].attributes.at("lang"), "en");
  EXPECT_EQ(articles[1][0].attributes.at("lang"), "es");
  ASSERT_EQ(articles[0].size(), articles[1].size());
  size_t numbers = 0;
  std::set<std::string> same;
  for (size_t i = 0; i < articles[0].size(); ++i) {
    const Tag& english = articles[0][i];
    const Tag& spanish = articles[1][i];
    EXPECT_EQ(english.name, spanish.name);
    const bool digits =
        english.name == "td" && !english.text.empty() &&
        english.text.find_first_not_of("0123456789*") == std::string::npos;
    if (digits) {
      ++numbers;
      EXPECT_EQ(english.text, spanish.text);
    }
    // A name that has no words in one language has none in the other.
    const bool words = english.name == "h3" || english.name == "strong" ||
                       english.name == "span" || english.name == "caption";
    if (words && english.text == spanish.text) same.insert(english.text);
  }
  EXPECT_GT(numbers, 100U);
  EXPECT_THAT(same, IsEmpty());
}

TEST_F(ReportPageTest, FetchesAndRunsNothingAndHasOneStyleThatItsPolicyNames) {
  const std::string page = Page();
  const std::set<std::string> kAllowed = {
      "!doctype", "html",    "head", "meta",   "title", "style", "body",
      "main",     "article", "h1",   "h2",     "h3",    "p",     "table",
      "caption",  "thead",   "tr",   "th",     "td",    "tbody", "strong",
      "span",     "section", "svg",  "figure", "line",  "rect",  "text"};
  std::string style;
  for (const Tag& tag : TagsOf(page)) {
    if (tag.name[0] == '/') continue;
    EXPECT_TRUE(kAllowed.contains(tag.name)) << tag.name;
    EXPECT_FALSE(tag.attributes.contains("style"));
    for (const auto& [name, value] : tag.attributes) {
      EXPECT_FALSE(absl::StartsWith(name, "on")) << name;
    }
    if (tag.name == "style") style = tag.text;
  }
  EXPECT_THAT(page, HasSubstr(absl::StrCat(
                        "content=\"default-src 'none'; style-src "
                        "'sha256-",
                        Base64Encode(AsBytes(Sha256(style))), "'\"")));
  EXPECT_THAT(style, Not(HasSubstr("url(")));
  EXPECT_THAT(style, Not(HasSubstr("@import")));
}

TEST_F(ReportPageTest, EachIndicatorIsExplainedOnceForItsFigures) {
  std::vector<std::string> titles;
  const auto articles = ArticlesOf(Page());
  for (const Tag& tag : articles[0]) {
    if (tag.name == "strong") {
      titles.push_back(tag.text.substr(0, tag.text.find(' ')));
    }
    if (tag.name == "span") {
      EXPECT_FALSE(tag.text.empty()) << titles.back();
    }
  }
  std::vector<std::string> joint = {
      "I1",  "I3",  "I4",  "I5",  "I6",  "I7",  "I8",  "I9",  "I10", "I11",
      "I12", "I13", "I14", "I15", "I16", "I21", "I23", "I26", "I27"};
  const std::vector<std::string> national = {"I2",  "I17", "I18", "I19", "I20",
                                             "I22", "I24", "I25", "I28"};
  joint.insert(joint.end(), national.begin(), national.end());
  EXPECT_EQ(titles, joint);
}

// What whoever holds the page must know before reading a figure stands above
// all figures.
TEST_F(ReportPageTest, WhatTheFiguresLackIsSaidFirst) {
  const auto warnings = [](const QuarterlyReport& report) {
    std::vector<std::string> first_words;
    const auto articles = ArticlesOf(ReportHtml(report, Language::kEnglish));
    for (const Tag& tag : articles[0]) {
      if (tag.name == "table") break;
      if (tag.name == "p") {
        first_words.push_back(tag.text.substr(0, tag.text.find_first_of(": ")));
      }
    }
    return first_words;
  };
  EXPECT_THAT(warnings(ReportAt(kMadeAsOfMs)), IsEmpty());
  EXPECT_THAT(warnings(ReportAt(kMadeFromMs + 30 * kMadeDayMs)),
              ElementsAre("PROVISIONAL"));
  EXPECT_THAT(warnings(ReportAt(kMadeAsOfMs, /*alone=*/true)),
              ElementsAre("From"));
  QuarterlyReport late = ReportAt(kMadeAsOfMs);
  late.begins_ms = kMadeFromMs + 1;
  EXPECT_THAT(warnings(late), ElementsAre("INCOMPLETE"));
  QuarterlyReport differing = ReportAt(kMadeAsOfMs);
  differing.differences.emplace_back();
  EXPECT_THAT(warnings(differing), ElementsAre("THE"));
}

// No label is cut at the left edge, however long: letters are narrower than
// what is reckoned for each.
TEST(BarChartTest, LeavesRoomForTheLongestLabel) {
  const std::string chart =
      BarChart("t", {{"fabricada en el extranjero, sin importación", 3, "3"},
                     {"a", std::nullopt, "*"}});
  int x = 0;
  for (const Tag& tag : TagsOf(chart)) {
    if (tag.name == "text" && tag.attributes.contains("text-anchor")) {
      x = std::stoi(tag.attributes.at("x"));
    }
  }
  EXPECT_GE(x, 43 * 6);
  // What is hidden has no length, and its sign stands beside the axis.
  EXPECT_THAT(chart, HasSubstr(">*</text>"));
  EXPECT_EQ(TagsOf(chart)[0].attributes.at("aria-label"),
            "t: fabricada en el extranjero, sin importación 3; a *.");
}

}  // namespace
}  // namespace enlace::client
