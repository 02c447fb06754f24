// The log of a nation that rewrites it: what only the holder of its keys can
// do.

#ifndef ENLACE_TESTS_INTEGRATION_REWRITTEN_LOG_H_
#define ENLACE_TESTS_INTEGRATION_REWRITTEN_LOG_H_

#include <cstdint>
#include <set>
#include <string>

#include "enlace/v1/audit.pb.h"
#include "server/app/config.h"
#include "tests/client/log_folder.h"

namespace enlace {

class RewrittenLog {
 public:
  // What the nation's node, which does not run, has in its journal.
  explicit RewrittenLog(const app::Config& config);

  // The entries that tell of the transfer, by themselves or in a batch.
  std::set<uint64_t> EntriesAbout(const std::string& transfer_id) const;

  // Leaves the entry out; those behind it move up.
  void LeaveOut(uint64_t index);
  // Takes from the annex what opens the entry, which stays.
  void Hide(uint64_t index);
  // The entry tells of another outcome.
  void Tell(uint64_t index, v1::DecisionOutcome outcome);
  // Appends entries that mean nothing, until there are `size`.
  void FillUpTo(uint64_t size);
  uint64_t size() const { return content_.entries.size(); }

  // Writes `folder`/audit and `folder`/annex, signed with the nation's log key.
  void Publish(const std::string& folder) const;

 private:
  const app::Config& config_;
  client::LogContent content_;
};

// Writes the verifier key of the nation's log to `path`.
void WriteLogKey(const app::Config& config, const std::string& path);

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_REWRITTEN_LOG_H_
