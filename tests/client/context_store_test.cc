#include "client/cli/context_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "tests/base/temporary_folder.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContextStoreTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  ContextStore store_{folder_.path()};
};

TEST_F(ContextStoreTest, KeepsWhatIsAddedForItsOwnerAlone) {
  EXPECT_THAT(store_.Names(), IsEmpty());
  ASSERT_TRUE(store_.Add("work", "text\n").ok());
  ASSERT_TRUE(store_.Add("court", "other\n").ok());
  EXPECT_THAT(store_.Names(), ElementsAre("court", "work"));
  EXPECT_EQ(*ReadFile(*store_.PathOf("work")), "text\n");
  EXPECT_FALSE(ReadableByOthers(*store_.PathOf("work")));
  EXPECT_TRUE(absl::IsAlreadyExists(store_.Add("work", "new\n")));
  EXPECT_EQ(*ReadFile(*store_.PathOf("work")), "text\n");
}

TEST_F(ContextStoreTest, NamesAreNeverPaths) {
  for (const char* name :
       {"", "-", "-x", "..", "a/b", "a.toml", "ñ", "a b", "a\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store_.PathOf(name).status())) << name;
    EXPECT_FALSE(store_.Add(name, "x").ok()) << name;
    EXPECT_FALSE(store_.Select(name).ok()) << name;
    EXPECT_FALSE(store_.Remove(name).ok()) << name;
  }
  EXPECT_FALSE(store_.PathOf(std::string(65, 'a')).ok());
  EXPECT_TRUE(store_.PathOf(std::string(64, 'a')).ok());
}

TEST_F(ContextStoreTest, TheHyphenGoesBackAndForth) {
  EXPECT_EQ(store_.Current(), "");
  EXPECT_TRUE(absl::IsNotFound(store_.Select("-").status()));
  EXPECT_TRUE(absl::IsNotFound(store_.Select("a").status()));
  ASSERT_TRUE(store_.Add("a", "").ok());
  ASSERT_TRUE(store_.Add("b", "").ok());
  EXPECT_EQ(*store_.Select("a"), "a");
  EXPECT_EQ(*store_.Select("b"), "b");
  EXPECT_EQ(*store_.Select("b"), "b");  // again changes nothing
  EXPECT_EQ(*store_.Select("-"), "a");
  EXPECT_EQ(*store_.Select("-"), "b");
  EXPECT_EQ(ContextStore(folder_.path()).Current(), "b");
}

TEST_F(ContextStoreTest, WhatIsRemovedIsNoLongerInUse) {
  ASSERT_TRUE(store_.Add("a", "").ok());
  ASSERT_TRUE(store_.Add("b", "").ok());
  ASSERT_TRUE(store_.Select("a").ok());
  ASSERT_TRUE(store_.Select("b").ok());
  ASSERT_TRUE(store_.Remove("b").ok());
  EXPECT_EQ(store_.Current(), "");
  EXPECT_EQ(*store_.Select("-"), "a");
  EXPECT_TRUE(absl::IsNotFound(store_.Remove("b")));
}

TEST_F(ContextStoreTest, AGarbledChoiceIsNone) {
  std::ofstream(folder_.path() + "/current") << "../../etc/passwd\n";
  EXPECT_EQ(store_.Current(), "");
}

TEST_F(ContextStoreTest, WithoutAFolderThereIsNothing) {
  ContextStore nowhere("");
  EXPECT_THAT(nowhere.Names(), IsEmpty());
  EXPECT_EQ(nowhere.Current(), "");
  EXPECT_FALSE(nowhere.Add("a", "").ok());
}

}  // namespace
}  // namespace enlace::client
