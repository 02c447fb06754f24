#include "policy/engine/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/match.h"
#include "base/file.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

std::vector<std::string> GoldenNames() {
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator("tests/policy/testdata")) {
    const auto& path = entry.path();
    if (path.extension() == ".md" && path.stem() != "vocabulary") {
      names.push_back(path.stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Every file of testdata is a book with mistakes; its .golden holds what the
// author is told, all in one run.
TEST(Diagnostics, EveryKindOfMistakeIsReportedAsTheGoldenFilesSay) {
  const std::vector<std::string> names = GoldenNames();
  ASSERT_GE(names.size(), 8u);
  for (const std::string& name : names) {
    SCOPED_TRACE(name);
    const std::string base = absl::StrCat("tests/policy/testdata/", name);
    const auto text = ReadFile(base + ".md");
    ASSERT_TRUE(text.ok());
    const auto book = Book::Parse(
        {{"vocabulary.md", TestVocabulary()}, {name + ".md", *text}});
    ASSERT_FALSE(book.ok());
    EXPECT_TRUE(absl::IsInvalidArgument(book.status()));
    const std::string actual(book.status().message());
    const auto golden = ReadFile(base + ".golden");
    EXPECT_EQ(golden.ok() ? *golden : "", actual);
    if (std::getenv("ENLACE_WRITE_GOLDEN") != nullptr) {
      ASSERT_TRUE(ReplaceFileDurably(base + ".golden", actual).ok());
    }
  }
}

TEST(Diagnostics, TheVocabularyOfTheTestsIsSound) {
  EXPECT_TRUE(TryBook("").ok());
}

TEST(Diagnostics, ABookWithoutNameOrFilesDoesNotLoad) {
  const auto book = Book::Parse({{"a.md", "# Nothing\n"}});
  ASSERT_FALSE(book.ok());
  EXPECT_TRUE(
      absl::StrContains(book.status().message(), "the book has no name"));
  EXPECT_TRUE(absl::IsNotFound(Book::Load("tests/policy/no-such").status()));
}

TEST(Diagnostics, NearestOffersOnlyWhatIsNear) {
  const std::vector<std::string> known = {"purpose", "sender", "recipient"};
  EXPECT_EQ(Nearest("purpos", known), "purpose");
  EXPECT_EQ(Nearest("purposes", known), "purpose");
  EXPECT_EQ(Nearest("zzzzzzzzz", known), "");
  EXPECT_EQ(Nearest("x", {"y"}), "");
}

TEST(Diagnostics, MessagesAreSortedByPlaceWithoutRepetition) {
  Diagnostics diagnostics;
  diagnostics.AddSource("b.md", "one\ntwo");
  diagnostics.Error({"b.md", 2, 1, 3}, "second");
  diagnostics.Error({"b.md", 1, 2, 2}, "first");
  diagnostics.Error({"b.md", 2, 1, 3}, "second");
  EXPECT_EQ(diagnostics.ToString(),
            "b.md:1:2: error: first\n"
            "  one\n"
            "   ^~\n"
            "b.md:2:1: error: second\n"
            "  two\n"
            "  ^~~\n");
}

}  // namespace
}  // namespace enlace::policy
