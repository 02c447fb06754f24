// Which context counts: what is typed, then the environment, then what was
// selected.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;

class ContextChoiceTest : public CommandLineTest {
 protected:
  void SetUp() override {
    for (const char* agency : {"us-atf", "mx-fgr"}) {
      ASSERT_EQ(Run({"context", "add", agency, nations_.ContextPath(agency)},
                    variables_)
                    .code,
                0);
    }
  }

  // The party of the context that counts.
  std::string Chosen(std::vector<std::string> options = {}) {
    std::vector<std::string> words = {"context", "show"};
    words.insert(words.end(), options.begin(), options.end());
    return Run(words, variables_).out;
  }

  std::map<std::string, std::string> variables_ = {
      {"XDG_CONFIG_HOME", absl::StrCat(nations_.folder(), "/config")}};
};

TEST_F(ContextChoiceTest,
       WhatIsTypedCountsMoreThanTheEnvironmentThanTheChoice) {
  EXPECT_EQ(Chosen(), "");
  ASSERT_EQ(Run({"context", "select", "us-atf"}, variables_).code, 0);
  EXPECT_THAT(Chosen(), HasSubstr("agency/us-atf"));
  variables_["ENLACE_CONTEXT"] = "mx-fgr";
  EXPECT_THAT(Chosen(), HasSubstr("agency/mx-fgr"));
  EXPECT_THAT(Chosen({"--context", "us-atf"}), HasSubstr("agency/us-atf"));
  variables_["ENLACE_CONTEXT"] = nations_.ContextPath("us-atf");
  EXPECT_THAT(Chosen(), HasSubstr("agency/us-atf"));
  EXPECT_THAT(Chosen({"--context=" + nations_.ContextPath("mx-fgr")}),
              HasSubstr("agency/mx-fgr"));
}

TEST_F(ContextChoiceTest, HomeHoldsTheContextsWhereXdgIsNotSet) {
  variables_ = {{"HOME", nations_.folder()}};
  ASSERT_EQ(
      Run({"context", "add", "x", nations_.ContextPath("us-atf")}, variables_)
          .code,
      0);
  EXPECT_TRUE(FileExists(
      absl::StrCat(nations_.folder(), "/.config/enlace/contexts/x.toml")));
}

TEST_F(ContextChoiceTest, ANameThatIsNotKeptIsAnErrorAndNoOtherIsTaken) {
  ASSERT_EQ(Run({"context", "select", "us-atf"}, variables_).code, 0);
  const Ran ran = Run({"inbox", "--context", "nobody"}, variables_);
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("contexts/nobody.toml"));
}

}  // namespace
}  // namespace enlace::client
