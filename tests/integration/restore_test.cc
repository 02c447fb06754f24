// A node loses its store while it exchanges records, and comes back with a
// backup: what it may do then is what its anchor and the other nation know.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "certs/tls_dial.h"
#include "client/cli/command_line.h"
#include "client/library/node.h"
#include "server/app/backup_command.h"
#include "server/app/restore_outlook.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/rewritten_log.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::HasSubstr;

class RestoreTest : public testing::Test {
 protected:
  std::string Deliver() {
    return enlace::Deliver(nodes_, ExampleTraceRequest());
  }
  std::set<std::string> Inbox() { return InboxOfAtf(nodes_); }

  // What us has logged is signed, cosigned, and known to the anchor.
  void LetTheLogRest() {
    uint64_t before = 0;
    EXPECT_TRUE(Eventually([&] {
      const v1::GetNodeStatusResponse status = nodes_.StatusOf("us");
      const bool rests = status.log_size() == before &&
                         status.links_size() == 1 &&
                         status.links(0).cosigned_size() == status.log_size();
      before = status.log_size();
      return rests;
    }));
  }

  std::string Backup() const { return us().store_directory + ".backup"; }
  const app::Config& us() const { return nodes_.config("us"); }

  void BackUp() {
    const absl::Status made =
        app::BackUp(us(), Backup(), RealClock(), {&out_, &err_});
    ASSERT_TRUE(made.ok()) << made;
  }

  // The disk with the store is gone; keys and anchor are on another one.
  void LoseTheStore() { std::filesystem::remove_all(us().store_directory); }
  // And what was published.
  void LoseThePublishedLog() {
    std::filesystem::remove_all(us().audit_directory);
    std::filesystem::remove_all(us().annex_directory);
  }
  void LoseTheAnchor() { std::filesystem::remove_all(us().anchor_directory); }

  // The last tree of the log of us that the witness of mx cosigned.
  std::string WhatMxCosigned() {
    const std::string anchor =
        *ReadFile(nodes_.config("mx").anchor_directory + "/anchor");
    for (const absl::string_view line : absl::StrSplit(anchor, '\n')) {
      if (absl::StartsWith(line, "witnessed us.")) return std::string(line);
    }
    return "nothing";
  }

  // What `enlaced restore` says.
  std::string Restore() {
    std::ostringstream said;
    const absl::Status restored =
        app::Restore(us(), Backup(), false, RealClock(), {&said, &err_});
    EXPECT_TRUE(restored.ok()) << restored;
    return said.str();
  }

  // What `enlace audit verify` makes of the published log of a nation.
  std::string Verify(const std::string& nation) {
    const app::Config& config = nodes_.config(nation);
    const std::string key = config.store_directory + ".vkey";
    WriteLogKey(config, key);
    std::ostringstream out;
    std::ostringstream err;
    const client::ExitCode code = client::RunCommandLine(
        {"audit", "verify", config.audit_directory, "--annex",
         config.annex_directory, "--log-vkey", key},
        {.out = out,
         .err = err,
         .clock = RealClock(),
         .random = SystemRandom(),
         .variable = [](const std::string&) { return std::string(); },
         .connect = [](const client::Context&, absl::string_view)
             -> absl::StatusOr<std::unique_ptr<client::Node>> {
           return absl::UnavailableError("no node is asked");
         },
         .dial = [](const std::string&, const certs::DialOptions&)
             -> absl::StatusOr<certs::DialResult> {
           return absl::UnavailableError("nobody is dialled");
         }});
    return static_cast<int>(code) == 0 ? "verifies" : err.str() + out.str();
  }

  TwoNodes nodes_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RestoreTest, BackupWhileRecordsFlowIsAPrefixOfTheLog) {
  const std::string first = Deliver();
  std::atomic<bool> stop = false;
  std::thread sender([&] {
    while (!stop) SendPermitted(nodes_, ExampleTraceRequest());
  });
  BackUp();
  stop = true;
  sender.join();
  const std::string last = Deliver();
  LetTheLogRest();
  const uint64_t size = nodes_.LogSize("us");
  nodes_.StopNode("us");

  const auto backup =
      store::CheckBackup(Backup(), [](const store::BackupProgress&) {});
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_LT(backup->journal.end.audit_size, size);
  const auto journal = store::CheckJournal(us().store_directory + "/journal.db",
                                           [](uint64_t, uint64_t) {});
  ASSERT_TRUE(journal.ok()) << journal.status();
  auto whole = store::JournalReader::Open(us().store_directory + "/journal.db");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(*store::LogRoot(*whole, backup->journal.end.audit_size),
            backup->journal.log_root);
  EXPECT_EQ(*whole->DigestOfBatch(backup->journal.end.number),
            backup->journal.end.digest);
}

TEST_F(RestoreTest, RestoreEqualToTheAnchorGoesOnAndBothLogsVerify) {
  const std::string before = Deliver();
  LetTheLogRest();
  BackUp();
  nodes_.StopNode("us");
  LoseTheStore();
  EXPECT_THAT(Restore(), HasSubstr("accepts records and signs"));
  nodes_.StartNode("us");
  EXPECT_EQ(nodes_.StatusOf("us").state(), "ready");
  EXPECT_THAT(Inbox(), testing::Contains(before));
  const std::string after = Deliver();
  EXPECT_EQ(Inbox(), (std::set<std::string>{before, after}));
  LetTheLogRest();
  for (const std::string nation : {"us", "mx"}) {
    nodes_.StopNode(nation);
    EXPECT_EQ(Verify(nation), "verifies") << nation;
  }
}

