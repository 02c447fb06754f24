// Which of our persons may act for the node itself: accept link files, plan
// maintenance.  Pure.

#ifndef ENLACE_SERVER_GATE_OPERATORS_H_
#define ENLACE_SERVER_GATE_OPERATORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/gate/parties.h"

namespace enlace::gate {

inline constexpr absl::string_view kOperatorRole = "operator";

// OK if the person `caller` has that role; else kPermissionDenied,
// CALLER_UNKNOWN or NOT_ENTITLED.
absl::Status CheckOperator(const Parties& parties, const std::string& caller);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_OPERATORS_H_
