// A nation's node that lies: beside the truth, which its real core tells, the
// other nations' nodes hear from it what no honest peer says.  It is made to
// know more than any peer can, the transfer ids of whole logs.

#ifndef ENLACE_TESTS_SIMULATION_SIM_LIAR_H_
#define ENLACE_TESTS_SIMULATION_SIM_LIAR_H_

#include <functional>
#include <string>
#include <vector>

#include "tests/simulation/environment.h"
#include "tests/simulation/lies.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

class SimLiar {
 public:
  // `node`, in whose name it lies, must outlive it.
  SimLiar(Environment& env, SimNode& node) : env_(env), node_(node) {}
  SimLiar(const SimLiar&) = delete;
  SimLiar& operator=(const SimLiar&) = delete;

  // Lies now and then, until the run is healed.
  void Start();

 private:
  void LieOnce();
  SimNode& AnyVictim();
  // One that the victim's log names, or that nobody has.
  std::string AnyTransfer(SimNode& victim);
  ClaimedEntry AnyEntry();
  void Report(SimNode& victim, const std::string& id);
  void AnswerRelay(SimNode& victim, const std::string& id);
  void AnswerRevocation(SimNode& victim, const std::string& id);
  void AnswerReport(SimNode& victim, const std::string& id);
  void Revoke(SimNode& victim, const std::string& id);
  void Relay(SimNode& victim, const std::string& id);
  void Announce(SimNode& victim);
  // Sends it, and perhaps once more later.
  void Say(SimNode& victim, std::function<void()> what);
  // Which named state a lie about `id` meets.
  void NoteVictim(const SimNode& victim, const std::string& id, bool refuses);

  struct Said {
    SimNode* victim;
    std::function<void()> what;
  };

  Environment& env_;
  SimNode& node_;
  std::vector<Said> said_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_LIAR_H_
