// A few records that crossed between two nations, as each one's log tells them.

#ifndef ENLACE_TESTS_CLIENT_CROSSING_FIXTURE_H_
#define ENLACE_TESTS_CLIENT_CROSSING_FIXTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/client/audit_fixture.h"

namespace enlace::client {

inline constexpr char kUsNation[] = "us.enlace.example";
inline constexpr char kMxNation[] = "mx.enlace.example";

// An entry of the sender's log, or the recipient's.  A name begins with the
// sender's nation.
PlannedEntry Sent(const std::string& name, uint64_t sequence,
                  v1::AuditStep step = v1::AUDIT_STEP_DECIDED_OUTGOING,
                  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_PERMIT);
PlannedEntry Received(
    const std::string& name, uint64_t sequence,
    v1::AuditStep step = v1::AUDIT_STEP_DECIDED_INCOMING,
    v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_PERMIT);

// us-1 was collected, us-2 refused by the other nation, us-3 delivered; mx-1
// came the other way.  A denial that did not leave stands in one log.
std::vector<PlannedEntry> UsCrossings();
std::vector<PlannedEntry> MxCrossings();

// UsCrossings() and us-4, which waits for the other node's answer.
std::vector<PlannedEntry> UsCrossingsLater();

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_CROSSING_FIXTURE_H_
