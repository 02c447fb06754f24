// Two nations on disks that meet one planned fault: a script is played, all
// comes to its end, the power goes once more, and the promises are checked.

#ifndef ENLACE_TESTS_EVERY_FAULT_STAGE_H_
#define ENLACE_TESTS_EVERY_FAULT_STAGE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/every_fault/fault_plan.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_agency.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/sim_operator.h"

namespace enlace::every_fault {

class Stage {
 public:
  explicit Stage(const PlannedFault& fault);
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  using Script = std::function<void(Stage&)>;
  // Operations are counted from the very first start on, or from first contact
  // on.  Returns what was violated.
  std::vector<std::string> Play(const Script& script, bool from_first_start);

  const FaultPlan& plan() const { return plan_; }

  // For scripts.
  simulation::SimNode& us() { return *nodes_[0]; }
  simulation::SimNode& mx() { return *nodes_[1]; }
  simulation::SimAgency& atf() { return *agencies_[0]; }
  simulation::SimAgency& cbp() { return *agencies_[1]; }
  simulation::SimAgency& fgr() { return *agencies_[2]; }
  simulation::Environment& env() { return env_; }

  // `what` happens `ms` after the script began.
  void At(int64_t ms, std::function<void()> what);
  // The same, but once `node` is up.
  void AtNode(int64_t ms, simulation::SimNode& node,
              std::function<void()> what);
  // A request, valid for `life_ms`.
  simulation::SimRecord Request(const simulation::SimAgency& from,
                                const simulation::SimAgency& to,
                                v1::Channel channel, v1::Urgency urgency,
                                int64_t life_ms);
  // Persons approve whatever `node` holds, until the run ends.
  void ReviewAll(simulation::SimNode& node);

 private:
  void RunUntil(int64_t end_ms);
  // False if it does not come true.
  bool RunUntilTrue(const std::function<bool()>& done);
  void CutPowerEverywhere();
  void Approve(simulation::SimNode& node, const core::Transfer& held);
  bool Failed() const { return !env_.ledger.violations().empty(); }
  bool IsIdle() const;

  FaultPlan plan_;
  simulation::Environment env_;
  std::vector<std::unique_ptr<simulation::SimNode>> nodes_;
  std::vector<std::unique_ptr<simulation::SimAgency>> agencies_;
  std::vector<std::unique_ptr<simulation::SimOperator>> operators_;
  int64_t script_start_ms_ = 0;
  int64_t script_end_ms_ = 0;
};

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_STAGE_H_
