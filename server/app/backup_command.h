// `enlaced backup`, `backup-verify` and `restore`: what each does, and what it
// says.  docs/backup.md.
//
// None of them touches keys or anchor.

#ifndef ENLACE_SERVER_APP_BACKUP_COMMAND_H_
#define ENLACE_SERVER_APP_BACKUP_COMMAND_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "server/app/command_output.h"
#include "server/app/config.h"
#include "server/store/backup.h"

namespace enlace::app {

// Tells how far long work is, every few seconds.  One that is to leave others
// their share of the disk rests after each step as long as that took.
class ProgressTeller {
 public:
  enum class Pace { kFull, kHalf };

  ProgressTeller(const CommandOutput& output, Clock& clock, Pace pace)
      : output_(output), clock_(clock), pace_(pace) {}

  void Observe(const store::BackupProgress& progress);

 private:
  void Tell(const store::BackupProgress& progress, absl::Time now);

  const CommandOutput output_;
  Clock& clock_;
  const Pace pace_;
  absl::Time told_ = absl::InfinitePast();
  absl::Time rested_ = absl::InfiniteFuture();
  store::BackupProgress::Stage stage_ = store::BackupProgress::Stage::kCopy;
};

// Each fails as what it is made of in server/store/backup.h.
absl::Status BackUp(const Config& config, const std::string& folder,
                    Clock& clock, const CommandOutput& output);

absl::Status VerifyBackup(const std::string& folder, Clock& clock,
                          const CommandOutput& output);

// Says what the node will do at its start before it writes anything; a dry run
// writes nothing.  Also fails with kFailedPrecondition if the backup is of
// another node.
absl::Status Restore(const Config& config, const std::string& folder,
                     bool dry_run, Clock& clock, const CommandOutput& output);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_BACKUP_COMMAND_H_
