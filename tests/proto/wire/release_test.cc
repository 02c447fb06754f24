#include "proto/wire/release.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "base/random.h"
#include "base/sha256.h"
#include "proto/wire/batch_root.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/envelope_fixture.h"

namespace enlace::wire {
namespace {

v1::ReleaseStatement SomeRelease() {
  return SampleRelease(kSampleNodeA, "statement", "form");
}

TEST(ReleaseTest, VerifiesWithTheKeyOfItsNode) {
  const SampleParties parties;
  const auto signed_release = SignRelease(SomeRelease(), parties.node_a);
  ASSERT_TRUE(signed_release.ok());
  const auto release = VerifyRelease(*signed_release, parties.keys);
  ASSERT_TRUE(release.ok()) << release.status();
  EXPECT_EQ(SerializeStrictly(*release), SerializeStrictly(SomeRelease()));
}

TEST(ReleaseTest, NamesTheFieldThatIsWrong) {
  using Change = std::function<void(v1::ReleaseStatement&)>;
  const std::pair<const char*, Change> cases[] = {
      {"version", [](auto& r) { r.set_version(2); }},
      {"node", [](auto& r) { r.set_node(std::string(kSampleAgency)); }},
      {"node", [](auto& r) { r.clear_node(); }},
      {"record_id", [](auto& r) { r.mutable_record_id()->pop_back(); }},
      {"transfer_id", [](auto& r) { r.set_transfer_id("x"); }},
      {"outcome", [](auto& r) { r.set_outcome(v1::DECISION_OUTCOME_HOLD); }},
      {"outcome", [](auto& r) { r.set_outcome(v1::DECISION_OUTCOME_DENY); }},
      {"outcome", [](auto& r) { r.clear_outcome(); }},
      {"book_digest", [](auto& r) { r.clear_book_digest(); }},
      {"form_digest", [](auto& r) { r.mutable_form_digest()->push_back('x'); }},
      {"decided_at_ms", [](auto& r) { r.set_decided_at_ms(0); }},
      {"valid_until_ms",
       [](auto& r) { r.set_valid_until_ms(r.decided_at_ms()); }},
      {"retain_until_ms", [](auto& r) { r.set_retain_until_ms(-1); }},
      {"answer_latest_ms", [](auto& r) { r.set_answer_due_ms(-1); }},
      {"answer_latest_ms", [](auto& r) { r.set_answer_due_ms(5); }},
      {"answer_latest_ms", [](auto& r) { r.set_answer_latest_ms(5); }},
      {"caveats", [](auto& r) { r.add_caveats(""); }},
      {"caveats", [](auto& r) { r.add_caveats(std::string(501, 'x')); }},
      {"rule_ids",
       [](auto& r) {
         for (int i = 0; i < 257; ++i) r.add_rule_ids("R");
       }},
      {"citations", [](auto& r) { r.add_citations(""); }},
      {"approvals", [](auto& r) { r.add_approvals(); }},
      {"overrides", [](auto& r) { r.add_overrides(); }},
      {"overrides.approver",
       [](auto& r) {
         v1::ReleaseApproval& by = *r.add_overrides();
         by.set_rule_id("R");
         by.set_role("duty-officer");
         by.set_approver("spiffe://elsewhere.example/person/ana");
       }},
      {"redactions.path", [](auto& r) { r.add_redactions(); }},
      {"generalizations.path", [](auto& r) { r.add_generalizations(); }},
      {"redactions",
       [](auto& r) {
         for (int i = 0; i < 257; ++i) r.add_redactions()->set_path("p");
       }},
      {"generalizations",
       [](auto& r) {
         for (int i = 0; i < 257; ++i) r.add_generalizations()->set_path("p");
       }},
  };
  const SampleParties parties;
  for (const auto& [field, change] : cases) {
    v1::ReleaseStatement release = SomeRelease();
    change(release);
    const absl::Status status = CheckRelease(release);
    EXPECT_EQ(ReasonOf(status), kReleaseInvalid);
    EXPECT_THAT(MessageOf(status),
                testing::StartsWith(absl::StrCat("release.", field, " ")));
    EXPECT_FALSE(SignRelease(release, parties.node_a).ok());
    // A node that signs it all the same is refused too.
    v1::SignedRelease forced;
    forced.set_statement(SerializeStrictly(release));
    *forced.mutable_signature() =
        SignPayload(parties.node_a, kReleasePayload, forced.statement())
            .value();
    EXPECT_EQ(ReasonOf(VerifyRelease(forced, parties.keys).status()),
              kReleaseInvalid)
        << field;
  }
}

TEST(ReleaseTest, EveryChangedBitIsRefused) {
  const SampleParties parties;
  const v1::SignedRelease valid =
      SignRelease(SomeRelease(), parties.node_a).value();
  for (size_t bit = 0; bit < valid.statement().size() * 8; ++bit) {
    v1::SignedRelease changed = valid;
    char& byte = (*changed.mutable_statement())[bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyRelease(changed, parties.keys).ok()) << bit;
  }
  for (size_t bit = 0; bit < valid.signature().signature().size() * 8; ++bit) {
    v1::SignedRelease changed = valid;
    char& byte = (*changed.mutable_signature()->mutable_signature())[bit / 8];
    byte = static_cast<char>(byte ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyRelease(changed, parties.keys).ok()) << bit;
  }
}

v1::ReleaseStatement AnotherRelease(int number) {
  return SampleRelease(kSampleNodeA, absl::StrCat("statement ", number),
                       "form");
}

TEST(ReleasesTest, OneSignatureCoversThemAll) {
  const SampleParties parties;
  std::vector<v1::ReleaseStatement> releases;
  for (int i = 0; i < 5; ++i) releases.push_back(AnotherRelease(i));
  const auto all = SignReleases(releases, parties.node_a, SystemRandom());
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->size(), releases.size());
  for (size_t i = 0; i < releases.size(); ++i) {
    const v1::SignedRelease& one = (*all)[i];
    EXPECT_EQ(one.signature().signature(),
              all->front().signature().signature());
    const auto verified = VerifyRelease(one, parties.keys);
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_EQ(SerializeStrictly(*verified), SerializeStrictly(releases[i]));
  }
}

TEST(ReleasesTest, OneAloneIsSignedByItself) {
  const SampleParties parties;
  const auto one =
      SignReleases({SomeRelease()}, parties.node_a, SystemRandom());
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_FALSE(one->front().has_batch());
  EXPECT_TRUE(VerifyRelease(one->front(), parties.keys).ok());
  EXPECT_TRUE(SignReleases({}, parties.node_a, SystemRandom())->empty());
}

TEST(ReleasesTest, OneThatIsWrongIsNamedAndNoneIsSigned) {
  const SampleParties parties;
  v1::ReleaseStatement wrong = SomeRelease();
  wrong.set_version(2);
  EXPECT_EQ(ReasonOf(SignReleases({SomeRelease(), wrong}, parties.node_a,
                                  SystemRandom())
                         .status()),
            kReleaseInvalid);
}

TEST(ReleasesTest, CoverOfAnotherReleaseIsRefused) {
  const SampleParties parties;
  const auto all = SignReleases({AnotherRelease(1), AnotherRelease(2)},
                                parties.node_a, SystemRandom());
  ASSERT_TRUE(all.ok()) << all.status();
  v1::SignedRelease moved = (*all)[0];
  *moved.mutable_batch() = (*all)[1].batch();
  EXPECT_FALSE(VerifyRelease(moved, parties.keys).ok());
  v1::SignedRelease bare = (*all)[0];
  bare.clear_batch();
  EXPECT_FALSE(VerifyRelease(bare, parties.keys).ok());
}

// An agency's root must not pass for a node's, whoever holds the key.
TEST(ReleasesTest, RootOfStatementsCoversNoRelease) {
  const SampleParties parties;
  const std::string statement = SerializeStrictly(SomeRelease());
  const std::vector<std::string> statements = {statement, "another"};
  const auto covered = SignBatch(parties.node_a, statements, SystemRandom());
  ASSERT_TRUE(covered.ok()) << covered.status();
  v1::SignedRelease release;
  release.set_statement(statement);
  *release.mutable_signature() = covered->front().signature();
  *release.mutable_batch() = covered->front().batch();
  EXPECT_FALSE(VerifyRelease(release, parties.keys).ok());
}

TEST(ReleasesTest, EveryChangedBitOfACoverIsRefused) {
  const SampleParties parties;
  const v1::SignedRelease valid =
      SignReleases({AnotherRelease(1), AnotherRelease(2), AnotherRelease(3)},
                   parties.node_a, SystemRandom())
          .value()[0];
  for (size_t bit = 0; bit < kHashSize * 8; ++bit) {
    const auto flip = [bit](std::string& bytes) {
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    };
    v1::SignedRelease changed = valid;
    flip(*changed.mutable_batch()->mutable_blind());
    EXPECT_FALSE(VerifyRelease(changed, parties.keys).ok()) << bit;
    for (int i = 0; i < valid.batch().path_size(); ++i) {
      changed = valid;
      flip(*changed.mutable_batch()->mutable_path(i));
      EXPECT_FALSE(VerifyRelease(changed, parties.keys).ok()) << bit;
    }
  }
  for (uint32_t index = 0; index < 16; ++index) {
    if (index == valid.batch().index()) continue;
    v1::SignedRelease changed = valid;
    changed.mutable_batch()->set_index(index);
    EXPECT_FALSE(VerifyRelease(changed, parties.keys).ok()) << index;
  }
}

}  // namespace
}  // namespace enlace::wire
