// `rulebook lint` as its users see it.

#include "policy/tool/lint_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "base/file.h"

namespace enlace::policy {
namespace {

using ::testing::HasSubstr;

constexpr char kBookToLint[] =
    "```vocabulary\n"
    "book lint \"Lint\" / \"Revisión\"\n"
    "basis NEW \"New\" / \"Nuevo\"\n"
    "```\n";

class LintBooksTest : public testing::Test {
 protected:
  LintBooksTest() { std::filesystem::remove_all(folder_); }

  int Lint(Language language, Format format) {
    out_.str("");
    err_.str("");
    return LintBooks({folder_}, {absl::UnixEpoch(), 180, {}}, language, format,
                     out_, err_);
  }

  void Write(const std::string& text) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ + "/book.md", text).ok());
  }

  const std::string folder_ = testing::TempDir() + "policy_lint";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(LintBooksTest, AFindingHasItsPlaceItsKindAndWhatToDo) {
  Write(kBookToLint);
  EXPECT_EQ(Lint(Language::kEnglish, Format::kText), kExitNo);
  EXPECT_EQ(out_.str(),
            folder_ +
                "/book.md:3:7: unclaimed-basis: no permit rests on basis "
                "'NEW'; write the permit, or take the basis out\n" +
                folder_ + ": findings: 1\n");
  EXPECT_EQ(Lint(Language::kSpanish, Format::kText), kExitNo);
  EXPECT_EQ(
      out_.str(),
      folder_ +
          "/book.md:3:7: unclaimed-basis: ningún permiso descansa en el "
          "fundamento 'NEW'; escriba el permiso, o quite el fundamento\n" +
          folder_ + ": hallazgos: 1\n");
}

TEST_F(LintBooksTest, JsonIsOneArrayOfFindings) {
  Write(kBookToLint);
  EXPECT_EQ(Lint(Language::kEnglish, Format::kJson), kExitNo);
  EXPECT_EQ(out_.str(),
            "[{\"file\":\"" + folder_ +
                "/book.md\",\"line\":3,\"column\":7,"
                "\"kind\":\"unclaimed-basis\",\"subject\":\"NEW\","
                "\"what\":\"no permit rests on basis 'NEW'\","
                "\"do\":\"write the permit, or take the basis out\"}]\n");
  Write("```vocabulary\nbook lint \"Lint\" / \"Revisión\"\n```\n");
  EXPECT_EQ(Lint(Language::kEnglish, Format::kJson), kExitDone);
  EXPECT_EQ(out_.str(), "[]\n");
}

TEST_F(LintBooksTest, ABookThatDoesNotLoadIsToldAsByCheck) {
  Write("```ruel\n```\n");
  EXPECT_EQ(Lint(Language::kEnglish, Format::kText), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr(folder_ + "/book.md:1:4: error: "));
  std::filesystem::remove_all(folder_);
  EXPECT_EQ(Lint(Language::kEnglish, Format::kText), kExitBroke);
}

}  // namespace
}  // namespace enlace::policy
