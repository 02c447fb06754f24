// A book as a page: it says what the node executes, in the reader's language,
// and nothing of it can act in a browser.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "policy/render/book_page.h"
#include "policy/render/document_parts.h"
#include "policy/render/html.h"
#include "policy/render/prose.h"
#include "policy/render/rule_sentence.h"
#include "policy/render/who_receives.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDocument[] = R"(# Tracing

Prose with a [rule](other.md) & <b>raw</b>.

```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  from a-police
  to   b-trace
  when all of
    - purpose is under justice
    - weapons is at most 4
  release firearm, possessor.name, possessor.birth_date
  generalise possessor.birth_date to year because S10
  caveats QUIET
  retain 2 years
```

```rule H-1
hold outgoing FirearmTraceRequest
  implements LAW/1
  to agency in group everyone
  unless any of
    - obliterated is no
    - place is present
  until approved by 2 of lawyer within 72 hours
  reason S03
  because "A <minor>." / "Un <menor>."
  in force from 2026-01-01 through 2026-12-31
  disclose
```

```case C-1
outgoing FirearmTraceRequest
  from a-police
  to   b-trace
  on   2026-03-02
  then deny
```
)";

std::string Page(Language language) {
  const BookFiles files = {{"tracing.md", kDocument},
                           {"vocabulary.md", TestVocabulary()}};
  const auto book = Book::Parse(files);
  EXPECT_TRUE(book.ok()) << book.status().message();
  return BookPage(**book, files, language);
}

std::vector<std::string> LinesOf(const RuleSentence& sentence) {
  std::vector<std::string> lines;
  for (const RuleLine& line : sentence.lines) {
    lines.push_back(absl::StrCat(line.label, ": ", line.text));
  }
  return lines;
}

// One exception suffices, so a reader must not take two for one.
TEST(RuleSentence, ExceptionsAreAlternativesAndAnswersHaveTheirTime) {
  const auto book = TestBook(
      RuleBlock("R-1",
                "require outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  when purpose is under justice\n  when weapons is at most 4\n"
                "  unless obliterated is yes\n  unless place is present\n"
                "  answer within 48 hours extendable by 5 days"));
  EXPECT_THAT(
      LinesOf(SentenceOf(*book->FindRule("R-1"), *book, Language::kEnglish)),
      ElementsAre("Only if: purpose is Criminal investigation or Prosecution; "
                  "and weapons is at most 4",
                  "Unless: obliterated is yes; or place is present",
                  "Answer within: 48 hours; can be put off once by 120 hours",
                  "The other nation: is not told of this rule"));
}

TEST(RuleSentence, SaysEverythingThatTheRuleDoes) {
  const auto book = TestBook(kDocument);
  const RuleSentence permit =
      SentenceOf(*book->FindRule("P-1"), *book, Language::kEnglish);
  EXPECT_EQ(permit.head, "Permits, outgoing: Firearm trace request");
  EXPECT_THAT(
      LinesOf(permit),
      ElementsAre(
          "From: Police of A", "To: Tracing centre of B",
          "Only if: purpose is Criminal investigation or Prosecution and "
          "weapons is at most 4",
          "Claimed basis: LAW (The law)",
          "Releases: Firearm; Possessor (Name, Date of birth (Year))",
          "Removes, announced: Possessor (Date of birth (Month, Day)) [S10 "
          "Sensitive or biometric without necessity]",
          "Caveats: Quiet", "Keep at most: 24 months",
          "The other nation: is not told of this rule"));
  const RuleSentence hold =
      SentenceOf(*book->FindRule("H-1"), *book, Language::kSpanish);
  EXPECT_EQ(hold.head.substr(0, 19), "Retiene, de salida:");
  EXPECT_THAT(
      LinesOf(hold),
      ElementsAre("A: Todos (Policía de A; Centro de rastreo de B)",
                  "Salvo que: borrado es no o lugar está presente",
                  "Hasta que aprueben: 2 × Jurista, en 72 horas",
                  "Motivo: S03 Persona menor de edad", "Porque: Un <menor>.",
                  "Vigente: desde 2026-01-01 hasta 2026-12-31",
                  "La otra nación: puede conocer esta regla"));
}

