#include "server/audit/publisher.h"

#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "enlace/v1/audit.pb.h"
#include "gtest/gtest.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/tile.h"
#include "server/audit/annex_line.h"
#include "server/audit/log_tree.h"
#include "server/audit/tree_recovery.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

class PublisherTest : public PublishingTest {
 protected:
  // Checks all files, and that those of exactly `size` are there.
  void ExpectPublished(uint64_t size) {
    uint64_t unused = 0;
    EXPECT_TRUE(CheckPublished(audit_files_.durable, {}, &unused).ok());
    for (wire::Tile tile : wire::AllTiles(size)) {
      EXPECT_TRUE(audit_files_.durable.contains(wire::TilePath(tile)))
          << wire::TilePath(tile);
      if (tile.level != 0) continue;
      tile.level = wire::kEntriesLevel;
      EXPECT_TRUE(audit_files_.durable.contains(wire::TilePath(tile)))
          << wire::TilePath(tile);
    }
  }
};

TEST_F(PublisherTest, EverySizeUpTo600IsPublished) {
  for (uint64_t size = 1; size <= 600; ++size) {
    ASSERT_TRUE(PublishSize(size).ok()) << size;
    if (size % 7 == 0 || size % 256 < 2) ExpectPublished(size);
  }
  ExpectPublished(600);
  // One partial tile and bundle for every size that has one.
  EXPECT_TRUE(audit_files_.durable.contains("tile/0/000.p/255"));
  EXPECT_TRUE(audit_files_.durable.contains("tile/entries/001.p/1"));
  EXPECT_FALSE(audit_files_.durable.contains("tile/0/000.p/256"));
}

TEST_F(PublisherTest, LeapsOverManyBundles) {
  uint64_t published = 0;
  for (const uint64_t size : {3u, 255u, 256u, 1024u, 1025u, 1900u, 70000u}) {
    ASSERT_TRUE(PublishSize(size).ok()) << size;
    ExpectPublished(size);
    published = size;
  }
  // As audit-log.md counts the tiles of this size.
  int full = 0;
  for (const auto& [path, bytes] : audit_files_.durable) {
    const wire::Tile tile = *wire::ParseTilePath(path);
    if (tile.level >= 0 && !tile.partial()) ++full;
  }
  EXPECT_EQ(full, 274);
  EXPECT_TRUE(audit_files_.durable.contains("tile/0/273.p/112"));
  EXPECT_TRUE(audit_files_.durable.contains("tile/1/001.p/17"));
  EXPECT_TRUE(audit_files_.durable.contains("tile/2/000.p/1"));
  EXPECT_EQ(publisher_->size(), published);
}

TEST_F(PublisherTest, ResumesAtEverySizeAndReadsOnlyTheOpenBundle) {
  for (uint64_t size = 1; size <= 600; size += 13) {
    publisher_.reset();
    published_ = size > 13 ? size - 13 : 0;
    store_.rows_read = 0;
    ASSERT_TRUE(PublishSize(size).ok()) << size;
    EXPECT_LE(store_.rows_read, 256u + 2 * 13 + 13) << size;
  }
  uint64_t unused = 0;
  EXPECT_TRUE(CheckPublished(audit_files_.durable, {}, &unused).ok());
}

TEST_F(PublisherTest, AnnexHasOneLineAnEntry) {
  ASSERT_TRUE(PublishSize(300).ok());
  const std::vector<std::string> first =
      absl::StrSplit(annex_files_.durable.at("000.jsonl"), '\n');
  EXPECT_EQ(first.size(), 257u);
  EXPECT_EQ(first.front().substr(0, 12), "{\"index\":\"0\"");
  const std::vector<std::string> second =
      absl::StrSplit(annex_files_.durable.at("001.jsonl"), '\n');
  EXPECT_EQ(second.size(), 45u);
  EXPECT_EQ(AnnexPath(1234067), "x001/x234/067.jsonl");
}

// docs/audit-log.md, section 9.
TEST(AuditEntryTest, ExampleOfTheDocument) {
  v1::SharedOpening shared;
  shared.set_type("firearm_trace");
  v1::NationalOpening national;
  national.set_reason("D02");
  wire::AuditEntry entry;
  entry.log_time_ms = 1700000000000;
  for (char i = 0; i < 16; ++i) entry.transfer_id.push_back(i);
  entry.step = v1::AUDIT_STEP_DECIDED_OUTGOING;
  entry.shared = wire::SharedCommitment(std::string(32, '\x11'),
                                        shared.SerializeAsString());
  entry.national = wire::NationalCommitment(std::string(32, '\x22'),
                                            national.SerializeAsString());
  const std::string bytes = wire::EncodeAuditEntry(entry);
  const std::string document = *ReadFile("docs/audit-log.md");
  for (const auto& [at, size] : std::vector<std::pair<size_t, size_t>>{
           {1, 8}, {9, 16}, {26, 32}, {58, 32}}) {
    const std::string hex = HexEncode(bytes.substr(at, size));
    EXPECT_NE(document.find(hex), std::string::npos) << hex;
  }
  EXPECT_NE(document.find(HexEncode(AsBytes(wire::HashLeaf(bytes)))),
            std::string::npos);
}

