// P7: with the database, its write-ahead log, a backup from before the erasure
// and every key that still exists, no erased record opens.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "certs/sealing.h"
#include "server/store/backup.h"
#include "tests/server/app/sealed_node.h"

namespace enlace::app {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

constexpr absl::Time kErasureStart = absl::FromUnixSeconds(1772971200);
constexpr absl::string_view kCanary = "CANARY-7f3a9c";
// RFC 5649 adds eight bytes.
constexpr size_t kWrappedSize = certs::kSealingKeySize + 8;

// What somebody has who took everything: files, and a key file.
class Image {
 public:
  void AddFolder(const std::string& folder) {
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      if (file.path().filename() == "lock") continue;
      files_.push_back(*ReadFile(file.path().string()));
    }
  }

  // The sealed payloads of a database, by transfer id.
  void AddPayloads(const std::string& journal) {
    auto database =
        sqlite::Database::Open(journal, sqlite::Database::Mode::kRead);
    ASSERT_TRUE(database.ok());
    auto rows = database->Prepare("SELECT transfer_id, sealed FROM payloads");
    ASSERT_TRUE(rows.ok());
    while (*rows->Step()) {
      sealed_.emplace(std::string(rows->Bytes(0)), std::string(rows->Bytes(1)));
    }
  }

  // Every key that stands in a key file, hexadecimal or not.
  void AddKeys(const std::string& key_file) {
    for (const absl::string_view word :
         absl::StrSplit(key_file, absl::ByAnyChar(" \n"))) {
      const auto key = HexDecode(word);
      if (key.ok() && key->size() == certs::kSealingKeySize) keys_.insert(*key);
    }
  }

  bool Holds(absl::string_view bytes) const {
    for (const std::string& file : files_) {
      if (absl::StrContains(file, bytes)) return true;
    }
    return false;
  }

  // Tries every key on whatever could be a wrapped one, at every byte of every
  // file, and what that yields on every sealed payload: the transfers that
  // open.
  std::set<std::string> Opened() const {
    std::set<std::string> data_keys;
    for (const std::string& file : files_) {
      for (size_t at = 0; at + kWrappedSize <= file.size(); ++at) {
        const absl::string_view bytes(file.data() + at, kWrappedSize);
        if (bytes.front() == '\0' && bytes.back() == '\0') continue;
        for (const std::string& key : keys_) {
          const auto unwrapped = certs::UnwrapKey(key, bytes);
          if (unwrapped.ok()) data_keys.insert(*unwrapped);
        }
      }
    }
    std::set<std::string> opened;
    for (const auto& [id, sealed] : sealed_) {
      for (const std::string& key : data_keys) {
        if (certs::Open(key, sealed, id).ok()) opened.insert(id);
      }
    }
    return opened;
  }

 private:
  std::vector<std::string> files_;
  std::multimap<std::string, std::string> sealed_;
  std::set<std::string> keys_;
};

class ErasureOnDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    SealedNode node(Live(), kErasureStart);
    SendSome(node);
  }

  // Some that fit in a page, some that do not; every other one is limited.
  void SendSome(SealedNode& node) {
    for (int i = 0; i < 4; ++i) {
      const std::string body =
          absl::StrCat(kCanary, " ", ++sent_,
                       std::string(static_cast<size_t>(i) * 2000, 'x'));
      const bool limited = i % 2 == 0;
      (limited ? limited_ : kept_).insert(node.Send(body, limited));
    }
  }

  std::string Live() const { return folder_ / "live"; }
  std::string Backup() const { return folder_ / "backup"; }

  // Database, write-ahead log and snapshots of today and of the backup.
  Image Taken() const {
    Image image;
    for (const std::string& each : {Live(), Backup()}) {
      const std::string store = SealedNode::StoreOf(each);
      image.AddFolder(store);
      image.AddPayloads(store + "/journal.db");
    }
    return image;
  }

  std::string KeyFile(const std::string& directory) const {
    return *ReadFile(SealedNode::KeysOf(directory));
  }

  const store::TemporaryFolder folder_;
  std::set<std::string> limited_;
  std::set<std::string> kept_;
  int sent_ = 0;  // all different: the same content twice would be held
};

TEST_F(ErasureOnDiskTest, ErasedRecordsOpenWithNoKeyThatExists) {
  SealedNode node(Live(), kErasureStart);
  SendSome(node);  // these stand in the write-ahead log still
  SealedNode::Copy(Live(), Backup());
  node.PassTime(kSealedRecordKept);
  EXPECT_EQ(node.Tick(), limited_.size());
  for (const std::string& id : limited_) {
    EXPECT_TRUE(absl::IsNotFound(node.Read(id).status()));
  }
  // Until the epoch ends the backup opens: so this test would notice.
  const std::string keys_before = KeyFile(Live());
  {
    Image early = Taken();
    early.AddKeys(keys_before);
    std::set<std::string> all = limited_;
    all.insert(kept_.begin(), kept_.end());
    EXPECT_THAT(early.Opened(), UnorderedElementsAreArray(all));
  }
  node.StartEpoch();
  ASSERT_TRUE(node.FinishTurn().ok());

  Image image = Taken();
  EXPECT_FALSE(image.Holds(kCanary));
  image.AddKeys(KeyFile(Live()));
  EXPECT_THAT(image.Opened(), UnorderedElementsAreArray(kept_));
  for (const std::string& id : kept_) EXPECT_TRUE(node.Read(id).ok());
  // Whoever had kept the old keys would open them.
  image.AddKeys(keys_before);
  EXPECT_GT(image.Opened().size(), kept_.size());
}

