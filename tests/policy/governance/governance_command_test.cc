// From a folder of documents to a book that may come into force, by the
// commands that legal staff give.

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "base/file.h"
#include "certs/dev/dev_book_charter.h"
#include "certs/dev_pki.h"
#include "policy/tool/bundle_command.h"
#include "policy/tool/check_command.h"
#include "policy/tool/sign_command.h"
#include "policy/tool/test_command.h"
#include "policy/tool/verify_command.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr char kDomain[] = "us.enlace.example";

struct Ran {
  int exit = 0;
  std::string out;
  std::string err;
};

class GovernanceCommands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto created = certs::DevPki::Create({kDomain}, Now());
    folder_ = new std::string(testing::TempDir() + "governance");
    std::filesystem::remove_all(*folder_);
    Write("root.pem", created->root_pem());
    Write("charter.pb",
          certs::DevBookCharter(*created, {"ana", "ben"},
                                Now() - absl::Hours(1), Now() + absl::Hours(1))
              .value());
    for (const std::string id : {"ana", "ben", "eva"}) {
      const certs::Identity person{kDomain, certs::Identity::Kind::kPerson, id};
      const auto issued = created->IssueStatementSigning(person);
      Write(id + ".key", issued->key_pem);
      Write(id + ".pem", issued->chain_pem);
    }
  }
  static void TearDownTestSuite() { delete folder_; }

  static absl::Time Now() { return absl::FromUnixSeconds(1'800'000'000); }
  static std::string In(const std::string& name) {
    return *folder_ + "/" + name;
  }
  static void Write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(ReplaceFileDurably(In(name), bytes).ok());
  }

  static Ran Bundle(const std::string& directory, const std::string& out,
                    const std::string& previous = "") {
    BundleSettings settings;
    settings.directory = directory;
    settings.out = In(out);
    settings.trust_domain = kDomain;
    settings.previous = previous.empty() ? "" : In(previous);
    settings.effective_from = Now();
    settings.authors = {"spiffe://us.enlace.example/person/eva"};
    std::ostringstream said;
    std::ostringstream err;
    const int exit = BundleBook(settings, Language::kEnglish, said, err);
    return {exit, said.str(), err.str()};
  }

  static Ran Sign(const std::string& bundle, const std::string& person,
                  SignSettings settings = {}) {
    settings.bundle = In(bundle);
    settings.out = In(bundle + "." + person + ".review");
    settings.key = In(person + ".key");
    settings.chain = In(person + ".pem");
    settings.languages = {"en", "es"};
    std::ostringstream said;
    std::ostringstream err;
    const int exit = SignBundle(settings, Now(), Language::kSpanish, said, err);
    return {exit, said.str(), err.str()};
  }

  static Ran Verify(const std::string& bundle,
                    const std::vector<std::string>& persons) {
    VerifySettings settings;
    settings.bundle = In(bundle);
    for (const std::string& person : persons) {
      settings.reviews.push_back(In(bundle + "." + person + ".review"));
    }
    settings.charter = In("charter.pb");
    settings.root = In("root.pem");
    std::ostringstream said;
    std::ostringstream err;
    const int exit =
        VerifyBundle(settings, Now(), Language::kEnglish, said, err);
    return {exit, said.str(), err.str()};
  }

  static std::string* folder_;
};

std::string* GovernanceCommands::folder_ = nullptr;

TEST_F(GovernanceCommands, SampleBookIsBundledSignedAndMayComeIntoForce) {
  const Ran bundled = Bundle("policy/us", "1.book");
  ASSERT_EQ(bundled.exit, kExitDone) << bundled.out << bundled.err;
  EXPECT_TRUE(absl::StrContains(bundled.out, "us-sample, version 1"));

  // A bundle is a book to every other command.
  std::ostringstream said;
  std::ostringstream err;
  EXPECT_EQ(CheckBooks({In("1.book")}, said, err), kExitDone) << err.str();

  const Ran ana = Sign("1.book", "ana");
  ASSERT_EQ(ana.exit, kExitDone) << ana.err;
  EXPECT_TRUE(absl::StrContains(ana.out, "aprueba")) << ana.out;
  const Ran alone = Verify("1.book", {"ana"});
  EXPECT_EQ(alone.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(alone.err, "1 of 2")) << alone.err;

  SignSettings remarks;
  remarks.comments = {"US-TRACE-1: Cite the appropriation too."};
  remarks.dissents = {": I would have waited for the treaty."};
  ASSERT_EQ(Sign("1.book", "ben", remarks).exit, kExitDone);
  const Ran both = Verify("1.book", {"ana", "ben"});
  EXPECT_EQ(both.exit, kExitDone) << both.err;
  EXPECT_TRUE(absl::StrContains(
      both.out, "comment US-TRACE-1: Cite the appropriation too."))
      << both.out;
  EXPECT_TRUE(absl::StrContains(
      both.out, "dissent: I would have waited for the treaty."));
  EXPECT_TRUE(absl::StrContains(both.out, "may come into force"));

  // Who wrote it does not count, nor who is not in the charter.
  ASSERT_EQ(Sign("1.book", "eva").exit, kExitDone);
  const Ran stranger = Verify("1.book", {"ana", "eva"});
  EXPECT_EQ(stranger.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(stranger.out, "is not in the charter"))
      << stranger.out;

  SignSettings objects;
  objects.objections = {"US-TRACE-1: No."};
  ASSERT_EQ(Sign("1.book", "ben", objects).exit, kExitDone);
  const Ran objected = Verify("1.book", {"ana", "ben"});
  EXPECT_EQ(objected.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(objected.err, "objects to US-TRACE-1"))
      << objected.err;
}

TEST_F(GovernanceCommands, BookWithAFindingIsNotBundled) {
  Write("faulty/vocabulary.md", TestVocabulary());
  const Ran bundled = Bundle(In("faulty"), "faulty.book");
  EXPECT_EQ(bundled.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(bundled.out, "uncited")) << bundled.out;
  EXPECT_FALSE(FileExists(In("faulty.book")));
}

TEST_F(GovernanceCommands, RemarkAboutARuleThatIsNotThereIsNotSigned) {
  ASSERT_EQ(Bundle("policy/us", "remark.book").exit, kExitDone);
  SignSettings remarks;
  remarks.comments = {"US-NO-SUCH-RULE: text"};
  const Ran signed_it = Sign("remark.book", "ana", remarks);
  EXPECT_EQ(signed_it.exit, kExitNo);
  EXPECT_TRUE(absl::StrContains(signed_it.err, "no rule")) << signed_it.err;
  EXPECT_FALSE(FileExists(In("remark.book.ana.review")));
}

TEST_F(GovernanceCommands, WhatIsNoBundleIsNamed) {
  Write("broken.book", "not a bundle");
  EXPECT_EQ(Sign("broken.book", "ana").exit, kExitNo);
  EXPECT_EQ(Sign("missing.book", "ana").exit, kExitBroke);
  EXPECT_EQ(Verify("missing.book", {}).exit, kExitBroke);
}

}  // namespace
}  // namespace enlace::policy
