#include "server/store/key_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

constexpr absl::string_view kCanary =
    "CANARY-7f3a9c: JUAN N. EXAMPLE, 555-0100";

absl::Time Day(int day) {
  return absl::UnixEpoch() + absl::Hours(24) * (20000 + day);
}

class KeyStoreTest : public testing::Test {
 protected:
  std::unique_ptr<KeyStore> Open() {
    auto keys = KeyStore::Open(path_);
    EXPECT_TRUE(keys.ok()) << keys.status();
    return *std::move(keys);
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "keys/kek";
  SeededRandom random_{1};
};

TEST_F(KeyStoreTest, SealsAndOpensAcrossARestart) {
  core::SealedPayload payload;
  {
    const auto keys = Open();
    ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
    payload = *keys->SealPayload(kCanary, "record 1", random_);
  }
  EXPECT_EQ(payload.key_epoch, 1u);
  EXPECT_EQ(*Open()->OpenPayload(payload, "record 1"), kCanary);
}

TEST_F(KeyStoreTest, ContentHasTheSameTagThroughRestartsAndEpochs) {
  std::string tag;
  {
    const auto keys = Open();
    ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
    tag = keys->TagContent("content");
    EXPECT_EQ(tag.size(), 32u);
    EXPECT_NE(keys->TagContent("other content"), tag);
    EXPECT_NE(tag, ToBytes(Sha256("content")));
  }
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(40), random_).ok());
  ASSERT_TRUE(keys->DestroyEpoch(1).ok());
  EXPECT_EQ(keys->TagContent("content"), tag);
}

TEST_F(KeyStoreTest, TwoStoresTagTheSameContentDifferently) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  auto other = KeyStore::Open(folder_ / "keys/other");
  ASSERT_TRUE(other.ok());
  ASSERT_TRUE((*other)->StartEpochIfDue(Day(0), random_).ok());
  EXPECT_NE((*other)->TagContent("content"), keys->TagContent("content"));
}

TEST_F(KeyStoreTest, AFileWithoutAContentKeyGetsOne) {
  {
    const auto keys = Open();
    ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  }
  std::string bytes = *ReadFile(path_);
  const size_t line = bytes.find("content ");
  ASSERT_NE(line, std::string::npos);
  bytes.erase(line, bytes.find('\n', line) + 1 - line);
  bytes.resize(bytes.find("sha256 "));
  bytes += "sha256 " + HexEncode(AsBytes(Sha256(bytes))) + "\n";
  ASSERT_TRUE(ReplaceFileDurably(path_, bytes, true).ok());
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(1), random_).ok());
  EXPECT_EQ(keys->epochs(), std::vector<uint32_t>{1});
  EXPECT_EQ(Open()->TagContent("content"), keys->TagContent("content"));
}

TEST_F(KeyStoreTest, SubjectTagIsOfOneTransferAndOneYear) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  const uint32_t year = keys->first_subject_year();
  const auto tag_of = [&](absl::string_view transfer, absl::string_view who) {
    return *keys->TagSubject(year, transfer, who);
  };
  const journal::v1::SubjectTags tags =
      keys->TagSubjects("transfer 1", {"curp X", "curp Y", "phone 1"});
  EXPECT_EQ(tags.period(), year);
  EXPECT_THAT(tags.tags(),
              testing::UnorderedElementsAre(tag_of("transfer 1", "curp X"),
                                            tag_of("transfer 1", "curp Y"),
                                            tag_of("transfer 1", "phone 1")));
  EXPECT_TRUE(std::is_sorted(tags.tags().begin(), tags.tags().end()));
  const std::string tag = tag_of("transfer 1", "curp X");
  EXPECT_EQ(tag.size(), 16u);
  EXPECT_NE(tag_of("transfer 2", "curp X"), tag);
  // No two pairs of a transfer and an identifier are the same bytes.
  EXPECT_NE(tag_of("transfer 1c", "urp X"), tag);
  EXPECT_EQ(Open()->TagSubject(year, "transfer 1", "curp X"), tag);

  ASSERT_TRUE(keys->StartEpochIfDue(Day(366), random_).ok());
  const journal::v1::SubjectTags next =
      keys->TagSubjects("transfer 1", {"curp X"});
  EXPECT_EQ(next.period(), year + 1);
  EXPECT_NE(next.tags(0), tag);
  EXPECT_EQ(keys->TagSubject(year, "transfer 1", "curp X"), tag);
}

