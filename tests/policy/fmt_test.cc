// `rulebook fmt`: the layout, what it leaves alone, and both languages.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "policy/engine/book.h"
#include "policy/engine/case.h"
#include "policy/engine/rule.h"
#include "policy/format/format_document.h"
#include "policy/tool/fmt_command.h"

namespace enlace::policy {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Formatted(const std::string& text,
                      std::optional<Language> language = std::nullopt) {
  Diagnostics diagnostics;
  std::string formatted = FormatDocument("f.md", text, language, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.ToString();
  return formatted;
}

constexpr char kCanonicalRule[] =
    "```rule P-1\n"
    "permit outgoing FirearmTraceRequest,\n"
    "                FirearmTraceResult\n"
    "  implements LAW/1, LAW/2\n"
    "  from       agency in group all, node\n"
    "  to         b-trace\n"
    "  when all of\n"
    "    - purpose is in A, B\n"
    "    - obliterated is yes\n"
    "  unless place is \"yes\"\n"
    "  release    firearm,\n"
    "             possessor\n"
    "  generalise possessor.birth_date to year because S10 announced\n"
    "  retain     5 years\n"
    "  answer within 7 days extendable by 14 days\n"
    "  because    \"One.\" / \"Uno.\"\n"
    "  in force   from 2025-01-01 through 2026-12-31\n"
    "  disclose\n"
    "```\n";

constexpr char kSpanishRule[] =
    "```regla P-1\n"
    "permitir salida FirearmTraceRequest,\n"
    "                FirearmTraceResult\n"
    "  aplica      LAW/1, LAW/2\n"
    "  de          autoridad del grupo all, nodo\n"
    "  a           b-trace\n"
    "  cuando todo\n"
    "    - purpose es uno de A, B\n"
    "    - obliterated es sí\n"
    "  salvo place es \"yes\"\n"
    "  divulgar    firearm,\n"
    "              possessor\n"
    "  generalizar possessor.birth_date a year porque S10 anunciado\n"
    "  conservar   5 años\n"
    "  responder en 7 días prorrogable por 14 días\n"
    "  porque      \"One.\" / \"Uno.\"\n"
    "  vigente     de 2025-01-01 hasta 2026-12-31\n"
    "  revelable\n"
    "```\n";

TEST(Fmt, ARuleIsLaidOut) {
  EXPECT_EQ(Formatted("```rule   P-1 \n"
                      "permit   outgoing FirearmTraceRequest ,\n"
                      "  FirearmTraceResult\n"
                      "implements LAW/1,LAW/2\n"
                      "\n"
                      "      from agency  in group all,node\n"
                      "  to b-trace\n"
                      "  when all of\n"
                      "  - purpose is in A,B\n"
                      "       -   obliterated is yes\n"
                      "  unless   place is \"yes\"\n"
                      "  release firearm,\n"
                      "possessor\n"
                      "  generalise possessor.birth_date to year because S10 "
                      "announced\n"
                      "  retain 5 years\n"
                      "  answer within   7 days extendable by 14 days\n"
                      "  because \"One.\" /  \"Uno.\"\n"
                      "  in force from 2025-01-01 through 2026-12-31\n"
                      "  disclose\n"
                      "\n"
                      "  ```\n"),
            kCanonicalRule);
  EXPECT_EQ(Formatted(kCanonicalRule), kCanonicalRule);
}

TEST(Fmt, ARuleIsWrittenInTheOtherLanguageAndBack) {
  EXPECT_EQ(Formatted(kCanonicalRule, Language::kSpanish), kSpanishRule);
  EXPECT_EQ(Formatted(kSpanishRule, Language::kEnglish), kCanonicalRule);
  EXPECT_EQ(Formatted(kSpanishRule), kSpanishRule);
}

TEST(Fmt, AnExceptionIsLaidOutInBothLanguages) {
  const std::string english =
      "```rule X-1\nexcept outgoing Recall\n  implements   L/1\n"
      "  exception to F-1, F-2\n```\n";
  EXPECT_EQ(Formatted("```rule X-1\nexcept outgoing Recall\n implements L/1\n"
                      " exception  to F-1,F-2\n```\n"),
            english);
  const std::string spanish =
      "```regla X-1\nexceptuar salida Recall\n  aplica      L/1\n"
      "  excepción a F-1, F-2\n```\n";
  EXPECT_EQ(Formatted(english, Language::kSpanish), spanish);
  EXPECT_EQ(Formatted(spanish, Language::kEnglish), english);
}

TEST(Fmt, ALimitIsWrittenInBothLanguages) {
  const std::string english =
      "```rule L-1\nforbid outgoing Recall\n  implements L/1\n"
      "  over    200 per day by sender and recipient\n```\n\n"
      "```case C-1\nlike C-2\n  over the limit of L-1\n  then     deny\n```\n";
  const std::string spanish =
      "```regla L-1\nprohibir salida Recall\n  aplica  L/1\n"
      "  más de  200 por día por remitente y destinatario\n```\n\n"
      "```caso C-1\ncomo C-2\n  sobre el límite de L-1\n"
      "  entonces negar\n```\n";
  EXPECT_EQ(Formatted(english), english);
  EXPECT_EQ(Formatted(english, Language::kSpanish), spanish);
  EXPECT_EQ(Formatted(spanish, Language::kEnglish), english);
}

TEST(Fmt, ATableStandsInColumnsInBothLanguages) {
  const std::string english =
      "```table T-1\n"
      "permit outgoing Recall\n"
      "  implements L/1\n"
      "  | from     | when x is in   | when y is | unless z is | retain  |\n"
      "  | a, node  | A, B           | \"yes\"     |             | 2 years |\n"
      "  | b-police | OTHER_PURPOSES |           | yes         |         |\n"
      "```\n";
  EXPECT_EQ(Formatted("```table  T-1\npermit outgoing  Recall\nimplements L/1\n"
                      "|from|when x is  in|when y is|unless z is|retain|\n"
                      "|a,node|A,B|\"yes\"||2 years|\n\n"
                      " | b-police | OTHER_PURPOSES  | | yes| |\n```\n"),
            english);
  const std::string spanish =
      "```tabla T-1\n"
      "permitir salida Recall\n"
      "  aplica      L/1\n"
      "  | de       | cuando x es uno de | cuando y es | salvo z es | "
      "conservar |\n"
      "  | a, nodo  | A, B               | \"yes\"       |            | 2 años "
      " "
      "  |\n"
      "  | b-police | OTHER_PURPOSES     |             | sí         |         "
      "  |\n"
      "```\n";
  EXPECT_EQ(Formatted(english, Language::kSpanish), spanish);
  EXPECT_EQ(Formatted(spanish, Language::kEnglish), english);
}

TEST(Fmt, TheColumnIsThatOfTheKindOfBlock) {
  EXPECT_EQ(Formatted("```rule H\nhold incoming Recall\n implements L/1\n"
                      " from b\n until approved by 1 of r within 2 days\n"
                      " reason B04\n because \"a\" / \"b\"\n```\n"),
            "```rule H\nhold incoming Recall\n  implements L/1\n"
            "  from    b\n  until approved by 1 of r within 2 days\n"
            "  reason  B04\n  because \"a\" / \"b\"\n```\n");
  EXPECT_EQ(Formatted("```regla R\nexigir salida Recall\n aplica L/1\n"
                      " suprimir reason en silencio\n```\n"),
            "```regla R\nexigir salida Recall\n  aplica    L/1\n"
            "  suprimir  reason en silencio\n```\n");
}

TEST(Fmt, ACaseIsLaidOutInBothLanguages) {
  const std::string english =
      "```case C-1\n"
      "outgoing SafetyNotice\n"
      "  from     node\n"
      "  to       b-trace\n"
      "  on       2026-03-02\n"
      "  given\n"
      "    - purpose is A\n"
      "    - ports includes B, C\n"
      "    - place is unreadable\n"
      "  approved by lawyer\n"
      "  then     permit by P-1,\n"
      "           P-2\n"
      "  drop     firearm because S10\n"
      "```\n";
  const std::string spanish =
      "```caso C-1\n"
      "salida SafetyNotice\n"
      "  de  nodo\n"
      "  a   b-trace\n"
      "  el  2026-03-02\n"
      "  dado\n"
      "    - purpose es A\n"
      "    - ports incluye B, C\n"
      "    - place es ilegible\n"
      "  aprobado por lawyer\n"
      "  entonces permitir por P-1,\n"
      "           P-2\n"
      "  suprimir firearm porque S10\n"
      "```\n";
  EXPECT_EQ(Formatted(english), english);
  EXPECT_EQ(Formatted(spanish), spanish);
  EXPECT_EQ(Formatted(english, Language::kSpanish), spanish);
  EXPECT_EQ(Formatted(spanish, Language::kEnglish), english);
}

TEST(Fmt, VocabularyKeepsItsGroups) {
  EXPECT_EQ(Formatted("```vocabulary\n\n  book b  \"B\"/ \"B\"\n\n\n"
                      "phrases p \"one\",\n \"two\" \"T\" /\n\"U\"\n"
                      "role r \"R\" / \"R\"\n\n```\n",
                      Language::kSpanish),
            "```vocabulario\nlibro b \"B\" / \"B\"\n\n"
            "frases p \"one\",\n  \"two\" \"T\" /\n  \"U\"\n"
            "función r \"R\" / \"R\"\n```\n");
}

TEST(Fmt, ProseStaysByteForByte) {
  const std::string prose =
      "#  Title  \n\n\n  when   all of ,\n> **Law** {#L/1 en sample recalled}\n"
      ">   a  b\n> Source:  x\n\n```text\n  permit   outgoing\n```\n| a|b |\n";
  EXPECT_EQ(Formatted(prose + kCanonicalRule + "no line feed at the end "),
            prose + kCanonicalRule + "no line feed at the end ");
}

TEST(Fmt, AFileWithMistakesStaysAsItIs) {
  const std::string text =
      std::string("```rule P-1\npermit  outgoing X\n  relase y\n```\n");
  Diagnostics diagnostics;
  EXPECT_EQ(FormatDocument("f.md", text, std::nullopt, diagnostics), text);
  EXPECT_THAT(diagnostics.ToString(), HasSubstr("f.md:3:3: error: unknown "));
}

TEST(Fmt, ANameThatIsAKeywordOfTheOtherLanguageIsReported) {
  const auto text = [](absl::string_view value) {
    return absl::StrCat("```case C\nlike D\n  given\n    - place is ", value,
                        "\n  then     deny\n```\n");
  };
  Diagnostics diagnostics;
  EXPECT_EQ(
      FormatDocument("f.md", text("ilegible"), Language::kSpanish, diagnostics),
      text("ilegible"));
  EXPECT_THAT(diagnostics.ToString(),
              HasSubstr("a name of this block is a keyword of the other"));
  EXPECT_THAT(Formatted(text("\"ilegible\""), Language::kSpanish),
              HasSubstr("- place es \"ilegible\"\n"));
}

// What a condition says, wherever it stands.
auto Said(const Condition& condition) {
  std::vector<
      std::tuple<std::string, Atom::Test, bool, StringSet, int64_t, Date>>
      atoms;
  for (const Atom& a : condition.atoms) {
    atoms.emplace_back(a.fact, a.test, a.negated, a.texts, a.number, a.date);
  }
  return std::pair(condition.all, atoms);
}

auto Said(const std::vector<Condition>& conditions) {
  std::vector<decltype(Said(Condition()))> all;
  for (const Condition& condition : conditions) {
    all.push_back(Said(condition));
  }
  return all;
}

void ExpectSameRules(const Book& a, const Book& b) {
  ASSERT_EQ(a.rules().size(), b.rules().size());
  for (size_t i = 0; i < a.rules().size(); ++i) {
    const Rule& x = a.rules()[i];
    const Rule& y = b.rules()[i];
    EXPECT_EQ(x.id, y.id);
    EXPECT_EQ(std::tie(x.effect, x.direction, x.types, x.implements, x.basis,
                       x.basis_of_parent, x.from_node, x.obligations, x.reviews,
                       x.within, x.reason, x.because, x.in_force_from,
                       x.in_force_until, x.disclose),
              std::tie(y.effect, y.direction, y.types, y.implements, y.basis,
                       y.basis_of_parent, y.from_node, y.obligations, y.reviews,
                       y.within, y.reason, y.because, y.in_force_from,
                       y.in_force_until, y.disclose))
        << x.id;
    EXPECT_EQ(Said(x.parties), Said(y.parties)) << x.id;
    EXPECT_EQ(Said(x.when), Said(y.when)) << x.id;
    EXPECT_EQ(Said(x.unless), Said(y.unless)) << x.id;
  }
}

void ExpectSameCases(const Book& a, const Book& b) {
  ASSERT_EQ(a.cases().size(), b.cases().size());
  for (size_t i = 0; i < a.cases().size(); ++i) {
    const Case& x = a.cases()[i];
    const Case& y = b.cases()[i];
    EXPECT_EQ(std::tie(x.id, x.facts, x.instant, x.outcome, x.rule_ids,
                       x.reason, x.caveats),
              std::tie(y.id, y.facts, y.instant, y.outcome, y.rule_ids,
                       y.reason, y.caveats));
    EXPECT_EQ(x.leaves.size(), y.leaves.size());
  }
}

BookFiles InLanguage(const BookFiles& files, std::optional<Language> language) {
  BookFiles out;
  for (const auto& [name, text] : files) {
    out.emplace(name, Formatted(text, language));
  }
  return out;
}

class FmtSampleBooks : public testing::TestWithParam<const char*> {};

TEST_P(FmtSampleBooks, SayTheSameInEachLanguage) {
  const auto files = Book::ReadFiles(GetParam());
  ASSERT_TRUE(files.ok());
  const auto book = Book::Parse(*files);
  ASSERT_TRUE(book.ok());
  for (const auto language : {Language::kEnglish, Language::kSpanish}) {
    const auto other = Book::Parse(InLanguage(*files, language));
    ASSERT_TRUE(other.ok()) << other.status().message();
    ExpectSameRules(**book, **other);
    ExpectSameCases(**book, **other);
  }
}

TEST_P(FmtSampleBooks, ComeBackFromTheOtherLanguageWithTheirDigests) {
  const auto files = Book::ReadFiles(GetParam());
  ASSERT_TRUE(files.ok());
  const BookFiles canonical = InLanguage(*files, std::nullopt);
  EXPECT_EQ(InLanguage(canonical, std::nullopt), canonical);
  for (const auto& [name, text] : canonical) {
    for (const auto language : {Language::kEnglish, Language::kSpanish}) {
      const bool english = language == Language::kEnglish;
      const std::string once = Formatted(text, language);
      const std::string back = Formatted(
          Formatted(once, english ? Language::kSpanish : Language::kEnglish),
          language);
      EXPECT_EQ(back, once) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Books, FmtSampleBooks,
                         testing::Values("policy/us", "policy/mx"));

class FmtCommandTest : public testing::Test {
 protected:
  FmtCommandTest() {
    std::filesystem::remove_all(folder_);
    Write("a.md", kCanonicalRule);
    Write("deep/b.md", "```rule P\npermit  outgoing X\n```\n");
    Write("c.txt", "```rule P\npermit  outgoing X\n```\n");
  }

  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ + "/" + name, text).ok());
  }

  std::string Read(const std::string& name) const {
    return ReadFile(folder_ + "/" + name).value_or("");
  }

  int Fmt(const std::vector<std::string>& paths, const FmtSettings& settings) {
    out_.str("");
    err_.str("");
    return FormatFiles(paths, settings, out_, err_);
  }

  const std::string folder_ = testing::TempDir() + "policy_fmt";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(FmtCommandTest, CheckNamesWhatWouldChangeAndChangesNothing) {
  EXPECT_EQ(Fmt({folder_}, {true, {}}), kExitNo);
  EXPECT_EQ(out_.str(), folder_ + "/deep/b.md\n");
  EXPECT_THAT(Read("deep/b.md"), HasSubstr("permit  outgoing"));
}

TEST_F(FmtCommandTest, FilesAreWrittenOnceAndThenFound) {
  EXPECT_EQ(Fmt({folder_}, {}), kExitDone);
  EXPECT_EQ(out_.str(), folder_ + "/deep/b.md\n");
  EXPECT_EQ(Read("deep/b.md"), "```rule P\npermit outgoing X\n```\n");
  EXPECT_THAT(Read("c.txt"), HasSubstr("permit  outgoing"));
  EXPECT_EQ(Fmt({folder_}, {true, {}}), kExitDone);
  EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(FmtCommandTest, OneFileIsWrittenInTheOtherLanguage) {
  EXPECT_EQ(Fmt({folder_ + "/a.md"}, {false, Language::kSpanish}), kExitDone);
  EXPECT_EQ(Read("a.md"), kSpanishRule);
  EXPECT_THAT(Read("deep/b.md"), Not(HasSubstr("permitir")));
}

TEST_F(FmtCommandTest, MistakesAreFindingsAndAMissingFileIsNone) {
  Write("a.md", "```rule P\npermt outgoing X\n```\n");
  EXPECT_EQ(Fmt({folder_ + "/a.md"}, {}), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'permit'?"));
  EXPECT_EQ(Fmt({folder_ + "/none.md"}, {}), kExitBroke);
}

}  // namespace
}  // namespace enlace::policy