// The line is made by hand; its form is that of the library, all fields shown.
TEST(AnnexLineTest, IsProto3Json) {
  for (uint64_t size = 0; size < 70; ++size) {
    v1::AnnexEntry annex;
    annex.set_index(size * size * size * size * size);
    std::string bytes(size, '\0');
    for (size_t i = 0; i < size; ++i) {
      bytes[i] = static_cast<char>(i * 37 + size);
    }
    annex.set_shared_blind(bytes);
    annex.set_shared(bytes + "s");
    annex.set_national_blind(bytes.substr(size / 2));
    annex.set_national(bytes + bytes);
    for (uint64_t leaf = 0; leaf < size % 4; ++leaf) {
      v1::AnnexLeaf& added = *annex.add_leaves();
      added.set_shared_blind(bytes);
      if (leaf > 0) added.set_shared(bytes + "leaf");
      added.set_national_blind(bytes);
      added.set_national(std::string(leaf, 'n'));
    }
    google::protobuf::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    std::string json;
    ASSERT_TRUE(
        google::protobuf::util::MessageToJsonString(annex, &json, options)
            .ok());
    const auto line = AnnexLine({.index = annex.index(),
                                 .entry = "",
                                 .annex = annex.SerializeAsString()});
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_EQ(*line, json + "\n");
  }
}

TEST(AnnexLineTest, EveryFieldOfTheMessageIsThere) {
  EXPECT_EQ(v1::AnnexEntry::descriptor()->field_count(), 6);
  EXPECT_EQ(v1::AnnexLeaf::descriptor()->field_count(), 4);
}

TEST_F(PublisherTest, ErasedAnnexOpensNothing) {
  core::AuditRow row = TestRow(7);
  row.annex.clear();
  EXPECT_EQ(*AnnexLine(row),
            "{\"index\":\"7\",\"sharedBlind\":\"\",\"shared\":\"\","
            "\"nationalBlind\":\"\",\"national\":\"\",\"leaves\":[]}\n");
  row.annex = TestRow(8).annex;
  EXPECT_TRUE(absl::IsDataLoss(AnnexLine(row).status()));
  row.annex = "\xff";
  EXPECT_TRUE(absl::IsDataLoss(AnnexLine(row).status()));
}

// The journal changes between the moment the tree hashed an entry and the
// moment it is published: nothing of it is written, nothing may be signed.
TEST_F(PublisherTest, EntryThatChangedInTheJournalIsDataLoss) {
  for (const uint64_t index : {0u, 100u, 255u, 256u, 299u}) {
    tree_.reset();
    publisher_.reset();
    audit_files_ = {};
    store_.rows.clear();
    store_.GrowTo(300);
    tree_.emplace(RecoverTree(store_, audit_, std::nullopt)->tree);
    store_.rows[index].entry[0] ^= 1;
    const absl::Status status = PublishSize(300);
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    // What was written before is right all the same.
    uint64_t unused = 0;
    EXPECT_TRUE(CheckPublished(audit_files_.visible, {}, &unused).ok());
    EXPECT_EQ(publisher_->size(), 0u);
    EXPECT_FALSE(audit_files_.durable.contains("tile/entries/001.p/44"));
  }
}

TEST_F(PublisherTest, RowsThatAreMissingOrOutOfPlaceAreDataLoss) {
  store_.GrowTo(300);
  tree_.emplace(RecoverTree(store_, audit_, std::nullopt)->tree);
  store_.rows[200].index = 201;
  EXPECT_TRUE(absl::IsDataLoss(PublishSize(300)));
  store_.rows[200].index = 200;
  store_.rows.resize(299);
  const auto reader = [this](wire::NodeId node) { return tree_->Node(node); };
  EXPECT_TRUE(
      absl::IsDataLoss(publisher_->Publish(300, *tree_->Root(300), reader)));
}

TEST_F(PublisherTest, PublishesAfterAnErrorOfTheDisk) {
  ASSERT_TRUE(PublishSize(200).ok());
  for (int at = 1;; ++at) {
    disk_ = {.fails_at = at};
    const absl::Status status =
        PublishSize(200 + static_cast<uint64_t>(at) * 3);
    if (status.ok()) break;
    EXPECT_TRUE(absl::IsUnavailable(status)) << status;
    disk_ = {};
    ASSERT_TRUE(PublishSize(200 + static_cast<uint64_t>(at) * 3).ok());
    ExpectPublished(200 + static_cast<uint64_t>(at) * 3);
  }
}

TEST(DiskDirectoryTest, FilesAreReplacedWholeAndHaveTheirMode) {
  const AnchorFolder folder;
  for (const auto readers :
       {DiskDirectory::Readers::kAll, DiskDirectory::Readers::kOwner}) {
    const bool all = readers == DiskDirectory::Readers::kAll;
    const std::string path = folder / (all ? "audit" : "annex");
    auto directory = DiskDirectory::Open(path, readers);
    ASSERT_TRUE(directory.ok()) << directory.status();
    EXPECT_TRUE(absl::IsNotFound((*directory)->Read("tile/0/000").status()));
    for (const char* bytes : {"first", "", "second"}) {
      ASSERT_TRUE((*directory)->Write("tile/0/000", bytes).ok());
      EXPECT_EQ(*(*directory)->Read("tile/0/000"), bytes);
    }
    ASSERT_TRUE((*directory)->Write("tile/0/000.p/7", "part").ok());
    ASSERT_TRUE((*directory)->Sync().ok());
    EXPECT_FALSE(FileExists(path + "/tile/0/000.new"));
    struct stat status;
    ASSERT_EQ(stat((path + "/tile/0/000").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, all ? 0644u : 0600u);
  }
}

TEST(DiskDirectoryTest, FileInThePlaceOfAFolderIsAnError) {
  const AnchorFolder folder;
  auto directory =
      DiskDirectory::Open(folder / "audit", DiskDirectory::Readers::kAll);
  ASSERT_TRUE((*directory)->Write("tile", "in the way").ok());
  EXPECT_FALSE((*directory)->Write("tile/0/000", "x").ok());
}

}  // namespace
}  // namespace enlace::audit
