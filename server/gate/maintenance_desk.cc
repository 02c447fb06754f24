#include "server/gate/maintenance_desk.h"

#include <utility>

#include "server/core/maintenance.h"
#include "server/gate/operators.h"

namespace enlace::gate {

Admission MaintenanceDesk::AdmitPlan(
    const std::string& caller, const v1::MaintenanceWindow& window) const {
  absl::Status problem = CheckOperator(parties_, caller);
  if (!problem.ok()) {
    core::Note note = drafts_.ForRefusal(caller, problem, nullptr, "");
    return {std::move(note), std::move(problem)};
  }
  core::EntryDraft entry = drafts_.ForLink(caller);
  entry.national.add_persons(caller);
  return {
      core::MaintenancePlan{"", {}, core::WindowOf(window), std::move(entry)},
      absl::OkStatus()};
}

Admission MaintenanceDesk::AdmitAnnouncement(
    const std::string& nation, const v1::MaintenanceWindow& window) const {
  return {
      core::MaintenancePlan{nation, parties_.FilesTowards(nation),
                            core::WindowOf(window), drafts_.ForLink(nation)},
      absl::OkStatus()};
}

}  // namespace enlace::gate
