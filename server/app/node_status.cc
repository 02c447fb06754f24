// What the node tells of itself: Node::Status().

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "server/app/node.h"
#include "server/app/version.h"
#include "server/app/witnesses.h"
#include "server/core/maintenance.h"
#include "server/gate/role_shortage.h"

namespace enlace::app {
namespace {

// What is planned and not over.
template <typename Message>
void DescribeMaintenance(const core::Maintenance& planned, int64_t now_ms,
                         Message& message) {
  if (planned.window.until_ms <= now_ms) return;
  *message.mutable_maintenance() = core::ToMessage(planned.window);
}

}  // namespace

v1::GetNodeStatusResponse Node::Status() {
  v1::GetNodeStatusResponse status;
  status.set_node(trust_.parties.node);
  status.set_version(kVersion);
  status.set_clock_ms(absl::ToUnixMillis(NodeClock().TimeNow()));
  status.set_book_digest(ToBytes(pipeline_->book()->digest()));
  const absl::Status health = pipeline_->health();
  status.set_state(health.ok() ? log_->StateText()
                               : absl::StrCat("failed: ", health.message()));
  if (!loops_started_.HasBeenNotified()) {
    status.set_state("starting");
    return status;
  }
  status.set_checkpoint_size(log_->checkpoint_size());
  std::string in_force;
  pipeline_->Read([&](const core::State& state) {
    status.set_log_size(state.audit_size);
    in_force = state.book.manifest_digest;
    DescribeMaintenance(state.maintenance, status.clock_ms(), status);
    for (const auto& [nation, loop] : loops_) {
      v1::LinkStatus& link = *status.add_links();
      contact_->Describe(nation, state, link);
      link.set_connected(loop->connected());
      link.set_cosigned_size(log_->cosigned_size(nation));
      link.set_witnessed_size(
          witness_->WitnessedSize(watched_logs_.at(nation)));
      link.set_knows_maintenance(state.maintenance.plans != 0 &&
                                 loop->plans_known() ==
                                     state.maintenance.plans);
      if (const core::Link* const known = state.FindLink(nation)) {
        DescribeMaintenance(known->maintenance, status.clock_ms(), link);
        link.set_queued(known->queued);
        link.set_sent_sequence(known->sent_sequence);
        link.set_received_sequence(known->received_sequence);
      }
    }
  });
  DescribeWitnesses(*log_, status);
  for (v1::BookStatus& book : books_->Describe(in_force)) {
    *status.add_books() = std::move(book);
  }
  for (v1::RoleShortage& shortage :
       gate::RoleShortagesOf(*pipeline_->book(), trust_.parties)) {
    *status.add_role_shortages() = std::move(shortage);
  }
  for (const health::ActiveAlarm& alarm : health_report_->Alarms()) {
    *status.add_alarms() = AlarmMessage(alarm);
  }
  return status;
}

}  // namespace enlace::app
