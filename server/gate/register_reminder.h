// Reminds of entries of the register that soon end, and of requests of persons
// that were not answered in time: when the node starts, and once a day after
// that.  docs/register.md.  Not thread-safe.

#ifndef ENLACE_SERVER_GATE_REGISTER_REMINDER_H_
#define ENLACE_SERVER_GATE_REGISTER_REMINDER_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/core/state.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

class RegisterReminder {
 public:
  // Names of entries, what ends or ended first first.
  struct Entries {
    std::vector<std::string> ending;   // core::EndingEntries()
    std::vector<std::string> overdue;  // core::OverdueRequests()
  };
  // Those to remind of at `now`; none within a day of the last time that there
  // were some, or within a minute of one that there were none.
  Entries Due(const core::State& state, absl::Time now);

  // Logs them, how many of each and the first.
  void Remind(const Pipeline& pipeline, absl::Time now);

 private:
  absl::Time rests_until_ = absl::InfinitePast();
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_REGISTER_REMINDER_H_
