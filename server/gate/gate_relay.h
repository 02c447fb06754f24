// A relayed record on its way through the gate.  Internal to server/gate.

#ifndef ENLACE_SERVER_GATE_GATE_RELAY_H_
#define ENLACE_SERVER_GATE_GATE_RELAY_H_

#include <cstdint>

#include "policy/facts/extract.h"
#include "proto/wire/released_record.h"
#include "server/core/state_facts.h"
#include "server/gate/gate.h"

namespace enlace::gate {

// The header in the words of the rules, as the other nation sends it.
policy::RecordFacts IncomingFacts(const wire::VerifiedRecord& record,
                                  const core::StateFacts& known);

// Notes in `journaled` by when the sender's node wants an answer.
void NoteSendersAnswerTime(const wire::VerifiedRecord& record,
                           core::RecordFacts& journaled);

// What verified, and the place that it claims.
struct Gate::Relayed {
  wire::VerifiedRecord record;
  uint64_t link_sequence = 0;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_GATE_RELAY_H_
