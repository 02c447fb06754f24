#include "tests/simulation/answer_checks.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "server/core/answer_clock.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {
namespace {

class AnswerChecks {
 public:
  AnswerChecks(Environment& env, SimNode& node) : env_(env), node_(node) {}

  void Run() {
    for (const auto& [id, transfer] : core::RowsOf(node_.state().transfers)) {
      Logged(id, transfer);
      const v1::AnswerStatus status =
          core::AnswerStatusOf(node_.state(), transfer, env_.schedule.now_ms());
      if (status.state() == v1::ANSWER_STATE_UNSPECIFIED) continue;
      if (status.put_off()) SIM_REACHED("answer_put_off");
      if (status.state() == v1::ANSWER_STATE_ANSWERED) {
        SIM_REACHED("answer_came_in_time");
      }
      if (transfer.incoming && !env_.Lies(transfer.link)) {
        BothAgree(id, transfer);
      }
    }
  }

 private:
  void Fail(absl::string_view what) {
    env_.ledger.Violation(absl::StrCat(what, " (", node_.trust_domain(), ")"));
  }

  void Logged(const std::string& id, const core::Transfer& transfer) {
    const bool logged =
        node_.audit().Find(v1::AUDIT_STEP_ANSWER_OVERDUE, id) != nullptr;
    if (logged != transfer.answer_overdue) {
      Fail("P5: log and state differ about an overdue answer");
    }
  }

  void BothAgree(const std::string& id, const core::Transfer& transfer) {
    const core::Transfer* there =
        env_.nodes.at(transfer.link)->state().FindTransfer(id);
    // What was taken back may have no answer that tells the instant.
    if (there == nullptr || transfer.state == v1::RECORD_STATE_REVOKED) return;
    if (there->record.answer().due_ms() != transfer.record.answer().due_ms() ||
        there->record.answer().latest_ms() !=
            transfer.record.answer().latest_ms()) {
      Fail("P5: the two nodes name different instants for an answer");
    }
    // Where the clocks went apart, each log tells of its own.
    if (!env_.faults.wait_for_answers || env_.clocks_jumped ||
        !transfer.answer_overdue ||
        transfer.state != v1::RECORD_STATE_COLLECTED) {
      return;
    }
    if (there->answer_overdue) {
      SIM_REACHED("answer_overdue_at_both_nodes");
    } else if (!CameInTime(id, *there)) {
      Fail("P5: an answer is late in the log of who should have given it only");
    }
  }

  // At the node that asked.
  bool CameInTime(const std::string& id, const core::Transfer& asked) const {
    const SimNode* peer = env_.nodes.at(node_.state().FindTransfer(id)->link);
    return core::AnswerStatusOf(peer->state(), asked, env_.schedule.now_ms())
               .state() == v1::ANSWER_STATE_ANSWERED;
  }

  Environment& env_;
  SimNode& node_;
};

}  // namespace

void CheckAnswers(Environment& env) {
  for (const auto& [domain, node] : env.nodes) {
    if (!env.Lies(domain)) AnswerChecks(env, *node).Run();
  }
}

}  // namespace enlace::simulation
