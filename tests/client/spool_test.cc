// Signed records on disk, and sending them until each has its answer.

#include "client/library/spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "client/library/outbox.h"
#include "proto/wire/problem.h"
#include "tests/client/fake_node.h"
#include "tests/client/two_nations.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SpoolTest : public testing::Test {
 protected:
  SpoolTest() : node_(nations_) {
    auto client = Client::Over(std::make_unique<FakeNodeLink>(node_),
                               nations_.ContextOf("mx-fgr"), nations_.clock,
                               nations_.random);
    EXPECT_TRUE(client.ok()) << client.status();
    client_ = *std::move(client);
    Reopen();
  }

  std::string path() const { return nations_.folder() + "/spool.db"; }

  // As after the end of the process.
  void Reopen() {
    spool_.reset();
    auto spool = Spool::Open(path(), nations_.clock);
    ASSERT_TRUE(spool.ok()) << spool.status();
    spool_ = *std::move(spool);
  }

  SignedRecord Signed(const std::string& type, const std::string& example) {
    const auto draft =
        client_->Draft(type, *ReadFile(ExamplePath(example)), "us-atf");
    EXPECT_TRUE(draft.ok()) << draft.status();
    auto record = client_->Sign(*draft);
    EXPECT_TRUE(record.ok()) << record.status();
    return *std::move(record);
  }

  SpooledRecord Keep(const std::string& key, const SignedRecord& record) {
    auto kept = spool_->Keep({{key, record}});
    EXPECT_TRUE(kept.ok()) << kept.status();
    return kept->front();
  }

  absl::StatusOr<OutboxRound> Round() {
    return Outbox(*client_, *spool_)
        .Round([this](const SpooledRecord& record, const v1::SubmitResult&) {
          settled_.push_back(record.key);
        });
  }

  std::vector<std::string> PendingKeys() {
    std::vector<std::string> keys;
    const auto pending = spool_->Pending(0, 1000);
    EXPECT_TRUE(pending.ok()) << pending.status();
    for (const SpooledRecord& record : *pending) {
      keys.push_back(record.key);
    }
    return keys;
  }

  TwoNations nations_;
  FakeNode node_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<Spool> spool_;
  std::vector<std::string> settled_;
};

TEST_F(SpoolTest, WhatIsKeptOutlivesTheProcess) {
  const SignedRecord record = Signed("FirearmTraceRequest", "trace_request");
  Keep("a", record);
  Reopen();
  const auto found = spool_->Find("a");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->record.record_id, record.record_id);
  EXPECT_EQ((*found)->record.bytes, record.bytes);
  EXPECT_EQ((*found)->kept_at_ms, absl::ToUnixMillis(nations_.clock.now));
  EXPECT_TRUE((*spool_->FindRecord(record.record_id)).has_value());
  EXPECT_FALSE((*spool_->Find("b")).has_value());
}

TEST_F(SpoolTest, TheFirstRecordUnderAKeyIsTheOneThatIsSent) {
  const SignedRecord first = Signed("FirearmTraceRequest", "trace_request");
  const SignedRecord second = Signed("FirearmTraceRequest", "trace_request");
  ASSERT_NE(first.record_id, second.record_id);
  EXPECT_EQ(Keep("a", first).record.record_id, first.record_id);
  EXPECT_EQ(Keep("a", second).record.record_id, first.record_id);
  ASSERT_TRUE(Round().ok());
  EXPECT_EQ(Keep("a", second).result->outcome().empty(), false);
  ASSERT_TRUE(Round().ok());
  EXPECT_THAT(node_.submit_calls, ElementsAre(1));
}

TEST_F(SpoolTest, TheSameRequestIsKnownAgain) {
  const SignedRecord first = Signed("FirearmTraceRequest", "trace_request");
  const SignedRecord again = Signed("FirearmTraceRequest", "trace_request");
  const SignedRecord other =
      Signed("FinancialInfoRequest", "financial_info_request");
  EXPECT_EQ(Keep("a", first).record.draft_digest, first.draft_digest);
  Reopen();
  EXPECT_EQ(Keep("a", again).record.draft_digest, again.draft_digest);
  EXPECT_NE(Keep("a", other).record.draft_digest, other.draft_digest);
}

