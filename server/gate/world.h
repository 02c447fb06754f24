// The world as a preparation sees it, read ahead (server/gate/pipeline.h): what
// is prepared is answered once it is committed or logged.

#ifndef ENLACE_SERVER_GATE_WORLD_H_
#define ENLACE_SERVER_GATE_WORLD_H_

#include "absl/time/time.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

// One snapshot for a preparation at `now`.  `pipeline` must outlive it.
World WorldOf(const Pipeline& pipeline, absl::Time now);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_WORLD_H_
