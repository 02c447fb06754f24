// An agency's own system: submits until it is answered, collects, applies each
// delivery once by storing its cursor with the effect, confirms, replies.

#ifndef ENLACE_TESTS_SIMULATION_SIM_AGENCY_H_
#define ENLACE_TESTS_SIMULATION_SIM_AGENCY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimAgency {
 public:
  SimAgency(Environment& env, SimNode& node, std::string identity);
  SimAgency(const SimAgency&) = delete;
  SimAgency& operator=(const SimAgency&) = delete;

  // Starts to collect and confirm, and never ends.
  void Start();
  // Makes a request to `recipient` and submits it until it is answered.
  void SendRequest(const std::string& recipient);
  // Submits `record` until it is answered.
  void Send(SimRecord record);

  // Asks to take a permit back until it is answered.
  void RevokeRecord(const std::string& record_id);

  const std::string& identity() const { return identity_; }
  SimNode& node() { return node_; }
  // Every submission answered, every effect confirmed, nothing in the inbox.
  bool Idle() const;

 private:
  struct Sending {
    SimRecord record;
    bool done = false;
    bool has_variant = false;  // another record uses its message id
  };

  void SendReply(const SimRecord& request);
  void SendDelayNotice(const SimRecord& request);
  SimRecord MakeRecord(const std::string& type, const std::string& recipient);
  void Attempt(size_t index);
  void SubmitOnce(size_t index);
  void TakeAnswer(size_t index, const core::Answer& answer);
  void AskToRevoke(const std::string& record_id);
  void CollectOnce();
  void TakeDeliveries(const std::vector<SimDelivery>& deliveries);
  void ConfirmAll();

  Environment& env_;
  SimNode& node_;
  const std::string identity_;
  std::vector<Sending> sendings_;
  uint64_t cursor_ = 0;
  std::map<std::string, std::string> unconfirmed_;  // transfer id -> body
  std::set<std::string> revoking_;                  // record ids
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_AGENCY_H_
