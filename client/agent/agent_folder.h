// The agent for systems that only read and write files.
//
//   DIR/out/NAME.json    a SendRequest, put there by renaming
//   DIR/sent/NAME.json   the same, once it is signed and on disk
//   DIR/sent/NAME.result.json   a SentRecord, once the node has answered
//   DIR/failed/NAME.json, NAME.error.json   what is not well-formed, and why
//   DIR/in/CURSOR.json   an InboxRecord that verified; confirmed once it is
//   there DIR/suspect/CURSOR.json   one that does not verify; never confirmed
//
// The file's name is the key: the same name is sent once.  Every file but those
// of `out` is whole once it is there.

#ifndef ENLACE_CLIENT_AGENT_AGENT_FOLDER_H_
#define ENLACE_CLIENT_AGENT_AGENT_FOLDER_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/agent/agent.h"

namespace enlace::client {

// Not thread-safe: one thread looks after a folder.
class AgentFolder {
 public:
  // Makes the folders.  `agent` must outlive this.
  static absl::StatusOr<AgentFolder> Open(Agent& agent, std::string folder,
                                          std::string language);

  // Takes what is in `out`, writes what was answered, then what came in.  Fails
  // as the disk or the node does; what was done stays done.
  absl::Status Look();

 private:
  AgentFolder(Agent& agent, std::string folder, std::string language)
      : agent_(agent),
        folder_(std::move(folder)),
        call_{std::move(language), absl::ZeroDuration()} {}

  absl::Status TakeOut();
  absl::Status WriteResults();
  absl::Status WriteInbox();
  absl::Status TakeFile(const std::string& name);

  Agent& agent_;
  std::string folder_;
  AgentCall call_;                 // waits for nothing
  std::set<std::string> waiting_;  // sent, without a result yet
  uint64_t cursor_ = 0;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_AGENT_FOLDER_H_