TEST(BookPage, HoldsLawRulesCasesAndProseInTheReadersLanguage) {
  const std::string english = Page(Language::kEnglish);
  EXPECT_THAT(english, HasSubstr("<h1>Test book</h1>"));
  EXPECT_THAT(english, HasSubstr("P-1 — Permits, outgoing"));
  EXPECT_THAT(english, HasSubstr("<summary>C-1: deny</summary>"));
  EXPECT_THAT(english, HasSubstr("Source: made up."));
  const std::string spanish = Page(Language::kSpanish);
  EXPECT_THAT(spanish, HasSubstr("<h1>Libro de prueba</h1>"));
  EXPECT_THAT(spanish, HasSubstr("<strong>espera</strong>"));
  EXPECT_EQ(spanish, Page(Language::kSpanish));
}

TEST(BookPage, NothingOfABookActsInABrowser) {
  const std::string page = Page(Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("A &lt;minor&gt;."));
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;raw&lt;/b&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("href=\"#document-other_2emd\""));
  for (const char* link : {"javascript:alert(1)", "data:text/html,x",
                           "JaVaScRiPt:x", "../up.md", "file:///etc/passwd"}) {
    EXPECT_EQ(ProseHtml(absl::StrCat("[x](", link, ")")),
              "<p><a href=\"#\">x</a></p>\n")
        << link;
  }
  EXPECT_THAT(ProseHtml("[x](https://law.example/a?b=1&c=2)"),
              HasSubstr("href=\"https://law.example/a?b=1&amp;c=2\""));
}

TEST(BookPage, AnchorsOfDifferentNamesDiffer) {
  EXPECT_EQ(Anchor("rule", "A-1"), "rule-A-1");
  EXPECT_NE(Anchor("rule", "A/1"), Anchor("rule", "A_1"));
  EXPECT_EQ(Anchor("law", "Ñ\" onclick=\"x"), "law-_c3_91_22_20onclick_3d_22x");
}

TEST(DocumentParts, EveryLineIsInOnePart) {
  const std::vector<DocumentPart> parts = PartsOf(kDocument);
  int next = 1;
  for (const DocumentPart& part : parts) {
    EXPECT_EQ(part.first_line, next);
    next = part.last_line + 1;
  }
  EXPECT_EQ(TitleOf(kDocument), "Tracing");
  EXPECT_EQ(std::count_if(parts.begin(), parts.end(),
                          [](const DocumentPart& part) {
                            return part.kind == DocumentPart::Kind::kRule;
                          }),
            2);
}

// The question of the page, asked of the sample book.
TEST(WhoReceives, APurchasersNameGoesToWhoAskedForTheTrace) {
  const auto loaded = Book::Load("policy/us");
  ASSERT_TRUE(loaded.ok()) << loaded.status().message();
  const auto& book = *loaded;
  const RecordType* type = book->schema().Find("FirearmTraceResult");
  ASSERT_NE(type, nullptr);
  int rows = 0;
  for (const FieldRow& row :
       FieldRows(*book, *type, Direction::kOutgoing, Language::kEnglish)) {
    if (!absl::StrContains(row.fields, "Purchaser (Name")) continue;
    ++rows;
    ASSERT_EQ(row.released_by.size(), 1u);
    EXPECT_EQ(row.released_by.front()->id, "US-TRACE-4");
    EXPECT_TRUE(row.restricted_by.empty());
    EXPECT_EQ(PartiesText(*row.released_by.front(), kFactRecipient, *book,
                          Language::kEnglish),
              "Attorney General's Office of Mexico");
  }
  EXPECT_EQ(rows, 1);
}

// The rules come before the cases that show them.
TEST(BookPage, ADocumentComesBeforeWhatGoesOnFromIt) {
  const BookFiles files{{"vocabulary.md", TestVocabulary()},
                        {"a-cases.md", "# Cases of A\n"},
                        {"a.md", "# Rules of A\n"}};
  const auto book = Book::Parse(files);
  ASSERT_TRUE(book.ok()) << book.status();
  const std::string page = BookPage(**book, files, Language::kEnglish);
  EXPECT_LT(page.find("Rules of A"), page.find("Cases of A"));
}

// A reader sees who decides, whom a rule is about, what is done to a field and
// how sure the law is, without leaving the table.
TEST(WhoReceives, SaysWhoDecidesWhatIsDoneAndHowSureTheLawIs) {
  const auto book = Book::Load("policy/us");
  ASSERT_TRUE(book.ok()) << book.status().message();
  const std::string html = WhoReceivesHtml(**book, Language::kEnglish);
  EXPECT_THAT(html, HasSubstr("Decided by 1 × "));
  EXPECT_THAT(html, HasSubstr("made coarser, to initials by "));
  EXPECT_THAT(html, HasSubstr("[paraphrase, not verified]"));
  EXPECT_THAT(html, HasSubstr(", sent to "));
}

}  // namespace
}  // namespace enlace::policy
