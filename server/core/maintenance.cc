#include "server/core/maintenance.h"

#include "proto/wire/problem.h"

namespace enlace::core {
namespace {

absl::Status Invalid(absl::string_view message) {
  return wire::Refusal(absl::StatusCode::kInvalidArgument,
                       wire::kMaintenanceWindowInvalid, message);
}

}  // namespace

absl::Status CheckMaintenance(const MaintenanceWindow& window,
                              int64_t instant_ms) {
  if (window.until_ms == 0) {
    return window.from_ms == 0
               ? absl::OkStatus()
               : Invalid(
                     "window.until_ms: a beginning without an end; leave "
                     "out both to drop what was planned");
  }
  if (window.from_ms <= 0 || window.from_ms >= window.until_ms) {
    return Invalid("window.from_ms: it must begin before it ends");
  }
  if (window.until_ms <= instant_ms) {
    return Invalid("window.until_ms: it is over; name a later end");
  }
  if (window.until_ms - window.from_ms >
      absl::ToInt64Milliseconds(kMaintenanceMax)) {
    return Invalid(
        "window.until_ms: more than 12 hours; plan the rest once it has begun");
  }
  if (window.from_ms - instant_ms >
      absl::ToInt64Milliseconds(kMaintenanceAheadMax)) {
    return Invalid(
        "window.from_ms: more than 30 days ahead; plan it when it is near");
  }
  return absl::OkStatus();
}

void FoldMaintenance(State& state,
                     const journal::v1::MaintenancePlanned& event) {
  Maintenance& known = event.link().empty()
                           ? state.maintenance
                           : state.links[event.link()].maintenance;
  known.window = WindowOf(event.window());
  ++known.plans;
}

v1::MaintenanceWindow ToMessage(const MaintenanceWindow& window) {
  v1::MaintenanceWindow message;
  message.set_from_ms(window.from_ms);
  message.set_until_ms(window.until_ms);
  return message;
}

MaintenanceWindow WindowOf(const v1::MaintenanceWindow& message) {
  return {message.from_ms(), message.until_ms()};
}

}  // namespace enlace::core
