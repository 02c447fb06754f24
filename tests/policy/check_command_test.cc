#include "policy/tool/check_command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/match.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

struct Checked {
  int exit = 0;
  std::string out;
  std::string err;
};

Checked Check(const std::vector<std::string>& directories) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit = CheckBooks(directories, out, err);
  return {exit, out.str(), err.str()};
}

std::string Folder(const std::string& name) {
  const std::string path = testing::TempDir() + "policy_" + name;
  std::filesystem::remove_all(path);
  return path;
}

TEST(CheckBooks, TheSampleBooksAreSound) {
  const Checked run = Check({"policy/us", "policy/mx"});
  EXPECT_EQ(run.exit, kExitDone) << run.err;
  EXPECT_TRUE(absl::StrContains(run.out, "policy/us: us-sample, "));
  EXPECT_TRUE(absl::StrContains(run.out, "policy/mx: mx-muestra, "));
  EXPECT_EQ(run.err, "");
}

TEST(CheckBooks, MistakesAreFindingsAndEveryFolderIsChecked) {
  const std::string folder = Folder("mistakes");
  ASSERT_TRUE(
      ReplaceFileDurably(folder + "/deep/book.md", "```ruel\n```\n").ok());
  const Checked run = Check({folder, "policy/us"});
  EXPECT_EQ(run.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(
      run.err, folder + "/deep/book.md:1:4: error: unknown kind of block"))
      << run.err;
  EXPECT_TRUE(absl::StrContains(run.out, "us-sample"));
}

TEST(CheckBooks, AFolderWithoutABookIsNoFinding) {
  EXPECT_EQ(Check({"tests/policy/no-such-folder"}).exit, kExitBroke);
  const std::string empty = Folder("empty");
  ASSERT_TRUE(MakeDirectories(empty).ok());
  EXPECT_EQ(Check({empty}).exit, kExitBroke);
}

TEST(Book, TheDigestIsOverNamesAndBytesWithTheirLengths) {
  const BookFiles files{{"vocabulary.md", TestVocabulary()}, {"b.md", "# b\n"}};
  const auto book = Book::Parse(files);
  ASSERT_TRUE(book.ok());
  std::string bytes;
  for (const auto& [name, text] : files) {
    AppendU64(bytes, name.size());
    bytes += name;
    AppendU64(bytes, text.size());
    bytes += text;
  }
  EXPECT_EQ((*book)->digest(), Sha256(bytes));
  const auto renamed =
      Book::Parse({{"vocabulary.md", TestVocabulary()}, {"c.md", "# b\n"}});
  EXPECT_NE((*renamed)->digest(), (*book)->digest());
}

TEST(Book, LoadingAFolderGivesTheBookOfItsFiles) {
  const std::string folder = Folder("book");
  ASSERT_TRUE(
      ReplaceFileDurably(folder + "/vocabulary.md", TestVocabulary()).ok());
  ASSERT_TRUE(ReplaceFileDurably(folder + "/more/a.md", "# a\n").ok());
  ASSERT_TRUE(ReplaceFileDurably(folder + "/notes.txt", "not a rule").ok());
  const auto loaded = Book::Load(folder);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const auto parsed = Book::Parse(
      {{"vocabulary.md", TestVocabulary()}, {"more/a.md", "# a\n"}});
  EXPECT_EQ((*loaded)->digest(), (*parsed)->digest());
}

}  // namespace
}  // namespace enlace::policy
