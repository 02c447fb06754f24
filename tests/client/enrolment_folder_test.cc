// What a folder takes in, and what it refuses.  The whole flow at real nodes is
// tests/client/enrolment_test.py.

#include "client/library/enrolment_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "certs/dev/dev_link_file.h"
#include "certs/dev_pki.h"
#include "client/library/context.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"
#include "tests/base/temporary_folder.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using Kind = certs::Identity::Kind;

// A nation's authority, and link files with the keys that it is asked for.
struct SampleNation {
  SampleNation(const std::string& domain, absl::Time now)
      : pki(certs::DevPki::Create({.trust_domain = domain}, now).value()),
        node{domain, Kind::kNode, "1"},
        statement(pki.IssueStatementSigning(node).value()) {}

  std::string LinkFile(const std::vector<certs::DevLinkAgency>& agencies,
                       const certs::DevLinkTerm& term) const {
    return certs::DevLinkFile(pki,
                              {{.identity = node,
                                .endpoint = "127.0.0.1:7443",
                                .statement_chain = statement.chain_pem,
                                .log_key = log.public_key(),
                                .witness_key = witness.public_key()}},
                              agencies, term)
        .value();
  }

  certs::DevPki pki;
  certs::Identity node;
  certs::IssuedKey statement;
  certs::PrivateKey log =
      certs::PrivateKey::Generate(certs::KeyType::kEd25519).value();
  certs::PrivateKey witness =
      certs::PrivateKey::Generate(certs::KeyType::kEd25519).value();
};

class EnrolmentFolderTest : public testing::Test {
 protected:
  EnrolmentFolderTest() {
    wish_.agency = {"us.enlace.example", Kind::kAgency, "us-harbour"};
    wish_.name_en = "Harbour Office";
    wish_.name_es = "Oficina del Puerto";
    wish_.contact = "Duty desk";
    wish_.send_types = {"LinkTest", "BorderAlert", "LinkTest"};
  }

  static std::vector<std::string> Told(const std::string& file) {
    return {wire::FingerprintHex(wire::LinkFile::Parse(file)->digest())};
  }

  absl::Status Take(const std::string& file) {
    return folder_.TakeLinkFile(file, Told(file), now_);
  }

