// An older program on what a newer one wrote: it says so and writes nothing, so
// that the newer one finds everything as it left it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/store/sqlite_store.h"
#include "server/store/store_layout.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::HasSubstr;

constexpr int kFieldOfTomorrow = 50000;

// Every file that a node has, by path, but for locks and what SQLite shares in
// memory.
std::map<std::string, std::string> AllFilesOf(const app::Config& config) {
  std::map<std::string, std::string> files;
  for (const std::string& folder :
       {config.store_directory, config.key_directory, config.anchor_directory,
        config.audit_directory, config.annex_directory,
        config.witnessed_directory}) {
    for (const auto& file :
         std::filesystem::recursive_directory_iterator(folder)) {
      const std::string path = file.path().string();
      if (file.is_regular_file() && !absl::EndsWith(path, "lock") &&
          !absl::EndsWith(path, "-shm")) {
        files[path] = *ReadFile(path);
      }
    }
  }
  return files;
}

class DowngradeTest : public testing::Test {
 protected:
  DowngradeTest() { nodes_.StopNode("us"); }

  const app::Config& us() const { return nodes_.config("us"); }

  // Adds a batch with one event, as a newer program would.
  void CommitNewer(
      const std::function<void(journal::v1::EventBatch& batch)>& change) {
    auto store = store::SqliteStore::Open(us().store_directory);
    CHECK_OK(store.status());
    journal::v1::EventBatch events;
    CHECK_OK((*store)->ReadEvents(0, [&](absl::string_view bytes) {
      CHECK(events.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
          << "a batch";
      return absl::OkStatus();
    }));
    events.clear_events();
    events.set_number((*store)->batch_number() + 1);
    change(events);
    core::Batch batch;
    batch.number = events.number();
    batch.events = events.SerializeAsString();
    CHECK_OK((*store)->Commit(batch));
  }

  void ExpectRefusedAndUntouched(const std::string& why) {
    const auto before = AllFilesOf(us());
    ASSERT_GT(before.size(), 6u);
    const absl::Status refused = TwoNodes::WhyNotStarted(us());
    EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(why));
    EXPECT_EQ(AllFilesOf(us()), before);
  }

  TwoNodes nodes_;
};

TEST_F(DowngradeTest, EventOfAKindThatIsNotKnownIsRefused) {
  CommitNewer([](journal::v1::EventBatch& batch) {
    journal::v1::Event& event = *batch.add_events();
    event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(
        kFieldOfTomorrow, "something that happened");
  });
  ExpectRefusedAndUntouched("start the version that wrote it");
}

// It would be folded, and what the field says forgotten.
TEST_F(DowngradeTest, FieldThatIsNotKnownInAKnownEventIsRefused) {
  CommitNewer([](journal::v1::EventBatch& batch) {
    journal::v1::EpochsClosed& event =
        *batch.add_events()->mutable_epochs_closed();
    event.GetReflection()->MutableUnknownFields(&event)->AddVarint(
        kFieldOfTomorrow, 1);
  });
  ExpectRefusedAndUntouched("start the version that wrote it");
}

TEST_F(DowngradeTest, NewerTablesAreRefused) {
  {
    auto database = sqlite::Database::Open(
        store::JournalOf(us().store_directory), sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(database->Run("PRAGMA user_version = 2").ok());
  }
  ExpectRefusedAndUntouched("has version 2");
}

// The other way round: what this program left is what it finds.
TEST_F(DowngradeTest, WhatThisVersionWroteStartsAgain) {
  nodes_.StartNode("us");
  EXPECT_EQ(nodes_.StatusOf("us").state(), "ready");
}

}  // namespace
}  // namespace enlace
