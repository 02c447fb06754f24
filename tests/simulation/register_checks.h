// Of a run that is over: what rested on an entry of the register that was
// revoked never reached anybody afterwards.  Told from the log alone.  And whom
// the register cleared when something was decided.

#ifndef ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_

#include <cstdint>
#include <set>
#include <string>

#include "server/core/state.h"
#include "tests/simulation/audit_view.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

// Reports violations about `transfer` of `node` to the ledger.
void CheckRegister(Environment& env, SimNode& node,
                   const core::Transfer& transfer);

// Whether `item` clears `agency` at that instant, if it was approved and not
// revoked.
bool Clears(const core::RegisterItem& item, const std::string& agency,
            int64_t instant_ms);

// Ids of the entries that were approved and not revoked, by the log before
// `then`.
std::set<std::string> Counted(const AuditView& audit,
                              const AuditView::Entry& then);

// Whether the register of `node` cleared the other party of `transfer` when
// `decision` about it was logged, by the entries before it.
bool WasCleared(SimNode& node, const core::Transfer& transfer,
                const AuditView::Entry& decision);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_
