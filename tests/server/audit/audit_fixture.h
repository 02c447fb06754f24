// What the tests of the audit log share: a store and folders in memory that
// fail on demand, keys that are the same in every run, and a check of a
// published log that derives everything anew.

#ifndef ENLACE_TESTS_SERVER_AUDIT_AUDIT_FIXTURE_H_
#define ENLACE_TESTS_SERVER_AUDIT_AUDIT_FIXTURE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "certs/key.h"
#include "gtest/gtest.h"
#include "proto/wire/verifier_key.h"
#include "server/audit/audit_log.h"
#include "server/audit/directory.h"
#include "server/audit/log_tree.h"
#include "server/audit/publisher.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/core/store.h"

namespace enlace::audit {

// A folder for anchors, in memory where that is to be had; removed at the end.
class AnchorFolder {
 public:
  AnchorFolder();
  AnchorFolder(const AnchorFolder&) = delete;
  AnchorFolder& operator=(const AnchorFolder&) = delete;
  ~AnchorFolder();

  std::string operator/(absl::string_view name) const;

 private:
  std::string path_;
};

class FixedClock final : public Clock {
 public:
  absl::Time TimeNow() override { return now; }
  absl::Time now = absl::FromUnixSeconds(1700000000);
};

// The entry and annex of index `index`, as all stores of these tests have them.
std::string TestEntry(uint64_t index);
core::AuditRow TestRow(uint64_t index);

// The journal, as far as the log looks at it.
class FakeStore final : public core::Store {
 public:
  // Adds entries until there are `size`.
  void GrowTo(uint64_t size);

  absl::Status Commit(const core::Batch&) override;
  absl::Status Replay(
      uint64_t, const std::function<absl::Status(absl::string_view)>&) override;
  absl::StatusOr<core::Snapshot> NewestSnapshot() override;
  absl::Status SaveSnapshot(core::Snapshot) override;
  absl::Status DropSnapshot() override { return absl::OkStatus(); }
  core::StateRows* state_rows() override { return nullptr; }
  absl::StatusOr<core::SealedPayload> ReadPayload(absl::string_view) override;
  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override;

  std::vector<core::AuditRow> rows;
  std::atomic<uint64_t> visible = UINT64_MAX;  // rows from here on are hidden
  std::atomic<uint64_t> rows_read = 0;
  // Called before each read.
  std::function<absl::Status(uint64_t first)> before_read;
};

// What several folders of one disk have in common: when it fails.
struct FakeDisk {
  // The operation that fails, from 1, and all after it; 0 for none.
  int fails_at = 0;
  bool takes_effect = false;  // the first one that fails does so afterwards
  int operations = 0;
};

// A folder in memory.  What was written and not synced may be lost, file by
// file, when the power is cut.
class FakeDirectory final : public Directory {
 public:
  // Files that are `durable`, and those that would be seen now.
  struct Files {
    std::map<std::string, std::string> durable;
    std::map<std::string, std::string> visible;
  };

  FakeDirectory(FakeDisk& disk, Files& files) : disk_(disk), files_(files) {}

  absl::StatusOr<std::string> Read(absl::string_view path) const override;
  absl::Status Write(absl::string_view path, absl::string_view bytes) override;
  absl::Status Sync() override;

  // Loses every unsynced file for which `keep` is false.
  static void CutPower(Files& files,
                       const std::function<bool(const std::string&)>& keep);

 private:
  bool Fails(bool* takes_effect);

  FakeDisk& disk_;
  Files& files_;
};

// The keys of two nations, from fixed seeds.
struct TestKeys {
  certs::PrivateKey log_signer;
  wire::VerifierKey log;
  certs::PrivateKey witness_signer;  // of the other nation
  wire::VerifierKey witness;
  certs::PrivateKey neutral_signer;  // of neither
  wire::VerifierKey neutral;
};
const TestKeys& Keys();
certs::PrivateKey SeededKey(char seed);

constexpr absl::string_view kTestOrigin = "aa.example/audit";
constexpr absl::string_view kTestWitness = "bb.example/witness";
constexpr absl::string_view kTestNation = "bb.example";
constexpr absl::string_view kTestNeutral = "neutral.example/witness";

// A node's log on fakes; the other nation's witness and a neutral one are real.
class TestNode {
 public:
  TestNode();

  // Opens the anchors and the log; again after a crash.
  absl::Status Open();
  void Close();

  // What the witness answers; the real one unless a test replaces it.
  AskWitness ask;
  absl::StatusOr<WitnessAnswer> AskRealWitness(const std::string& body);
  // The same of the neutral one.
  AskWitness ask_neutral;
  absl::StatusOr<WitnessAnswer> AskRealNeutral(const std::string& body);

  AnchorFolder folder;
  FixedClock clock;
  FakeStore store;
  FakeDisk disk;
  FakeDirectory::Files audit_files;
  FakeDirectory::Files annex_files;
  const certs::Signer* signer = nullptr;
  std::unique_ptr<SignerAnchor> anchor;
  std::unique_ptr<SignerAnchor> witness_anchor;
  std::unique_ptr<Witness> witness;
  std::unique_ptr<SignerAnchor> neutral_anchor;
  std::unique_ptr<Witness> neutral;
  std::unique_ptr<AuditLog> log;
};

// A publisher on fakes, without checkpoints.
class PublishingTest : public testing::Test {
 protected:
  // Makes entries until there are `size`, and publishes them.
  absl::Status PublishSize(uint64_t size);

  FakeStore store_;
  FakeDisk disk_;
  FakeDirectory::Files audit_files_;
  FakeDirectory::Files annex_files_;
  FakeDirectory audit_{disk_, audit_files_};
  FakeDirectory annex_{disk_, annex_files_};
  std::optional<LogTree> tree_;
  std::optional<Publisher> publisher_;
  uint64_t published_ = 0;  // where the next publisher goes on
};

// OK if `files` are a published log of the first entries of these tests: the
// checkpoint verifies, every tile and bundle of its size is what the entries
// give by the recursive definition of RFC 6962, every other file is that of
// some other size, and every annex line is there.  `size` is the checkpoint's.
absl::Status CheckPublished(const std::map<std::string, std::string>& audit,
                            const std::map<std::string, std::string>& annex,
                            uint64_t* size);

// MTH of RFC 6962 section 2.1 over the leaf hashes of entries [first, end).
Hash ReferenceRoot(uint64_t first, uint64_t end);

}  // namespace enlace::audit

#endif  // ENLACE_TESTS_SERVER_AUDIT_AUDIT_FIXTURE_H_
