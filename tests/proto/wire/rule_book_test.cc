// Charters, manifests and reviews of rule books: what is read, and that no
// changed byte passes.

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "certs/dev_pki.h"
#include "proto/wire/book_charter.h"
#include "proto/wire/book_manifest.h"
#include "proto/wire/book_review.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr int64_t kNowMs = 1'800'000'000'000;
constexpr char kAna[] = "spiffe://us.enlace.example/person/ana";
constexpr char kBen[] = "spiffe://us.enlace.example/person/ben";

class RuleBookTest : public ::testing::Test {
 protected:
  RuleBookTest()
      : pki_(certs::DevPki::Create({"us.enlace.example"}, Now()).value()),
        root_(certs::TrustAnchor::FromPem(pki_.root_pem()).value()),
        root_key_(certs::PrivateKey::FromPem(pki_.root_key_pem()).value()) {}

  static absl::Time Now() { return absl::FromUnixMillis(kNowMs); }

  static v1::BookCharter SoundCharter() {
    v1::BookCharter charter;
    charter.set_version(1);
    charter.set_trust_domain("us.enlace.example");
    charter.set_serial(1);
    charter.set_valid_from_ms(kNowMs);
    charter.set_valid_until_ms(kNowMs + 1000);
    charter.set_approvals_needed(2);
    for (const char* person : {kAna, kBen}) {
      v1::BookReviewer& reviewer = *charter.add_reviewers();
      reviewer.set_person(person);
      reviewer.add_languages("en");
    }
    return charter;
  }

  static v1::BookManifest SoundManifest() {
    v1::BookManifest manifest;
    manifest.set_version(1);
    manifest.set_trust_domain("us.enlace.example");
    manifest.set_book("us-sample");
    manifest.set_book_version(2);
    manifest.set_previous(std::string(kHashSize, 'p'));
    manifest.set_book_digest(std::string(kHashSize, 'b'));
    manifest.set_schema_digest(std::string(kHashSize, 's'));
    manifest.set_language_version(1);
    manifest.set_zone_digest(std::string(kHashSize, 'z'));
    manifest.set_effective_from_ms(kNowMs);
    manifest.add_authors(kBen);
    for (const char* language : {"en", "es"}) {
      v1::BookPage& page = *manifest.add_pages();
      page.set_language(language);
      page.set_digest(std::string(kHashSize, 'e'));
    }
    return manifest;
  }

  static v1::BookReview SoundReview() {
    v1::BookReview review;
    review.set_version(1);
    review.set_manifest_digest(std::string(kHashSize, 'm'));
    review.set_person(kAna);
    review.set_verdict(v1::BookReview::VERDICT_APPROVE);
    review.add_languages("en");
    review.set_stated_at_ms(kNowMs);
    return review;
  }

  std::string SignedByAna(const v1::BookReview& review) {
    const certs::IssuedKey issued =
        pki_.IssueStatementSigning(certs::ParseIdentity(kAna).value()).value();
    const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
    return SignBookReview(review, key, issued.chain_pem).value();
  }

  certs::DevPki pki_;
  certs::TrustAnchor root_;
  certs::PrivateKey root_key_;
};

template <typename Message>
using Fault = std::pair<std::string, std::function<void(Message&)>>;

TEST_F(RuleBookTest, CharterIsReadAsTheRootSignedIt) {
  const auto bytes = SignBookCharter(SoundCharter(), root_key_);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto charter = ReadBookCharter(*bytes, root_);
  ASSERT_TRUE(charter.ok()) << charter.status();
  EXPECT_EQ(SerializeStrictly(*charter), SerializeStrictly(SoundCharter()));
  EXPECT_NE(FindBookReviewer(*charter, kAna), nullptr);
  EXPECT_EQ(FindBookReviewer(*charter, "spiffe://us.enlace.example/person/no"),
            nullptr);
}

