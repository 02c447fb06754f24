// The items of one call on their way: gate, pipeline, and once more for those
// that were stale.  Submissions and relayed records take the same way, and
// their callers turns.
//
// Every item is answered or refused exactly once, and only when what the log
// says of it is durable.  Owns itself from Start() to `done`.  Runs on a
// callback thread first, then on the one that prepares, and on the thread that
// commits afterwards, never on two at once.

#ifndef ENLACE_SERVER_RPC_ADMISSION_CALL_H_
#define ENLACE_SERVER_RPC_ADMISSION_CALL_H_

#include <google/protobuf/message.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "certs/identity.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"
#include "server/gate/preparations.h"
#include "server/gate/turned_away.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {

class AdmissionCall : public std::enable_shared_from_this<AdmissionCall> {
 public:
  // All must outlive the call.
  struct Environment {
    gate::Pipeline* pipeline = nullptr;
    gate::Preparations* preparations = nullptr;
    gate::Drafts* drafts = nullptr;
    Clock* clock = nullptr;
    gate::TurnedAway* turned_away = nullptr;
    // Whether what is free on the disk must stay free for what the node writes
    // about the records that it has; null: never.
    const std::atomic<bool>* storage_low = nullptr;
  };

  struct Items {
    std::string caller;  // as the log names it
    int count = 0;
    // One admission for each of `indexes`, in their order.
    std::function<std::vector<gate::Admission>(const std::vector<int>& indexes,
                                               const gate::World& world)>
        admit;
    // The original outcome or answer.
    std::function<void(int index, std::string bytes)> answer;
    std::function<void(int index, const absl::Status& problem)> refuse;
    // Last.  An error means that no item's fate is known to the caller.
    std::function<void(const absl::Status& status)> done;
  };

  AdmissionCall(const Environment& environment, Items items);

  // Refuses the whole call, logged, while storage is low; and if too much of
  // the caller's waits to be prepared, which nothing logs.
  void Start();

 private:
  // Prepares, when it is the caller's turn, and enqueues the items at
  // `indexes`.
  void Round(std::vector<int> indexes, gate::Preparations::On where);
  gate::Preparations::Then Prepare(std::vector<int> indexes);
  void Finish(const std::vector<int>& indexes,
              const std::vector<absl::Status>& problems,
              gate::Pipeline::Answers answers);
  // Logs what the core refused, then goes on with what was stale.
  void LogAndContinue(std::vector<core::Input> refusals,
                      std::vector<int> stale);

  const Environment environment_;
  const Items items_;
  int rounds_ = 0;
};

// One snapshot of the world for a preparation.
gate::World WorldOf(gate::Pipeline& pipeline, Clock& clock);

// Refuses a whole call of an authenticated `caller`: `done` gets `refusal` once
// the log's entry about it is durable, or the error of logging it.
void RefuseLogged(const AdmissionCall::Environment& environment,
                  const std::string& caller, const absl::Status& refusal,
                  std::function<void(const absl::Status& status)> done);

// Answers a call that shows a list to `caller`, with `response` if `listed` is
// OK, once the log says that it is shown.
void ReplyLogged(const AdmissionCall::Environment& environment,
                 const certs::Identity& caller, absl::string_view method,
                 const absl::Status& listed,
                 google::protobuf::Message& response, const Reply& reply);

// Sequences the one admitted input of a call whose answer has no bytes: `done`
// gets OK, or why the gate or the core refused it, once the log's entry about
// it is durable.
void SequenceOne(const AdmissionCall::Environment& environment,
                 const std::string& caller, gate::Admission admission,
                 std::function<void(const absl::Status& status)> done);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_ADMISSION_CALL_H_