TEST_F(SpoolTest, ASpoolOfTheFirstVersionGoesOn) {
  const SignedRecord record = Signed("FirearmTraceRequest", "trace_request");
  Keep("a", record);
  spool_.reset();
  {
    auto old = sqlite::Database::Open(path(), sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(old.ok());
    ASSERT_TRUE(old->Run("ALTER TABLE records DROP COLUMN draft_digest").ok());
    ASSERT_TRUE(old->Run("PRAGMA user_version = 1").ok());
  }
  Reopen();
  EXPECT_TRUE((*spool_->Find("a"))->record.draft_digest.empty());
  EXPECT_EQ(Keep("a", record).record.record_id, record.record_id);
  EXPECT_EQ(Keep("b", record).record.draft_digest, record.draft_digest);
}

TEST_F(SpoolTest, ADecidedRecordLeavesNothingOfItsContent) {
  const SignedRecord record = Signed("FirearmTraceRequest", "trace_request");
  Keep("a", record);
  ASSERT_TRUE(Round().ok());
  const auto found = spool_->Find("a");
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_TRUE((*found)->record.bytes.empty());
  EXPECT_EQ((*found)->record.record_id, record.record_id);
  spool_.reset();  // the write-ahead log goes into the file
  const std::string serial = "TEST50A00123";
  ASSERT_THAT(record.bytes, testing::HasSubstr(serial));
  for (const auto& file :
       std::filesystem::directory_iterator(nations_.folder())) {
    if (!absl::StartsWith(file.path().filename().string(), "spool.db")) {
      continue;
    }
    EXPECT_THAT(*ReadFile(file.path().string()),
                testing::Not(testing::HasSubstr(serial)))
        << file.path();
  }
}

TEST_F(SpoolTest, ARecordRefusedForGoodIsSettledWithItsReason) {
  Keep("bad", Signed("FinancialInfoRequest", "financial_info_request"));
  Keep("good", Signed("FirearmTraceRequest", "trace_request"));
  const auto round = Round();
  ASSERT_TRUE(round.ok()) << round.status();
  EXPECT_EQ(round->settled, 2u);
  EXPECT_EQ(round->waiting, 0u);
  EXPECT_THAT(settled_, ElementsAre("bad", "good"));
  EXPECT_EQ((*spool_->Find("bad"))->result->problem().reason(),
            "FIELD_INVALID");
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_F(SpoolTest, WhileTheNodeIsAwayEverythingStays) {
  Keep("a", Signed("FirearmTraceRequest", "trace_request"));
  node_.error = absl::UnavailableError("away");
  EXPECT_TRUE(absl::IsUnavailable(Round().status()));
  // Nor does a certificate that ran out make a record's end.
  node_.error = absl::UnauthenticatedError("expired");
  EXPECT_TRUE(absl::IsUnauthenticated(Round().status()));
  EXPECT_THAT(settled_, IsEmpty());
  EXPECT_THAT(PendingKeys(), ElementsAre("a"));
  node_.error = absl::OkStatus();
  ASSERT_TRUE(Round().ok());
  EXPECT_THAT(settled_, ElementsAre("a"));
}

TEST_F(SpoolTest, WhatTheNodeCannotTakeNowHoldsUpNothingBehindIt) {
  node_.overloaded_calls = 1;  // each record of the first call
  for (int i = 0; i < 200; ++i) {
    Keep(absl::StrCat(i), Signed("FirearmTraceRequest", "trace_request"));
  }
  const auto round = Round();
  ASSERT_TRUE(round.ok()) << round.status();
  EXPECT_EQ(round->waiting, 128u);
  EXPECT_EQ(wire::ReasonOf(round->why), "OVERLOADED");
  EXPECT_EQ(round->settled, 72u);
  ASSERT_TRUE(Round().ok());
  EXPECT_THAT(settled_, SizeIs(200));
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_F(SpoolTest, OneProcessAtATimeHasIt) {
  EXPECT_TRUE(
      absl::IsFailedPrecondition(Spool::Open(path(), nations_.clock).status()));
}

TEST_F(SpoolTest, OnlyItsOwnerReadsIt) {
  for (const std::string& name : {path(), path() + "-wal", path() + ".lock"}) {
    struct stat info {};
    ASSERT_EQ(stat(name.c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 077u, 0u) << name;
  }
}

TEST_F(SpoolTest, WhatIsSettledIsInNoneOfItsFiles) {
  const SignedRecord record = Signed("FirearmTraceRequest", "trace_request");
  const auto is_held = [&] {
    for (const char* suffix : {"", "-wal"}) {
      const std::string file = path() + suffix;
      if (!FileExists(file)) continue;
      // Any part of it, since a page may end within.
      const std::string content = *ReadFile(file);
      for (size_t i = 0; i + 64 <= record.bytes.size(); i += 64) {
        if (absl::StrContains(content, record.bytes.substr(i, 64))) return true;
      }
    }
    return false;
  };
  Keep("a", record);
  EXPECT_TRUE(is_held());
  v1::SubmitResult result;
  result.set_outcome("as decided");
  ASSERT_TRUE(spool_->Settle({{"a", result}}).ok());
  EXPECT_FALSE(is_held());
}

TEST_F(SpoolTest, NorIfTheProcessEndedBeforeItWasDropped) {
  const SignedRecord record = Signed("FirearmTraceRequest", "trace_request");
  Keep("a", record);
  // As a process leaves it that is killed: the log is not written back.
  const std::string copy = nations_.folder() + "/killed.db";
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::copy_file(path() + suffix, copy + suffix);
  }
  ASSERT_GT(std::filesystem::file_size(copy + "-wal"), 0u);
  const auto spool = Spool::Open(copy, nations_.clock);
  ASSERT_TRUE(spool.ok()) << spool.status();
  EXPECT_EQ(std::filesystem::file_size(copy + "-wal"), 0u);
  // What waits is still there.
  EXPECT_EQ((*(*spool)->Find("a"))->record.bytes, record.bytes);
}

TEST_F(SpoolTest, AnotherProgramsFileIsRefused) {
  const std::string other = nations_.folder() + "/other.db";
  auto database = sqlite::Database::Open(other, sqlite::Database::Mode::kWrite);
  ASSERT_TRUE(database.ok());
  ASSERT_TRUE(database->Run("CREATE TABLE t (a)").ok());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(Spool::Open(other, nations_.clock).status()));
  nations_.Write("text.db", "not a database at all");
  EXPECT_FALSE(
      Spool::Open(nations_.folder() + "/text.db", nations_.clock).ok());
}

}  // namespace
}  // namespace enlace::client
