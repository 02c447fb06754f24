// What this node's witness cosigned last of each log, in files for everybody:
//
//   FOLDER/<hex of SHA-256(origin)>/checkpoint
//
// So whoever watches a log for forks can see what its witness has seen, without
// a call to the node.  Source: c2sp.org/tlog-witness, the monitoring prefix.
//
// A copy: the anchor is the witness's memory.  Thread-compatible.

#ifndef ENLACE_SERVER_AUDIT_WITNESSED_FOLDER_H_
#define ENLACE_SERVER_AUDIT_WITNESSED_FOLDER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "server/audit/directory.h"
#include "server/audit/witness.h"

namespace enlace::audit {

class WitnessedFolder {
 public:
  // `directory` and `witness`, which watches `origins`, must outlive this.
  WitnessedFolder(Directory& directory, const Witness& witness,
                  const std::vector<std::string>& origins);

  // Writes what was cosigned since the last time, on disk once this returns
  // OK.  After an error it may be called again.
  absl::Status Update();

 private:
  Directory& directory_;
  const Witness& witness_;
  std::map<std::string, std::string> written_;  // origin -> note
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_WITNESSED_FOLDER_H_
