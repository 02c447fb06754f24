#include "server/published/published_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/base/temporary_folder.h"

namespace enlace::published {
namespace {

class PublishedFolderTest : public testing::Test {
 protected:
  PublishedFolderTest() {
    Write("log/checkpoint", "note");
    Write("log/tile/0/000", "hashes");
    Write("secret", "secret");
    Write("hidden/000", "secret");
  }

  void Write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ / name, bytes).ok());
  }

  void Link(const std::string& target, const std::string& name) {
    std::filesystem::create_symlink(target, folder_ / name);
  }

  absl::StatusOr<std::string> Read(const std::string& path, size_t max = 100) {
    return PublishedFolder(folder_ / "log").Read(path, max);
  }

  const TemporaryFolder folder_;
};

TEST_F(PublishedFolderTest, FilesAreReadWhole) {
  EXPECT_EQ(*Read("checkpoint"), "note");
  EXPECT_EQ(*Read("tile/0/000"), "hashes");
  const std::string large(50'000, 'x');
  Write("log/large", large);
  EXPECT_EQ(*Read("large", large.size()), large);
}

TEST_F(PublishedFolderTest, AFileThatIsTooLargeIsNotRead) {
  EXPECT_EQ(Read("checkpoint", 3).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Read("checkpoint", 4).ok());
}

TEST_F(PublishedFolderTest, NoPathLeadsOut) {
  for (const char* path :
       {"", "/", ".", "..", "../secret", "../hidden/000", "tile/../checkpoint",
        "tile/0/../../../secret", "tile//0/000", "/checkpoint", "checkpoint/",
        "./checkpoint", "tile/0/000/", "tile/0", "tile/1/000", "none",
        "checkpoint/none"}) {
    EXPECT_TRUE(absl::IsNotFound(Read(path).status())) << path;
  }
  EXPECT_TRUE(absl::IsNotFound(Read((folder_ / "secret")).status()));
  EXPECT_TRUE(
      absl::IsNotFound(Read(std::string("checkpoint\0x", 12)).status()));
}

TEST_F(PublishedFolderTest, NoLinkIsFollowedWhereverItLeads) {
  Link(folder_ / "secret", "log/outside");
  Link("../secret", "log/upwards");
  Link("checkpoint", "log/inside");
  Link("nowhere", "log/dangling");
  Link("../hidden", "log/tile/1");
  for (const char* path :
       {"outside", "upwards", "inside", "dangling", "tile/1/000"}) {
    EXPECT_TRUE(absl::IsNotFound(Read(path).status())) << path;
  }
}

TEST_F(PublishedFolderTest, TheFolderItselfMayBeALink) {
  Link("log", "current");
  EXPECT_EQ(*PublishedFolder(folder_ / "current").Read("checkpoint", 100),
            "note");
}

TEST_F(PublishedFolderTest, WhatIsNoPlainFileIsNotWaitedFor) {
  ASSERT_EQ(mkfifo((folder_ / "log/pipe").c_str(), 0600), 0);
  EXPECT_TRUE(absl::IsNotFound(Read("pipe").status()));
}

TEST_F(PublishedFolderTest, AFolderThatIsGoneIsNoEmptyLog) {
  std::filesystem::rename(folder_ / "log", folder_ / "elsewhere");
  EXPECT_TRUE(absl::IsUnavailable(Read("checkpoint").status()));
  EXPECT_TRUE(absl::IsUnavailable(PublishedFolder(folder_ / "log").Check()));
  EXPECT_TRUE(PublishedFolder(folder_ / "elsewhere").Check().ok());
  EXPECT_FALSE(PublishedFolder(folder_ / "secret").Check().ok());
}

}  // namespace
}  // namespace enlace::published
