// One agency that goes on whatever its node does: every call is repeated until
// it is answered.

#ifndef ENLACE_TESTS_CRASH_LOAD_AGENCY_H_
#define ENLACE_TESTS_CRASH_LOAD_AGENCY_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "certs/key.h"
#include "client/library/context.h"
#include "client/library/inbox.h"
#include "client/library/node.h"
#include "tests/crash/load_ledger.h"

namespace enlace::crash {

// A record file, as its sender has it.
struct RecordForm {
  std::string type;
  std::string json;  // "@number@" stands for another number in each record
};

// A record that came in, and what it takes to answer it.
struct Incoming {
  std::string record_id;
  std::string type;
  std::string sender;  // URI
};

// Thread-safe.
class LoadAgency {
 public:
  // `folder` is the sandbox's; `name` such as "mx-fgr".
  LoadAgency(const std::string& folder, const std::string& name,
             LoadLedger& ledger);

  const std::string& name() const { return name_; }
  uint64_t permitted() const { return permitted_; }
  uint64_t acknowledged() const { return acknowledged_; }
  uint64_t collected() const { return collected_; }

  // After this nobody waits any more: calls return without an answer.
  static void GiveUpAt(absl::Time deadline);
  static bool GaveUp();
  // Refusals for these reasons are no violation: the agency tries again, as it
  // does while its node is away.  Before there is load.
  static void Tolerate(std::vector<std::string> reasons);

  // A signed submission for `recipient`, such as "us-atf"; answers `parent`
  // unless that is empty.
  std::string Compose(const RecordForm& form, const std::string& recipient,
                      const std::string& parent);

  // Returns once each is acknowledged.
  void Submit(const std::vector<std::string>& submissions);
  // Submits everything that was acknowledged once more.
  void SubmitAllAgain();
  // Waits until each permitted record is collected, as this node knows it.
  void AwaitCollected();

  // Takes what waits beyond the cursor, verified, and confirms it.  One thread
  // at a time.
  std::vector<Incoming> Collect();
  // Notes every delivery there ever was once more.
  void CollectAllAgain();

 private:
  struct Sent {
    std::string submission;
    std::string record_id;
    bool permitted = false;
  };

  std::vector<std::string> SubmitOnce(const std::vector<std::string>& batch,
                                      bool again);
  // Notes the refusal.
  bool MayTryAgain(const absl::Status& refusal);
  void Confirm(const v1::ConfirmRequest& request);
  // Pauses before the next attempt.
  static void Pause();

  const std::string name_;
  LoadLedger& ledger_;
  client::Context context_;
  client::Recipient recipient_;
  std::unique_ptr<certs::PrivateKey> key_;
  std::unique_ptr<client::Node> node_;

  std::atomic<uint64_t> permitted_ = 0;
  std::atomic<uint64_t> composed_ = 0;
  std::atomic<uint64_t> acknowledged_ = 0;
  std::atomic<uint64_t> collected_ = 0;
  uint64_t cursor_ = 0;

  absl::Mutex mutex_;
  std::vector<Sent> sent_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::crash

#endif  // ENLACE_TESTS_CRASH_LOAD_AGENCY_H_