TEST_F(RuleBookTest, EachFaultOfACharterIsNamedByItsField) {
  const std::vector<Fault<v1::BookCharter>> faults{
      {"version", [](auto& c) { c.set_version(2); }},
      {"trust_domain", [](auto& c) { c.set_trust_domain("Not One"); }},
      {"serial", [](auto& c) { c.set_serial(0); }},
      {"valid_from_ms", [](auto& c) { c.set_valid_from_ms(0); }},
      {"valid_until_ms", [](auto& c) { c.set_valid_until_ms(kNowMs); }},
      {"approvals_needed", [](auto& c) { c.set_approvals_needed(1); }},
      {"approvals_needed", [](auto& c) { c.set_approvals_needed(3); }},
      {"reviewers", [](auto& c) { *c.add_reviewers() = c.reviewers(0); }},
      {"reviewers.person",
       [](auto& c) {
         c.mutable_reviewers(0)->set_person(
             "spiffe://mx.enlace.example/person/ana");
       }},
      {"reviewers.person",
       [](auto& c) {
         c.mutable_reviewers(0)->set_person(
             "spiffe://us.enlace.example/agency/us-atf");
       }},
      {"reviewers.languages",
       [](auto& c) { c.mutable_reviewers(0)->add_languages("fr"); }},
      {"reviewers.languages",
       [](auto& c) { c.mutable_reviewers(0)->clear_languages(); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::BookCharter charter = SoundCharter();
    spoil(charter);
    const absl::Status status = SignBookCharter(charter, root_key_).status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_NE(status.message().find("charter." + field), std::string::npos)
        << status;
  }
}

TEST_F(RuleBookTest, CharterOfAnotherRootIsRefused) {
  const auto other =
      certs::DevPki::Create({"us.enlace.example"}, Now()).value();
  const auto other_key =
      certs::PrivateKey::FromPem(other.root_key_pem()).value();
  const std::string bytes = SignBookCharter(SoundCharter(), other_key).value();
  EXPECT_EQ(ReasonOf(ReadBookCharter(bytes, root_).status()),
            kSignatureInvalid);
  const auto foreign = certs::DevPki::Create({"mx.enlace.example"}, Now());
  const auto foreign_root =
      certs::TrustAnchor::FromPem(foreign->root_pem()).value();
  const std::string own = SignBookCharter(SoundCharter(), root_key_).value();
  EXPECT_EQ(ReasonOf(ReadBookCharter(own, foreign_root).status()),
            kFieldInvalid);
}

TEST_F(RuleBookTest, NoChangedByteOfACharterPasses) {
  const std::string bytes = SignBookCharter(SoundCharter(), root_key_).value();
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(ReadBookCharter(changed, root_).ok()) << i;
  }
}

TEST_F(RuleBookTest, BundleIsReadAsWritten) {
  v1::BookBundle files;
  files.add_files()->set_name("a.md");
  files.mutable_files(0)->set_content("# A\n");
  const auto bytes = WriteBookBundle(SoundManifest(), files);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto bundle = ReadBookBundle(*bytes);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(SerializeStrictly(bundle->manifest),
            SerializeStrictly(SoundManifest()));
  EXPECT_EQ(bundle->content.files(0).content(), "# A\n");
  EXPECT_EQ(bundle->digest, ToBytes(Sha256(bundle->content.manifest())));
}

TEST_F(RuleBookTest, EachFaultOfAManifestIsNamedByItsField) {
  const std::vector<Fault<v1::BookManifest>> faults{
      {"version", [](auto& m) { m.set_version(0); }},
      {"trust_domain", [](auto& m) { m.clear_trust_domain(); }},
      {"book", [](auto& m) { m.clear_book(); }},
      {"book", [](auto& m) { m.set_book(std::string(65, 'b')); }},
      {"book_version", [](auto& m) { m.set_book_version(0); }},
      {"previous", [](auto& m) { m.clear_previous(); }},
      {"previous", [](auto& m) { m.set_book_version(1); }},
      {"book_digest", [](auto& m) { m.set_book_digest("short"); }},
      {"schema_digest", [](auto& m) { m.clear_schema_digest(); }},
      {"zone_digest", [](auto& m) { m.clear_zone_digest(); }},
      {"language_version", [](auto& m) { m.set_language_version(0); }},
      {"effective_from_ms", [](auto& m) { m.set_effective_from_ms(0); }},
      {"authors", [](auto& m) { m.clear_authors(); }},
      {"authors", [](auto& m) { m.add_authors(kAna); }},
      {"authors",
       [](auto& m) {
         m.set_authors(0, "spiffe://mx.enlace.example/person/ben");
       }},
      {"pages", [](auto& m) { m.clear_pages(); }},
      {"pages", [](auto& m) { m.mutable_pages()->RemoveLast(); }},
      {"pages", [](auto& m) { m.mutable_pages(0)->set_language("fr"); }},
      {"pages.digest", [](auto& m) { m.mutable_pages(0)->clear_digest(); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::BookManifest manifest = SoundManifest();
    spoil(manifest);
    const absl::Status status =
        WriteBookBundle(manifest, v1::BookBundle()).status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_NE(status.message().find("manifest." + field), std::string::npos)
        << status;
  }
}

TEST_F(RuleBookTest, FilesOfABundleAreSortedAndComeOnce) {
  for (const char* second : {"a.md", "0.md", ""}) {
    v1::BookBundle files;
    files.add_files()->set_name("a.md");
    files.add_files()->set_name(second);
    EXPECT_EQ(ReasonOf(WriteBookBundle(SoundManifest(), files).status()),
              kFieldInvalid)
        << second;
  }
}

TEST_F(RuleBookTest, ReviewIsReadAsItsPersonSignedIt) {
  v1::BookReview review = SoundReview();
  v1::BookRemark& remark = *review.add_remarks();
  remark.set_kind(v1::BookRemark::KIND_DISSENT);
  remark.set_rule_id("US-TRACE-1");
  remark.set_text("Too wide, in my reading of 923(g)(7).");
  const auto read = ReadBookReview(SignedByAna(review), root_, Now());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(SerializeStrictly(*read), SerializeStrictly(review));
}

TEST_F(RuleBookTest, EachFaultOfAReviewIsNamedByItsField) {
  const auto remark = [](v1::BookReview& review, v1::BookRemark::Kind kind,
                         const std::string& text) {
    review.add_remarks()->set_kind(kind);
    review.mutable_remarks(0)->set_text(text);
  };
  const std::vector<Fault<v1::BookReview>> faults{
      {"manifest_digest", [](auto& r) { r.clear_manifest_digest(); }},
      {"person",
       [](auto& r) {
         r.set_person("spiffe://us.enlace.example/agency/us-atf");
       }},
      {"verdict", [](auto& r) { r.clear_verdict(); }},
      {"languages", [](auto& r) { r.clear_languages(); }},
      {"stated_at_ms", [](auto& r) { r.set_stated_at_ms(0); }},
      {"remarks.kind",
       [&](auto& r) { remark(r, v1::BookRemark::KIND_UNSPECIFIED, "text"); }},
      {"remarks.text",
       [&](auto& r) { remark(r, v1::BookRemark::KIND_COMMENT, ""); }},
      {"remarks.text",
       [&](auto& r) { remark(r, v1::BookRemark::KIND_COMMENT, "\x1b[2J"); }},
      {"remarks.rule_id",
       [&](auto& r) {
         remark(r, v1::BookRemark::KIND_COMMENT, "text");
         r.mutable_remarks(0)->set_rule_id("R-1\n  another approves");
       }},
      {"remarks",
       [&](auto& r) {
         for (int i = 0; i < 20; ++i) {
           remark(r, v1::BookRemark::KIND_COMMENT, std::string(4000, 'x'));
           r.mutable_remarks(i)->set_text(std::string(4000, 'x'));
         }
       }},
      // An approval with an objection would be two words at once.
      {"remarks",
       [&](auto& r) { remark(r, v1::BookRemark::KIND_OBJECTION, "No."); }},
      {"remarks",
       [](auto& r) { r.set_verdict(v1::BookReview::VERDICT_OBJECT); }},
  };
  for (const auto& [field, spoil] : faults) {
    v1::BookReview review = SoundReview();
    spoil(review);
    const absl::Status status =
        SignBookReview(review, root_key_, "no chain").status();
    EXPECT_EQ(ReasonOf(status), kFieldInvalid) << field;
    EXPECT_NE(status.message().find("review." + field), std::string::npos)
        << status;
  }
}

TEST_F(RuleBookTest, ReviewInAnothersNameIsRefused) {
  v1::BookReview review = SoundReview();
  review.set_person(kBen);
  EXPECT_EQ(
      ReasonOf(ReadBookReview(SignedByAna(review), root_, Now()).status()),
      kSignatureInvalid);
}

TEST_F(RuleBookTest, ReviewUnderAnotherRootIsRefused) {
  const auto other = certs::DevPki::Create({"us.enlace.example"}, Now());
  const auto other_root =
      certs::TrustAnchor::FromPem(other->root_pem()).value();
  EXPECT_EQ(
      ReasonOf(ReadBookReview(SignedByAna(SoundReview()), other_root, Now())
                   .status()),
      kSignatureInvalid);
}

TEST_F(RuleBookTest, ReviewStatedAfterNowIsRefused) {
  v1::BookReview review = SoundReview();
  review.set_stated_at_ms(kNowMs + 6 * 60 * 1000);
  EXPECT_EQ(
      ReasonOf(ReadBookReview(SignedByAna(review), root_, Now()).status()),
      kClockSkew);
}

// Years later the certificate has run out; what it signed in its time counts.
TEST_F(RuleBookTest, ReviewCountsAfterItsCertificateHasRunOut) {
  const auto read = ReadBookReview(SignedByAna(SoundReview()), root_,
                                   Now() + absl::Hours(24 * 400));
  EXPECT_TRUE(read.ok()) << read.status();
}

TEST_F(RuleBookTest, NoChangedByteOfAReviewPasses) {
  const std::string bytes = SignedByAna(SoundReview());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(ReadBookReview(changed, root_, Now()).ok()) << i;
  }
}

}  // namespace
}  // namespace enlace::wire
