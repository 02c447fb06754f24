// A small published audit log with its annex, made in a temporary folder.

#ifndef ENLACE_TESTS_CLIENT_AUDIT_FIXTURE_H_
#define ENLACE_TESTS_CLIENT_AUDIT_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "client/library/audit_directory.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::client {

// What one entry says.
struct PlannedEntry {
  std::string transfer_id;  // 16 bytes
  v1::AuditStep step = v1::AUDIT_STEP_DECIDED_OUTGOING;
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_PERMIT;
  std::string reason = {};
  bool shared = true;
  // Transfers that one entry covers; `transfer_id` then names the batch.
  std::vector<std::string> batch = {};
  // Makes the openings say something else.
  std::function<void(v1::SharedOpening&, v1::NationalOpening&)> change = {};

  // Of what the rule book decided.
  std::string decision_line = {};

  // Of the entry; 0: a millisecond after that of the entry before.
  int64_t log_time_ms = 0;
};

class PublishedLog {
 public:
  // Publishes `plan` under a new folder as the log of `nation`, "us" or "mx",
  // cosigned by the other; the keys are the same in every run.
  explicit PublishedLog(const std::vector<PlannedEntry>& plan,
                        const std::string& nation = "us");
  ~PublishedLog();
  PublishedLog(const PublishedLog&) = delete;
  PublishedLog& operator=(const PublishedLog&) = delete;

  const std::string& folder() const { return folder_; }
  AuditFiles files() const;
  AuditKeys keys() const;

  std::string Read(const std::string& path) const;
  void Write(const std::string& path, const std::string& bytes) const;
  // Takes the line of this entry out of the annex, or what it opens: both
  // parts, or the national one.
  enum class Loss { kLine, kOpenings, kNational };
  void Lose(uint64_t index, Loss loss) const;

  // Every file below the folder but the verifier keys.
  std::vector<std::string> Paths() const;

 private:
  std::string folder_;
  std::string nation_;
};

// A transfer id that begins with `name`.
std::string TransferNamed(const std::string& name);

// One transfer that was sent and collected, one denied, one refused by the
// peer, one on its way, one request refused.  The first two have the lines of
// their decisions.
std::vector<PlannedEntry> MixedPlan();

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_AUDIT_FIXTURE_H_
