// What a page tells of an older version of its book, and the data-protection
// protocol.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "policy/render/book_page.h"
#include "policy/render/protocol_page.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kLaw[] =
    "> **Second law** {#LAW/2 en sample recalled}\n> Old words.\n>\n"
    "> Source: made up.\n\n";
constexpr char kKept[] =
    "```rule R-KEPT\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  to b-trace\n  when purpose is under justice\n  release firearm\n"
    "  retain 2 years\n```\n";
constexpr char kForbid[] =
    "```rule R-BAR\nforbid outgoing FirearmTraceRequest\n  implements LAW/2\n"
    "  when weapons is at most 4\n  reason B06\n"
    "  because \"Too few.\" / \"Muy pocas.\"\n```\n";

BookFiles Files(const std::string& rules, const std::string& words = "") {
  return {{"vocabulary.md", words.empty() ? TestVocabulary() : words},
          {"rules.md", "# Rules\n\n" + rules}};
}

std::shared_ptr<const Book> BookOf(const BookFiles& files) {
  const auto book = Book::Parse(files);
  EXPECT_TRUE(book.ok()) << book.status();
  return *book;
}

std::string Redlined(const BookFiles& before, const BookFiles& after,
                     Language language = Language::kEnglish) {
  return ChangedBookPage(*BookOf(before), *BookOf(after), after, language);
}

std::string Replaced(std::string text, const std::string& from,
                     const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Redline, TheSameBookMarksNothing) {
  const BookFiles files = Files(std::string(kLaw) + kKept + kForbid);
  const std::string page = Redlined(files, files);
  EXPECT_THAT(page, HasSubstr("No rule and no paragraph of law."));
  EXPECT_THAT(page, Not(HasSubstr("<del>")));
  EXPECT_THAT(page, Not(HasSubstr("<ins>")));
  EXPECT_THAT(page, Not(HasSubstr("class=\"rule changed\"")));
}

TEST(Redline, ANewRuleIsListedAndMarked) {
  const std::string page =
      Redlined(Files(kKept), Files(std::string(kLaw) + kKept + kForbid));
  EXPECT_THAT(page, HasSubstr("new rule <a href=\"#rule-R-BAR\">R-BAR</a>"));
  EXPECT_THAT(page, HasSubstr("class=\"rule new\" id=\"rule-R-BAR\""));
  EXPECT_THAT(page, HasSubstr("new paragraph of law"));
  EXPECT_THAT(page, HasSubstr("class=\"rule\" id=\"rule-R-KEPT\""));
}

TEST(Redline, AChangedLineStandsBesideWhatItWas) {
  const std::string rules = std::string(kLaw) + kKept + kForbid;
  const std::string page =
      Redlined(Files(rules), Files(Replaced(rules, "at most 4", "at most 9")));
  EXPECT_THAT(page,
              HasSubstr("changed rule <a href=\"#rule-R-BAR\">R-BAR</a>"));
  EXPECT_THAT(page, HasSubstr("<del>weapons is at most 4</del> <ins>weapons is "
                              "at most 9</ins>"));
  EXPECT_THAT(page, HasSubstr("<dd>Too few.</dd>")) << "what stayed is plain";
}

TEST(Redline, ALineThatCameOrWentIsMarked) {
  const std::string rules = kKept;
  const std::string page = Redlined(
      Files(rules),
      Files(Replaced(rules, "  retain 2 years\n", "  caveats QUIET\n")));
  EXPECT_THAT(page, HasSubstr("<del>24 months</del>"));
  EXPECT_THAT(page, HasSubstr("<ins>Quiet</ins>"));
}

TEST(Redline, ARuleThatIsGoneIsShownStruckOut) {
  const std::string page =
      Redlined(Files(std::string(kLaw) + kKept + kForbid), Files(kKept));
  EXPECT_THAT(page, HasSubstr("Rules that are gone"));
  EXPECT_THAT(page, HasSubstr("<del>R-BAR — Forbids"));
  EXPECT_THAT(page, HasSubstr("<del>Second law</del>"));
}

// Another agency under the same name changes what a rule does, and not one word
// of it.
TEST(Redline, AChangeBehindTheWordsIsTold) {
  const std::string rules = kKept;
  const std::string words = TestVocabulary();
  const std::string page = Redlined(
      Files(rules), Files(rules, Replaced(words, "b.example/agency/trace",
                                          "b.example/agency/tracing")));
  EXPECT_THAT(page, HasSubstr("changed rule"));
  EXPECT_THAT(page, HasSubstr("what its words stand for"));
}

TEST(Redline, AChangedParagraphOfLawShowsBothTexts) {
  const std::string rules = std::string(kLaw) + kKept + kForbid;
  const std::string page =
      Redlined(Files(rules), Files(Replaced(rules, "Old words.", "New ones.")),
               Language::kSpanish);
  EXPECT_THAT(page, HasSubstr("párrafo de ley cambiado"));
  EXPECT_THAT(page, HasSubstr("<del>Old words.</del> <ins>New ones.</ins>"));
}

TEST(Protocol, SaysForEachTypeWhatPassesInBothLanguages) {
  const std::string page =
      ProtocolPage(*BookOf(Files(std::string(kLaw) + kKept + kForbid)));
  EXPECT_THAT(page, HasSubstr("Firearm trace request, outgoing / "));
  EXPECT_THAT(page, HasSubstr("The law, 1"));
  EXPECT_THAT(page, HasSubstr("Tracing centre of B"));
  EXPECT_THAT(page, HasSubstr("Centro de rastreo de B"));
  EXPECT_THAT(page, HasSubstr("24 months"));
  EXPECT_THAT(page, HasSubstr("24 meses"));
  EXPECT_THAT(page, HasSubstr("Too few."));
  EXPECT_THAT(page, HasSubstr("Muy pocas."));
}

TEST(Protocol, WhatNoRulePermitsHasNoPlace) {
  const std::string page =
      ProtocolPage(*BookOf(Files(std::string(kLaw) + kForbid)));
  EXPECT_THAT(page, Not(HasSubstr("Firearm trace request")));
}

TEST(Protocol, OfTheSampleBooksIsTheSameTwice) {
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status();
    const std::string page = ProtocolPage(**book);
    EXPECT_EQ(page, ProtocolPage(**book));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
  }
}

}  // namespace
}  // namespace enlace::policy
