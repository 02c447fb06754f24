// One Relay call on its way: gate, pipeline, and once more for what was stale.
//
// Owns itself from Start() to the answer.  Runs on a callback thread first and
// on the committer thread afterwards, never on two at once.

#ifndef ENLACE_SERVER_RPC_RELAY_CALL_H_
#define ENLACE_SERVER_RPC_RELAY_CALL_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "enlace/v1/peer_service.pb.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"

namespace enlace::rpc {

class RelayCall : public std::enable_shared_from_this<RelayCall> {
 public:
  struct Environment {
    const gate::Gate* gate = nullptr;
    gate::Pipeline* pipeline = nullptr;
    gate::Drafts* drafts = nullptr;
    Clock* clock = nullptr;
  };
  using Done = std::function<void(absl::Status)>;

  // `link` is the trust domain of the calling node.  `request` and `response`
  // must live until `done` is called.
  RelayCall(const Environment& environment, std::string link,
            const v1::RelayRequest& request, v1::RelayResponse& response,
            Done done);

  void Start();

 private:
  void Round(std::vector<int> indexes);
  void Finish(const std::vector<int>& indexes,
              const std::vector<absl::Status>& problems,
              gate::Pipeline::Answers answers);
  void SetProblem(int index, const absl::Status& problem);

  const Environment environment_;
  const std::string link_;
  const v1::RelayRequest& request_;
  v1::RelayResponse& response_;
  const Done done_;
  int rounds_ = 0;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_RELAY_CALL_H_