TEST_F(KeyStoreTest, KeyOfAYearGoesOnceNobodyMayAskAboutItAnyMore) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  const uint32_t year = keys->first_subject_year();
  for (int later = 1; later <= 5; ++later) {
    ASSERT_TRUE(keys->StartEpochIfDue(Day(366 * later), random_).ok());
    EXPECT_EQ(keys->first_subject_year(), year) << later;
  }
  ASSERT_TRUE(keys->StartEpochIfDue(Day(366 * 6), random_).ok());
  EXPECT_EQ(keys->first_subject_year(), year + 1);
  EXPECT_EQ(keys->TagSubject(year, "transfer 1", "curp X"), std::nullopt);
  EXPECT_EQ(Open()->first_subject_year(), year + 1);
  EXPECT_EQ(ReadFile(path_)->find(absl::StrCat("subject ", year, " ")),
            std::string::npos);
}

TEST_F(KeyStoreTest, ClockThatStandsInAnEarlierYearStartsNone) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(366), random_).ok());
  const auto tags = keys->TagSubjects("transfer 1", {"curp X"});
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  EXPECT_EQ(keys->TagSubjects("transfer 1", {"curp X"}).SerializeAsString(),
            tags.SerializeAsString());
}

TEST_F(KeyStoreTest, NothingIsSealedBeforeTheFirstEpoch) {
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Open()->SealPayload(kCanary, "record 1", random_).status()));
}

TEST_F(KeyStoreTest, EveryChangeOfASealedPayloadIsRefused) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  const core::SealedPayload good =
      *keys->SealPayload(kCanary, "record 1", random_);
  EXPECT_TRUE(absl::IsDataLoss(keys->OpenPayload(good, "record 2").status()));
  for (size_t i = 0; i < good.sealed.size(); ++i) {
    core::SealedPayload bad = good;
    bad.sealed[i] = static_cast<char>(bad.sealed[i] ^ 1);
    EXPECT_TRUE(absl::IsDataLoss(keys->OpenPayload(bad, "record 1").status()));
  }
  for (size_t i = 0; i < good.wrapped_key.size(); ++i) {
    core::SealedPayload bad = good;
    bad.wrapped_key[i] = static_cast<char>(bad.wrapped_key[i] ^ 1);
    EXPECT_TRUE(absl::IsDataLoss(keys->OpenPayload(bad, "record 1").status()));
  }
  core::SealedPayload swapped = good;
  swapped.wrapped_key =
      keys->SealPayload(kCanary, "record 1", random_)->wrapped_key;
  EXPECT_TRUE(
      absl::IsDataLoss(keys->OpenPayload(swapped, "record 1").status()));
  core::SealedPayload empty;
  empty.key_epoch = 1;
  EXPECT_TRUE(absl::IsDataLoss(keys->OpenPayload(empty, "record 1").status()));
}

TEST_F(KeyStoreTest, EpochStartsWhenTheLastIsOldEnough) {
  const auto keys = Open();
  for (const auto& [day, epochs] : std::vector<std::pair<int, size_t>>{
           {0, 1}, {1, 1}, {29, 1}, {30, 2}, {59, 2}, {10, 2}, {60, 3}}) {
    ASSERT_TRUE(keys->StartEpochIfDue(Day(day), random_).ok());
    EXPECT_EQ(keys->epochs().size(), epochs) << day;
  }
  EXPECT_EQ(Open()->epochs(), std::vector<uint32_t>({1, 2, 3}));
}

TEST_F(KeyStoreTest, DestroyedEpochOpensNothing) {
  core::SealedPayload old;
  core::SealedPayload current;
  {
    const auto keys = Open();
    ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
    old = *keys->SealPayload(kCanary, "record 1", random_);
    EXPECT_TRUE(absl::IsFailedPrecondition(keys->DestroyEpoch(1)));
    ASSERT_TRUE(keys->StartEpochIfDue(Day(31), random_).ok());
    current = *keys->SealPayload(kCanary, "record 2", random_);
    EXPECT_EQ(*keys->OpenPayload(old, "record 1"), kCanary);

    const std::string before = *ReadFile(path_);
    const std::string key = std::vector<std::string>(absl::StrSplit(
        before,
        absl::ByAnyChar(
            " \n")))[11];  // ... content <key> epoch 1 <start> <key>
    ASSERT_EQ(HexDecode(key)->size(), 32u);
    ASSERT_TRUE(keys->DestroyEpoch(1).ok());
    EXPECT_EQ(ReadFile(path_)->find(key), std::string::npos);
    EXPECT_FALSE(FileExists(path_ + ".new"));
    EXPECT_TRUE(absl::IsNotFound(keys->OpenPayload(old, "record 1").status()));
    EXPECT_TRUE(absl::IsNotFound(keys->DestroyEpoch(1)));
  }
  const auto keys = Open();
  EXPECT_TRUE(absl::IsNotFound(keys->OpenPayload(old, "record 1").status()));
  EXPECT_EQ(*keys->OpenPayload(current, "record 2"), kCanary);
  // A number is never given out twice.
  ASSERT_TRUE(keys->StartEpochIfDue(Day(62), random_).ok());
  EXPECT_EQ(keys->epochs(), std::vector<uint32_t>({2, 3}));
}

