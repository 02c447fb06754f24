// Keeps the folder of what this node's witness cosigned last up to date, once a
// second on a thread of its own: whoever waits for a cosignature does not wait
// for this copy of it.  Thread-safe.

#ifndef ENLACE_SERVER_APP_WITNESSED_COPIES_H_
#define ENLACE_SERVER_APP_WITNESSED_COPIES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/app/ticker.h"
#include "server/audit/directory.h"
#include "server/audit/witness.h"
#include "server/audit/witnessed_folder.h"

namespace enlace::app {

class WitnessedCopies {
 public:
  // Makes the folder.  `witness` watches `origins`, and must be there until
  // Stop().
  static absl::StatusOr<std::unique_ptr<WitnessedCopies>> Start(
      const std::string& folder, const audit::Witness& witness,
      const std::vector<std::string>& origins);
  WitnessedCopies(const WitnessedCopies&) = delete;
  WitnessedCopies& operator=(const WitnessedCopies&) = delete;
  ~WitnessedCopies() { Stop(); }

  // Once more, then no more.  Idempotent.
  void Stop();

 private:
  WitnessedCopies(std::unique_ptr<audit::DiskDirectory> directory,
                  const audit::Witness& witness,
                  const std::vector<std::string>& origins);

  void Copy();

  const std::unique_ptr<audit::DiskDirectory> directory_;
  audit::WitnessedFolder folder_;  // its ticker's alone, until that stops
  std::string last_error_;         // likewise
  std::unique_ptr<Ticker> ticker_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_WITNESSED_COPIES_H_
