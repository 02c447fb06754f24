// Which rules would hold records that nobody can release, because too few
// persons and agencies hold the roles that they wait for.
//
// One identity counts once for a rule, so a rule that asks for two roles needs
// two that differ.  Substitutes do not count: they stand in for some time.
// Pure.

#ifndef ENLACE_SERVER_GATE_ROLE_SHORTAGE_H_
#define ENLACE_SERVER_GATE_ROLE_SHORTAGE_H_

#include <vector>

#include "enlace/v1/node_service.pb.h"
#include "policy/engine/book.h"
#include "server/gate/parties.h"

namespace enlace::gate {

// In the order of the book's rules.
std::vector<v1::RoleShortage> RoleShortagesOf(const policy::Book& book,
                                              const Parties& parties);

// Warns of each in the node's log.
void WarnOfRoleShortages(const policy::Book& book, const Parties& parties);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_ROLE_SHORTAGE_H_