TEST_F(KeyStoreTest, WrappedAnewItOpensWithTheCurrentKeyAlone) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  const core::SealedPayload old =
      *keys->SealPayload(kCanary, "record 1", random_);
  ASSERT_TRUE(keys->StartEpochIfDue(Day(31), random_).ok());
  const auto rewrapped = keys->Rewrap(old);
  ASSERT_TRUE(rewrapped.ok());
  EXPECT_EQ(rewrapped->sealed, old.sealed);
  EXPECT_EQ(rewrapped->key_epoch, 2u);
  EXPECT_NE(rewrapped->wrapped_key, old.wrapped_key);
  core::SealedPayload spoilt = old;
  spoilt.wrapped_key[0] = static_cast<char>(spoilt.wrapped_key[0] ^ 1);
  EXPECT_TRUE(absl::IsDataLoss(keys->Rewrap(spoilt).status()));
  ASSERT_TRUE(keys->DestroyEpoch(1).ok());
  EXPECT_EQ(*keys->OpenPayload(*rewrapped, "record 1"), kCanary);
  EXPECT_TRUE(absl::IsNotFound(keys->Rewrap(old).status()));
}

TEST_F(KeyStoreTest, FileIsPrivateAndRefusedIfItIsNot) {
  ASSERT_TRUE(Open()->StartEpochIfDue(Day(0), random_).ok());
  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  EXPECT_TRUE(absl::IsPermissionDenied(KeyStore::Open(path_).status()));
}

TEST_F(KeyStoreTest, EveryDamagedByteOfTheFileIsDataLoss) {
  {
    const auto keys = Open();
    ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
    ASSERT_TRUE(keys->StartEpochIfDue(Day(31), random_).ok());
  }
  const std::string good = *ReadFile(path_);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    ASSERT_TRUE(ReplaceFileDurably(path_, bad, true).ok());
    EXPECT_TRUE(absl::IsDataLoss(KeyStore::Open(path_).status())) << i;
    ASSERT_TRUE(ReplaceFileDurably(path_, good.substr(0, i), true).ok());
    EXPECT_TRUE(absl::IsDataLoss(KeyStore::Open(path_).status())) << i;
  }
}

TEST_F(KeyStoreTest, KeyIsOnDiskBeforeItIsUsed) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  std::filesystem::remove_all(folder_ / "keys");
  ASSERT_TRUE(ReplaceFileDurably(folder_ / "keys", "in the way").ok());
  EXPECT_FALSE(keys->StartEpochIfDue(Day(31), random_).ok());
  EXPECT_EQ(keys->epochs(), std::vector<uint32_t>({1}));
  EXPECT_EQ(keys->SealPayload(kCanary, "record 1", random_)->key_epoch, 1u);
}

// The canary goes through every path that writes: commits, a drop, a snapshot,
// the emptying of the write-ahead log.  Neither it nor a key stands in any file
// of the store.
TEST_F(KeyStoreTest, NoFileOfTheStoreHoldsPlaintextOrAKey) {
  const auto keys = Open();
  ASSERT_TRUE(keys->StartEpochIfDue(Day(0), random_).ok());
  const std::string key_hex = std::vector<std::string>(
      absl::StrSplit(*ReadFile(path_), absl::ByAnyChar(" \n")))[11];
  const auto scan = [&] {
    int files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(folder_ / "store")) {
      const std::string bytes = *ReadFile(file.path().string());
      EXPECT_EQ(bytes.find(std::string(kCanary)), std::string::npos)
          << file.path();
      EXPECT_EQ(bytes.find("CANARY-7f3a9c"), std::string::npos);
      EXPECT_EQ(bytes.find(*HexDecode(key_hex)), std::string::npos);
      EXPECT_EQ(bytes.find(key_hex), std::string::npos);
      ++files;
    }
    return files;
  };
  for (int start = 0; start < 2; ++start) {
    auto store = *SqliteStore::Open(folder_ / "store");
    for (uint64_t i = 0; i < 3; ++i) {
      core::Batch batch = MakeBatch(store->batch_number() + 1);
      for (core::PayloadRow& row : batch.payloads) {
        row.payload = *keys->SealPayload(kCanary, row.transfer_id, random_);
      }
      ASSERT_TRUE(store->Commit(batch).ok());
    }
    ASSERT_TRUE(store->SaveSnapshot({store->batch_number(), "state", {}}).ok());
    EXPECT_EQ(*keys->OpenPayload(*store->ReadPayload(TransferId(1, 1)),
                                 TransferId(1, 1)),
              kCanary);
    EXPECT_GE(scan(), 5);
  }
  EXPECT_GE(scan(), 3);
}

}  // namespace
}  // namespace enlace::store
