#include "server/audit/signer_anchor.h"

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

TreeHead HeadOfSize(uint64_t size) { return {size, ReferenceRoot(0, size)}; }

class SignerAnchorTest : public testing::Test {
 protected:
  std::unique_ptr<SignerAnchor> Open() {
    auto anchor = SignerAnchor::Open(path_);
    EXPECT_TRUE(anchor.ok()) << anchor.status();
    return anchor.ok() ? *std::move(anchor) : nullptr;
  }

  const AnchorFolder folder_;
  const std::string path_ = folder_ / "guard/anchor";
};

TEST_F(SignerAnchorTest, NewAnchorSaysNothing) {
  const auto anchor = Open();
  EXPECT_EQ(anchor->LastSigned("aa.example/audit"), std::nullopt);
  EXPECT_EQ(anchor->LastWitnessed("bb.example/audit"), std::nullopt);
}

TEST_F(SignerAnchorTest, WhatWasRecordedIsThereAfterARestart) {
  const WitnessedTree watched{HeadOfSize(9), "a note\nof two lines\n"};
  {
    const auto anchor = Open();
    ASSERT_TRUE(anchor->RecordSigned("aa.example/audit", HeadOfSize(7)).ok());
    ASSERT_TRUE(anchor->RecordSigned("aa.example/audit/1", HeadOfSize(3)).ok());
    ASSERT_TRUE(anchor->RecordWitnessed("bb.example/audit", watched).ok());
  }
  const auto anchor = Open();
  EXPECT_EQ(anchor->LastSigned("aa.example/audit"), HeadOfSize(7));
  EXPECT_EQ(anchor->LastSigned("aa.example/audit/1"), HeadOfSize(3));
  EXPECT_EQ(anchor->LastWitnessed("bb.example/audit"), watched);
  EXPECT_EQ(anchor->LastSigned("bb.example/audit"), std::nullopt);
}

TEST_F(SignerAnchorTest, ATreeNeverGoesBackAndNeverChanges) {
  const auto anchor = Open();
  TreeHead other = HeadOfSize(7);
  other.root[0] ^= 1;
  ASSERT_TRUE(anchor->RecordSigned("o", HeadOfSize(7)).ok());
  EXPECT_TRUE(anchor->RecordSigned("o", HeadOfSize(7)).ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(anchor->RecordSigned("o", HeadOfSize(6))));
  EXPECT_TRUE(absl::IsFailedPrecondition(anchor->RecordSigned("o", other)));
  EXPECT_EQ(anchor->LastSigned("o"), HeadOfSize(7));

  ASSERT_TRUE(anchor->RecordWitnessed("w", {HeadOfSize(7), "n"}).ok());
  EXPECT_TRUE(anchor->RecordWitnessed("w", {HeadOfSize(7), "later"}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      anchor->RecordWitnessed("w", {HeadOfSize(6), "n"})));
  EXPECT_TRUE(
      absl::IsFailedPrecondition(anchor->RecordWitnessed("w", {other, "n"})));
  EXPECT_EQ(anchor->LastWitnessed("w")->note, "later");
}

TEST_F(SignerAnchorTest, OriginsThatWouldBreakTheFileAreRefused) {
  const auto anchor = Open();
  for (const char* origin : {"", "a b", "a\nb", "a+b", "a\xff"}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(anchor->RecordSigned(origin, HeadOfSize(1))));
  }
}

TEST_F(SignerAnchorTest, EveryDamagedByteIsDataLoss) {
  {
    const auto anchor = Open();
    ASSERT_TRUE(anchor->RecordSigned("aa.example/audit", HeadOfSize(7)).ok());
    ASSERT_TRUE(
        anchor->RecordWitnessed("bb.example/audit", {HeadOfSize(9), "note"})
            .ok());
  }
  const std::string good = *ReadFile(path_);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_TRUE(ReplaceFileDurably(path_, bad).ok());
    EXPECT_TRUE(absl::IsDataLoss(SignerAnchor::Open(path_).status())) << i;
    ASSERT_TRUE(ReplaceFileDurably(path_, good.substr(0, i)).ok());
    EXPECT_TRUE(absl::IsDataLoss(SignerAnchor::Open(path_).status())) << i;
  }
  ASSERT_TRUE(ReplaceFileDurably(path_, good + good).ok());
  EXPECT_TRUE(absl::IsDataLoss(SignerAnchor::Open(path_).status()));
}

TEST_F(SignerAnchorTest, SecondOpenerIsRefused) {
  const auto anchor = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(SignerAnchor::Open(path_).status()));
}

TEST_F(SignerAnchorTest, WhatCouldNotBeWrittenIsNotRecorded) {
  const auto anchor = Open();
  ASSERT_TRUE(anchor->RecordSigned("o", HeadOfSize(7)).ok());
  std::filesystem::create_directory(path_ + ".new");
  EXPECT_FALSE(anchor->RecordSigned("o", HeadOfSize(8)).ok());
  EXPECT_EQ(anchor->LastSigned("o"), HeadOfSize(7));
}

TEST(DecideSigningTest, Table) {
  TreeHead other = HeadOfSize(5);
  other.root[0] ^= 1;
  const struct {
    const char* name;
    uint64_t log_size;
    std::optional<TreeHead> anchor;
    SigningState state;
  } rows[] = {
      {"new log", 0, std::nullopt, SigningState::kSign},
      {"no anchor", 1, std::nullopt, SigningState::kRecordOnly},
      {"as signed", 5, HeadOfSize(5), SigningState::kSign},
      {"recorded since", 9, HeadOfSize(5), SigningState::kSign},
      {"empty as signed", 0, HeadOfSize(0), SigningState::kSign},
      {"one entry short", 4, HeadOfSize(5), SigningState::kRefuse},
      {"all lost", 0, HeadOfSize(5), SigningState::kRefuse},
      {"another history", 9, other, SigningState::kRefuse},
      {"another history of the same size", 5, other, SigningState::kRefuse},
  };
  for (const auto& row : rows) {
    const auto state = DecideSigning(
        row.log_size, row.anchor, [&](uint64_t size) -> absl::StatusOr<Hash> {
          EXPECT_LE(size, row.log_size) << row.name;
          return ReferenceRoot(0, size);
        });
    ASSERT_TRUE(state.ok()) << row.name;
    EXPECT_EQ(*state, row.state) << row.name;
  }
  EXPECT_TRUE(absl::IsUnavailable(
      DecideSigning(5, HeadOfSize(5), [](uint64_t) -> absl::StatusOr<Hash> {
        return absl::UnavailableError("no store");
      }).status()));
}

}  // namespace
}  // namespace enlace::audit
