// The facts of a record's header and of what the node knows besides, in the
// words of the rules.

#ifndef ENLACE_SERVER_GATE_HEADER_FACTS_H_
#define ENLACE_SERVER_GATE_HEADER_FACTS_H_

#include "enlace/v1/header.pb.h"
#include "policy/facts/extract.h"
#include "server/core/state_facts.h"

namespace enlace::gate {

policy::RecordFacts HeaderFactsOf(policy::Direction direction,
                                  const v1::Header& header,
                                  const core::StateFacts& known, bool domestic);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_HEADER_FACTS_H_
