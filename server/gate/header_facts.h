// The facts of a record's header and of its parent, in the words of the rules.

#ifndef ENLACE_SERVER_GATE_HEADER_FACTS_H_
#define ENLACE_SERVER_GATE_HEADER_FACTS_H_

#include "enlace/v1/header.pb.h"
#include "policy/engine/extract.h"
#include "server/core/state.h"

namespace enlace::gate {

policy::RecordFacts HeaderFactsOf(policy::Direction direction,
                                  const v1::Header& header,
                                  const core::ParentFacts& parent);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_HEADER_FACTS_H_
