// Planned maintenance.  docs/operations.md.

#include <utility>

#include "server/core/first_contact.h"
#include "server/core/maintenance.h"
#include "server/core/planner.h"

namespace enlace::core {

Planned Planner::operator()(MaintenancePlan input) {
  if (!clock_trusted_) return RefuseForClock();
  const bool own = input.link.empty();
  absl::Status problem =
      own ? absl::OkStatus()
          : CheckLinkOpen(state_, input.link, input.link_files, instant_ms_);
  problem.Update(CheckMaintenance(input.window, instant_ms_));
  if (!problem.ok()) return Refuse(std::move(problem));
  const Link* const link = own ? nullptr : state_.FindLink(input.link);
  const Maintenance& known = own ? state_.maintenance : link->maintenance;
  if (known.window == input.window) return Duplicate();
  EntryDraft& draft = input.entry;
  draft.step = own ? v1::AUDIT_STEP_MAINTENANCE_PLANNED
                   : v1::AUDIT_STEP_MAINTENANCE_PLANNED_BY_PEER;
  if (!own) draft.national.set_link_nation(input.link);
  *draft.national.mutable_maintenance() = ToMessage(input.window);
  const Entry entry = AddNote(draft);
  journal::v1::MaintenancePlanned& planned =
      *planned_.events.emplace_back().mutable_maintenance_planned();
  planned.set_link(std::move(input.link));
  *planned.mutable_window() = ToMessage(input.window);
  planned.set_entry_index(entry.index);
  return Done();
}

}  // namespace enlace::core