TEST_F(ErasureOnDiskTest, TheChainVerifiesAfterErasureAndTurn) {
  uint64_t batches = 0;
  {
    SealedNode node(Live(), kErasureStart);
    node.PassTime(kSealedRecordKept);
    node.Tick();
    node.StartEpoch();
    ASSERT_TRUE(node.FinishTurn().ok());
    batches = node.store().batch_number();
  }
  auto store = store::SqliteStore::Open(SealedNode::StoreOf(Live()));
  ASSERT_TRUE(store.ok()) << store.status();
  uint64_t replayed = 0;
  ASSERT_TRUE((*store)
                  ->Replay(0,
                           [&](absl::string_view) {
                             ++replayed;
                             return absl::OkStatus();
                           })
                  .ok());
  EXPECT_EQ(replayed, batches);
  EXPECT_TRUE((*store)->ReadAudit(0, UINT64_MAX).ok());
}

// A database from before the erasures comes back, with the keys of today.
TEST_F(ErasureOnDiskTest, ARestoredDatabaseErasesAgainAndOpensNothingErased) {
  {
    SealedNode node(Live(), kErasureStart);
    SealedNode::Copy(Live(), Backup());
    node.PassTime(kSealedRecordKept);
    EXPECT_EQ(node.Tick(), limited_.size());
    node.StartEpoch();
    ASSERT_TRUE(node.FinishTurn().ok());
  }
  std::filesystem::remove_all(SealedNode::StoreOf(Live()));
  store::CopyStore(SealedNode::StoreOf(Backup()), SealedNode::StoreOf(Live()));
  SealedNode node(Live(), kErasureStart + absl::Hours(24 * 40));
  for (const std::string& id : limited_) {
    // It is there again, and its key is not.
    ASSERT_TRUE(node.store().ReadPayload(id).ok());
    EXPECT_TRUE(absl::IsNotFound(node.Read(id).status()));
  }
  // What is past its time follows from the journal, whichever one it is.
  EXPECT_EQ(node.Tick(), limited_.size());
  for (const std::string& id : limited_) {
    EXPECT_TRUE(absl::IsNotFound(node.store().ReadPayload(id).status()));
  }
  // What a turn of the epoch had wrapped anew since is lost with its key: a
  // backup serves until the end of its epoch.
  for (const std::string& id : kept_) {
    EXPECT_TRUE(absl::IsNotFound(node.Read(id).status()));
  }
  EXPECT_TRUE(node.turn().Step().ok());
}

// The same through what an operator does: `enlaced backup`, `enlaced restore`.
TEST_F(ErasureOnDiskTest, ARestoredBackupErasesAgainBeforeItServes) {
  const auto ignore = [](const store::BackupProgress&) {};
  {
    SealedNode node(Live(), kErasureStart);
    store::BackupRequest request;
    request.store_directory = SealedNode::StoreOf(Live());
    request.folder = Backup();
    request.node = "spiffe://us.enlace.example/node/1";
    request.instant = kErasureStart;
    ASSERT_TRUE(store::MakeBackup(request, ignore).ok());
    node.PassTime(kSealedRecordKept);
    EXPECT_EQ(node.Tick(), limited_.size());
  }
  Image image;
  image.AddFolder(Backup());
  image.AddKeys(KeyFile(Live()));
  EXPECT_FALSE(image.Holds(kCanary));
  for (const absl::string_view word :
       absl::StrSplit(KeyFile(Live()), absl::ByAnyChar(" \n"))) {
    if (word.size() == 2 * certs::kSealingKeySize) {
      EXPECT_FALSE(image.Holds(word) || image.Holds(*HexDecode(word)));
    }
  }
  std::filesystem::remove_all(SealedNode::StoreOf(Live()));
  const auto backup = store::CheckBackup(Backup(), ignore);
  ASSERT_TRUE(backup.ok()) << backup.status();
  ASSERT_TRUE(
      store::RestoreBackup(*backup, SealedNode::StoreOf(Live()), ignore).ok());
  SealedNode node(Live(), kErasureStart + kSealedRecordKept);
  for (const std::string& id : limited_) {
    EXPECT_TRUE(node.store().ReadPayload(id).ok());
  }
  EXPECT_EQ(node.Tick(), limited_.size());
  for (const std::string& id : limited_) {
    EXPECT_TRUE(absl::IsNotFound(node.store().ReadPayload(id).status()));
  }
  for (const std::string& id : kept_) EXPECT_TRUE(node.Read(id).ok());
}

// A database of the same epoch opens until that ends, and erases at once.
TEST_F(ErasureOnDiskTest, ARestoredDatabaseOfTheSameEpochErasesBeforeItServes) {
  {
    SealedNode node(Live(), kErasureStart);
    SealedNode::Copy(Live(), Backup());
    node.PassTime(kSealedRecordKept);
    node.Tick();
  }
  std::filesystem::remove_all(SealedNode::StoreOf(Live()));
  store::CopyStore(SealedNode::StoreOf(Backup()), SealedNode::StoreOf(Live()));
  SealedNode node(Live(), kErasureStart + kSealedRecordKept);
  EXPECT_EQ(node.Tick(), limited_.size());
  EXPECT_EQ(node.Tick(), 0u);
  for (const std::string& id : limited_) {
    EXPECT_TRUE(absl::IsNotFound(node.Read(id).status()));
  }
  for (const std::string& id : kept_) EXPECT_TRUE(node.Read(id).ok());
}

}  // namespace
}  // namespace enlace::app