  certs::DevLinkTerm Term(uint64_t serial) const {
    return {.valid_from = now_ - absl::Minutes(1),
            .valid_until = now_ + absl::Hours(1),
            .serial = serial};
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  const SampleNation us_{"us.enlace.example", now_};
  const SampleNation mx_{"mx.enlace.example", now_};
  CountingRandom random_;
  EnrolmentWish wish_;
  TemporaryFolder home_;
  EnrolmentFolder folder_{absl::StrCat(home_.path(), "/office")};
};

TEST_F(EnrolmentFolderTest, AsksAgainUnderTheSameKeys) {
  EXPECT_TRUE(absl::IsNotFound(folder_.Request().status()));
  EXPECT_TRUE(absl::IsNotFound(folder_.AskAgain(now_, random_).status()));
  const auto first = folder_.Ask(wish_, now_, random_);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(folder_.Request()->digest(), first->digest());
  EXPECT_EQ(first->content().send_types_size(), 2) << "sorted, each once";
  const auto second = folder_.AskAgain(now_ + absl::Hours(1), random_);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_FALSE(second->digest() == first->digest());
  EXPECT_EQ(second->tls().public_key(), first->tls().public_key());
  EXPECT_EQ(second->signing().public_key(), first->signing().public_key());
  EXPECT_EQ(second->created_at(), now_ + absl::Hours(1));
}

TEST_F(EnrolmentFolderTest, TakesALinkFileOnlyByAFingerprintThatWasTold) {
  ASSERT_TRUE(folder_.Ask(wish_, now_, random_).ok());
  const std::string file = us_.LinkFile({}, Term(2));
  EXPECT_EQ(wire::ReasonOf(folder_.TakeLinkFile(file, {}, now_)),
            wire::kFingerprintMismatch);
  EXPECT_EQ(wire::ReasonOf(folder_.TakeLinkFile(
                file, Told(us_.LinkFile({}, Term(3))), now_)),
            wire::kFingerprintMismatch);
  EXPECT_EQ(wire::ReasonOf(
                folder_.TakeLinkFile(file, Told(file), now_ + absl::Hours(1))),
            wire::kLinkFileExpired);
  EXPECT_TRUE(absl::IsNotFound(folder_.LinkFiles().status()));
  EXPECT_TRUE(Take(file).ok());
  EXPECT_THAT(std::string(folder_.LinkFiles().status().message()),
              HasSubstr("another nation"));
  EXPECT_TRUE(Take(mx_.LinkFile({}, Term(1))).ok());
  EXPECT_EQ(folder_.LinkFiles()->front().trust_domain(), "us.enlace.example");

  EXPECT_THAT(std::string(Take(us_.LinkFile({}, Term(1))).message()),
              HasSubstr("newer"));
  EXPECT_TRUE(Take(us_.LinkFile({}, Term(3))).ok());
  EXPECT_EQ(folder_.LinkFiles()->front().content().serial(), 3u);
}

TEST_F(EnrolmentFolderTest, WritesAContextOnceTheCertificatesFit) {
  const auto request = folder_.Ask(wish_, now_, random_);
  ASSERT_TRUE(request.ok()) << request.status();
  const std::string tls = us_.pki.Certify(request->tls()).value();
  const std::string signing = us_.pki.Certify(request->signing()).value();
  const std::string issued = absl::StrCat(home_.path(), "/issued");
  ASSERT_TRUE(ReplaceFileDurably(issued + "/tls.pem", tls).ok());
  ASSERT_TRUE(ReplaceFileDurably(issued + "/signing.pem", signing).ok());
  EXPECT_TRUE(absl::IsNotFound(folder_.TakeCertificates(issued, now_)));
  ASSERT_TRUE(Take(mx_.LinkFile({}, Term(1))).ok());
  ASSERT_TRUE(Take(us_.LinkFile({}, Term(1))).ok());
  EXPECT_THAT(std::string(folder_.TakeCertificates(issued, now_).message()),
              HasSubstr("does not name this key"));
  ASSERT_TRUE(
      Take(us_.LinkFile({{.identity = wish_.agency, .signing_chain = signing}},
                        Term(2)))
          .ok());
  EXPECT_TRUE(absl::IsNotFound(folder_.CheckCertificates(now_)));
  const absl::Status taken = folder_.TakeCertificates(issued, now_);
  EXPECT_TRUE(taken.ok()) << taken;
  EXPECT_TRUE(folder_.CheckCertificates(now_).ok());
  EXPECT_FALSE(folder_.CheckCertificates(now_ + absl::Hours(24 * 8)).ok());

  ASSERT_TRUE(folder_.WriteContext("127.0.0.1:7444", "es").ok());
  const auto context = LoadContext(folder_.PathOf("context.toml"));
  ASSERT_TRUE(context.ok()) << context.status();
  EXPECT_EQ(context->agency, wish_.agency);
  EXPECT_EQ(context->node, us_.node);
  EXPECT_EQ(LoadTrust(*context)->size(), 2u);
  EXPECT_EQ(LoadSigner(*context)->public_key(),
            request->signing().public_key());
}

TEST_F(EnrolmentFolderTest, RefusesCertificatesThatAreSwappedOrAnothers) {
  const auto request = folder_.Ask(wish_, now_, random_);
  ASSERT_TRUE(request.ok()) << request.status();
  const std::string tls = us_.pki.Certify(request->tls()).value();
  const std::string signing = us_.pki.Certify(request->signing()).value();
  ASSERT_TRUE(Take(mx_.LinkFile({}, Term(1))).ok());
  ASSERT_TRUE(
      Take(us_.LinkFile({{.identity = wish_.agency, .signing_chain = signing}},
                        Term(1)))
          .ok());
  const std::string other = us_.pki.IssueTls(wish_.agency)->chain_pem;
  const std::string folder = absl::StrCat(home_.path(), "/wrong");
  ASSERT_TRUE(ReplaceFileDurably(folder + "/signing.pem", signing).ok());
  for (const std::string& wrong : {signing, other, std::string("x")}) {
    ASSERT_TRUE(ReplaceFileDurably(folder + "/tls.pem", wrong).ok());
    EXPECT_EQ(folder_.TakeCertificates(folder, now_).code(),
              absl::StatusCode::kInvalidArgument);
  }
  EXPECT_FALSE(FileExists(folder_.PathOf("tls.pem")));
}

}  // namespace
}  // namespace enlace::client