TEST_F(RestoreTest, RestoreOlderThanAnchorAcceptsNothing) {
  Deliver();
  LetTheLogRest();
  BackUp();
  Deliver();
  LetTheLogRest();
  nodes_.StopNode("us");
  const std::string aside = us().store_directory + ".aside";
  std::filesystem::rename(us().store_directory, aside);
  EXPECT_THAT(Restore(), HasSubstr("will accept nothing"));
  const absl::Status refused = TwoNodes::WhyNotStarted(us());
  EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("restore the tail"));
  // With what was published gone the anchor alone says so.
  LoseThePublishedLog();
  EXPECT_TRUE(absl::IsDataLoss(TwoNodes::WhyNotStarted(us())));
  // The tail comes back with the journal that has it.
  LoseTheStore();
  std::filesystem::rename(aside, us().store_directory);
  nodes_.StartNode("us");
  EXPECT_EQ(nodes_.StatusOf("us").state(), "ready");
  Deliver();
}

// The worst: the tail, the anchor and what was published are all lost.  Only
// the other nation knows that there was more.
TEST_F(RestoreTest, WithTailAndAnchorLostTheNodeRecordsAndSignsNothing) {
  const std::string before = Deliver();
  LetTheLogRest();
  BackUp();
  Deliver();
  LetTheLogRest();
  const std::string known = WhatMxCosigned();
  nodes_.StopNode("us");
  LoseTheStore();
  LoseTheAnchor();
  LoseThePublishedLog();
  EXPECT_THAT(Restore(), HasSubstr("signs nothing"));
  nodes_.StartNode("us");
  EXPECT_THAT(nodes_.StatusOf("us").state(), HasSubstr("not signing"));
  EXPECT_THAT(Inbox(), testing::Contains(before));
  // It records what comes, and signs none of it.
  const uint64_t size = nodes_.LogSize("us");
  const std::string after = Deliver();
  EXPECT_GT(nodes_.LogSize("us"), size);
  EXPECT_EQ(nodes_.StatusOf("us").checkpoint_size(), 0U);
  EXPECT_FALSE(FileExists(us().audit_directory + "/checkpoint"));
  // What mx cosigned stays what it was: it bears the signature of us, and shows
  // what the restored log does not hold.
  EXPECT_EQ(WhatMxCosigned(), known);
}

// As above, but the published checkpoint of the day of the backup is there, so
// that the witness of mx can be asked: it knows more, and says so.
TEST_F(RestoreTest, WhatThePeerCosignedLaterIsDetected) {
  Deliver();
  LetTheLogRest();
  BackUp();
  const std::string published = us().audit_directory + ".aside";
  std::filesystem::copy(us().audit_directory, published,
                        std::filesystem::copy_options::recursive);
  Deliver();
  LetTheLogRest();
  nodes_.StopNode("us");
  LoseTheStore();
  LoseTheAnchor();
  LoseThePublishedLog();
  std::filesystem::rename(published, us().audit_directory);
  EXPECT_THAT(Restore(), HasSubstr("signs nothing"));
  std::string logged;
  testing::internal::CaptureStderr();
  nodes_.StartNode("us");
  EXPECT_TRUE(Eventually([&] {
    logged += testing::internal::GetCapturedStderr();
    testing::internal::CaptureStderr();
    return absl::StrContains(logged, "claims a longer log than this one");
  }));
  testing::internal::GetCapturedStderr();
  EXPECT_THAT(nodes_.StatusOf("us").state(), HasSubstr("not signing"));
}

TEST_F(RestoreTest, WithTheAnchorLostAndTheLogWholeThePeerClearsIt) {
  Deliver();
  LetTheLogRest();
  BackUp();
  nodes_.StopNode("us");
  LoseTheStore();
  LoseTheAnchor();
  EXPECT_THAT(Restore(), HasSubstr("signs nothing"));
  nodes_.StartNode("us");
  EXPECT_TRUE(
      Eventually([&] { return nodes_.StatusOf("us").state() == "ready"; }));
  Deliver();
}

TEST_F(RestoreTest, BackupOfAnotherNodeIsNotRestored) {
  BackUp();
  nodes_.StopNode("mx");
  std::filesystem::remove_all(nodes_.config("mx").store_directory);
  const absl::Status refused =
      app::Restore(nodes_.config("mx"), Backup(), /*dry_run=*/false,
                   RealClock(), {&out_, &err_});
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_FALSE(FileExists(nodes_.config("mx").store_directory));
}

TEST_F(RestoreTest, RestoreBesideARunningNodeIsRefused) {
  BackUp();
  const absl::Status refused = app::Restore(us(), Backup(), /*dry_run=*/true,
                                            RealClock(), {&out_, &err_});
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_EQ(nodes_.StatusOf("us").state(), "ready");
}

TEST_F(RestoreTest, MissingKeysAreSaidAndADryRunWritesNothing) {
  Deliver();
  LetTheLogRest();
  BackUp();
  nodes_.StopNode("us");
  LoseTheStore();
  std::filesystem::remove_all(us().key_directory);
  std::ostringstream said;
  app::CommandOutput spanish{&said, &err_, policy::Language::kSpanish};
  ASSERT_TRUE(app::Restore(us(), Backup(), true, RealClock(), spanish).ok());
  EXPECT_THAT(said.str(), HasSubstr("sellados con la época 1"));
  EXPECT_THAT(said.str(), HasSubstr("no se escribió nada"));
  EXPECT_FALSE(FileExists(us().store_directory));
  EXPECT_FALSE(FileExists(us().key_directory));
}

}  // namespace
}  // namespace enlace
