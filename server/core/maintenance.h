// When a nation's node is planned not to serve (docs/operations.md): what two
// nations tell each other, so that nobody is woken for it.  Pure.
//
// A window is short, and only known ahead: whoever is away for longer than it
// said is away without notice.

#ifndef ENLACE_SERVER_CORE_MAINTENANCE_H_
#define ENLACE_SERVER_CORE_MAINTENANCE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "enlace/journal/v1/maintenance.pb.h"
#include "enlace/v1/maintenance.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// How long a window may be, and how far ahead it may begin.
inline constexpr absl::Duration kMaintenanceMax = absl::Hours(12);
inline constexpr absl::Duration kMaintenanceAheadMax = absl::Hours(24 * 30);

// OK if it can be planned at the instant: it has no end, or begins before it
// ends, has not ended, and is within the bounds above.  Else kInvalidArgument,
// MAINTENANCE_WINDOW_INVALID, that says what to change.
absl::Status CheckMaintenance(const MaintenanceWindow& window,
                              int64_t instant_ms);

// The fold of the event (server/core/apply.h).
void FoldMaintenance(State& state,
                     const journal::v1::MaintenancePlanned& event);

v1::MaintenanceWindow ToMessage(const MaintenanceWindow& window);
MaintenanceWindow WindowOf(const v1::MaintenanceWindow& message);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_MAINTENANCE_H_
