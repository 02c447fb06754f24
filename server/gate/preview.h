// What a sender is told before anything leaves: the decision, and what would
// become of each leaf that the record has.  Pure.

#ifndef ENLACE_SERVER_GATE_PREVIEW_H_
#define ENLACE_SERVER_GATE_PREVIEW_H_

#include <string>

#include "absl/types/span.h"
#include "enlace/v1/exchange_service.pb.h"
#include "policy/engine/decision.h"
#include "proto/wire/commitment.h"

namespace enlace::gate {

// `leaves` are those of the record; absent ones are left out.
v1::TryResponse PreviewOf(const policy::Decision& decision,
                          absl::Span<const wire::CommittedLeaf> leaves,
                          std::string explanation);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PREVIEW_H_
