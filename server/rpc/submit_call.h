// One Submit call on its way: gate, pipeline, and once more for what was stale.
//
// Owns itself from Start() to the answer.  Runs on a callback thread first and
// on the committer thread afterwards, never on two at once.

#ifndef ENLACE_SERVER_RPC_SUBMIT_CALL_H_
#define ENLACE_SERVER_RPC_SUBMIT_CALL_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "enlace/v1/exchange_service.pb.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"

namespace enlace::rpc {

class SubmitCall : public std::enable_shared_from_this<SubmitCall> {
 public:
  struct Environment {
    const gate::Gate* gate = nullptr;
    gate::Pipeline* pipeline = nullptr;
    gate::Drafts* drafts = nullptr;
    Clock* clock = nullptr;
  };
  using Done = std::function<void(absl::Status)>;

  // `request` and `response` must live until `done` is called.
  SubmitCall(const Environment& environment, std::string caller,
             std::string language, const v1::SubmitRequest& request,
             v1::SubmitResponse& response, Done done);

  void Start();

 private:
  // Prepares and enqueues the submissions at `indexes`.
  void Round(std::vector<int> indexes);
  void Finish(const std::vector<int>& indexes,
              const std::vector<absl::Status>& problems,
              gate::Pipeline::Answers answers);
  void SetProblem(int index, const absl::Status& problem);

  const Environment environment_;
  const std::string caller_;
  const std::string language_;
  const v1::SubmitRequest& request_;
  v1::SubmitResponse& response_;
  const Done done_;
  int rounds_ = 0;
};

// One snapshot of the world for a preparation.
gate::World WorldOf(gate::Pipeline& pipeline, Clock& clock);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_SUBMIT_CALL_H_
