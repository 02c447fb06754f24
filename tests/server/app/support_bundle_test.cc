#include "server/app/support_bundle.h"

#include <sys/stat.h>
#include <unistd.h>

#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "certs/identity.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace enlace::app {
namespace {

using policy::Language;
using testing::HasSubstr;
using testing::Not;

constexpr char kLine[] =
    R"({"severity":"warning","message":"snapshot not saved","error":"full"})";

class SupportBundleTest : public testing::Test {
 protected:
  SupportBundleTest() {
    config_.node = *certs::ParseIdentity("spiffe://mx.enlace.example/node/1");
    config_.store_directory = testing::TempDir() + "no such store";
    config_.metrics_file = Write("metrics", "enlace_queued 17\n");
    config_.tls_chain_path = testing::TempDir() + "no such chain";
    config_.persons.push_back(
        {*certs::ParseIdentity("spiffe://mx.enlace.example/person/maria"),
         {"operator", "registrar"}});
  }

  static std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = testing::TempDir() + "support_bundle_" + name;
    EXPECT_TRUE(ReplaceFileDurably(path, bytes).ok());
    return path;
  }

  std::string Bundle(const std::vector<std::string>& logs,
                     Language language = Language::kEnglish) {
    return SupportBundle(config_, logs, RealClock(), language);
  }

  Config config_;
};

TEST_F(SupportBundleTest, WhatCannotBeReadIsToldAndFailsNothing) {
  const std::string text = Bundle({testing::TempDir() + "no such log"});
  EXPECT_THAT(text, HasSubstr("tls: ! NOT_FOUND"));
  EXPECT_THAT(text, HasSubstr("no such log: ! UNAVAILABLE"));
  EXPECT_THAT(text, HasSubstr("no such store: 0 files, 0 bytes; ! "));
  EXPECT_THAT(text, HasSubstr("\nenlace_queued 17\n"));
  EXPECT_THAT(text, HasSubstr("openssl: OpenSSL 3."));
  EXPECT_THAT(text, HasSubstr("node: spiffe://mx.enlace.example/node/1\n"));
}

TEST_F(SupportBundleTest, PersonsAreCountedAndNotNamed) {
  const std::string text = Bundle({});
  EXPECT_THAT(text, HasSubstr("persons: 1\npersons.operator: 1\n"
                              "persons.registrar: 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("maria")));
}

// What else stands in a log may be anything.
TEST_F(SupportBundleTest, OfALogOnlyTheLinesOfTheNodeAreTaken) {
  const std::string log =
      Write("log", std::string("Juana Pérez\n") + kLine + "\n{\"severity\":\"" +
                       "Juana\"}\n" + kLine + " Juana\n");
  const std::string text = Bundle({log});
  EXPECT_THAT(text, HasSubstr(std::string("\n") + kLine + "\n"));
  EXPECT_THAT(text, Not(HasSubstr("Juana")));
  EXPECT_THAT(text, HasSubstr("not the node's: 3\n"));
}

TEST_F(SupportBundleTest, OfALongLogTheEndIsTakenInWholeLines) {
  std::string lines;
  while (lines.size() < 5 << 20) lines += std::string(kLine) + "\n";
  const std::string text = Bundle({Write(
      "long", "{\"severity\":\"info\",\"message\":\"first\"}\n" + lines)});
  EXPECT_THAT(text, Not(HasSubstr("\"first\"")));
  EXPECT_LT(text.size(), size_t{5} << 20);
  EXPECT_GT(text.size(), size_t{4} << 20);
  EXPECT_THAT(text, Not(HasSubstr("left out")));
}

TEST_F(SupportBundleTest, ReadsInSpanish) {
  const std::string text = Bundle({}, Language::kSpanish);
  EXPECT_THAT(text, HasSubstr("\n== métricas\n"));
  EXPECT_THAT(text, HasSubstr("--log ARCHIVO"));
}

TEST_F(SupportBundleTest, AFileThatIsThereIsNotReplaced) {
  std::ostringstream results;
  const CommandOutput output{&results, &results};
  const std::string to = testing::TempDir() + "support_bundle_new";
  unlink(to.c_str());
  ASSERT_TRUE(WriteSupportBundle(config_, {{}, to}, RealClock(), output).ok());
  EXPECT_THAT(results.str(), HasSubstr(to));
  struct stat status = {};
  ASSERT_EQ(stat(to.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_TRUE(absl::IsAlreadyExists(
      WriteSupportBundle(config_, {{}, to}, RealClock(), output)));
}

}  // namespace
}  // namespace enlace::app
