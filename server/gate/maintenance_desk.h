// Planned maintenance at the gate: which of our persons may plan it, and what
// the other nation's node tells of its own.
//
// The core bounds and journals it (server/core/maintenance.h).  Immutable,
// hence thread-safe.

#ifndef ENLACE_SERVER_GATE_MAINTENANCE_DESK_H_
#define ENLACE_SERVER_GATE_MAINTENANCE_DESK_H_

#include <string>

#include "enlace/v1/maintenance.pb.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"

namespace enlace::gate {

class MaintenanceDesk {
 public:
  // Both must outlive the desk.
  MaintenanceDesk(const Parties& parties, Drafts& drafts)
      : parties_(parties), drafts_(drafts) {}

  // The plan of the person `caller`, or the note that logs its refusal: those
  // of CheckOperator().
  Admission AdmitPlan(const std::string& caller,
                      const v1::MaintenanceWindow& window) const;

  // What `nation`'s node told.
  Admission AdmitAnnouncement(const std::string& nation,
                              const v1::MaintenanceWindow& window) const;

 private:
  const Parties& parties_;
  Drafts& drafts_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_MAINTENANCE_DESK_H_
