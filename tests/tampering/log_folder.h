// A published log on disk, made by a node's own code, that is damaged and made
// whole again.

#ifndef ENLACE_TESTS_TAMPERING_LOG_FOLDER_H_
#define ENLACE_TESTS_TAMPERING_LOG_FOLDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "base/sha256.h"
#include "client/library/audit_directory.h"
#include "tests/server/audit/audit_fixture.h"
#include "tests/tampering/damage.h"

namespace enlace::tampering {

// Whether openings are read too.
enum class Openings { kRead, kLeft };

enum class Verdict { kLocated, kWithoutEffect, kMissed };

// How much of an earlier state is put back, or of another history put in place.
enum class Extent { kAll, kCheckpoint, kAllButCheckpoint };

class LogFolder {
 public:
  // The log was published at each of `sizes`, which ascend.
  explicit LogFolder(const std::vector<uint64_t>& sizes);

  const Files& files() const { return files_; }
  uint64_t size() const { return leaves_.size(); }

  // The state that was published at `size`, one of those given.  Only who kept
  // a later checkpoint can tell kAll and kCheckpoint from the log of that time.
  Damage RollBack(uint64_t size, Extent extent) const;

  // Another entry in one place, every hash derived anew and the checkpoint
  // signed and cosigned by the log's and the witness's own keys.
  Damage Fork(uint64_t entry, Extent extent) const;

  // Reads the damaged folder as `enlace audit verify --kept` does, and makes it
  // whole again.
  Verdict Judge(const Damage& damage, Openings openings);

  // The damaged folder, without the checkpoint that was kept.
  client::AuditSummary ReadForgetful(const Damage& damage) const;

 private:
  client::AuditSummary Read(
      Openings openings, bool kept,
      absl::FunctionRef<void(const client::OpenedEntry&)> visit) const;
  // A hash over all that the reader tells.
  Hash Told(Openings openings) const;
  void Write(const std::string& path, const std::string& content) const;
  void Apply(const Damage& damage) const;
  void Restore(const Damage& damage) const;
  std::string KeptPath() const { return folder_ / "kept"; }

  const audit::AnchorFolder folder_;
  Files files_;
  std::vector<Hash> leaves_;
  std::map<uint64_t, std::string> checkpoints_;  // by size
  std::map<Openings, Hash> told_;                // of the whole log
};

}  // namespace enlace::tampering

#endif  // ENLACE_TESTS_TAMPERING_LOG_FOLDER_H_
