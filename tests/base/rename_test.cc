#include "base/rename.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace enlace {
namespace {

TEST(RenameTest, FolderAndFileGetTheirNames) {
  const TemporaryFolder folder;
  const std::string home = folder.path();
  ASSERT_TRUE(ReplaceFileDurably(home + "/a.new/file", "x").ok());
  ASSERT_TRUE(RenameDurably(home + "/a.new", home + "/a").ok());
  ASSERT_TRUE(RenameDurably(home + "/a/file", home + "/file").ok());
  EXPECT_EQ(*ReadFile(home + "/file"), "x");
  EXPECT_FALSE(FileExists(home + "/a.new"));
}

TEST(RenameTest, WhatIsThereStays) {
  const TemporaryFolder folder;
  const std::string home = folder.path();
  ASSERT_TRUE(ReplaceFileDurably(home + "/new", "new").ok());
  ASSERT_TRUE(ReplaceFileDurably(home + "/old", "old").ok());
  ASSERT_TRUE(MakeDirectories(home + "/empty").ok());
  std::filesystem::create_symlink("nowhere", home + "/link");
  for (const char* name : {"/old", "/empty", "/link"}) {
    EXPECT_TRUE(
        absl::IsAlreadyExists(RenameDurably(home + "/new", home + name)))
        << name;
  }
  EXPECT_EQ(*ReadFile(home + "/old"), "old");
  EXPECT_EQ(*ReadFile(home + "/new"), "new");
}

TEST(RenameTest, WhatIsNotThereIsAnError) {
  const TemporaryFolder folder;
  EXPECT_FALSE(
      RenameDurably(folder.path() + "/none", folder.path() + "/a").ok());
  EXPECT_FALSE(FileExists(folder.path() + "/a"));
}

}  // namespace
}  // namespace enlace
