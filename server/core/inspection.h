// Who may look at the contents of which record, by the register.
//
// An inspection names a person and a scope: a case, record types, single
// transfers.  All that it states must hold for the record, and it must stand
// when the person looks; whatever is not known counts as no.  Whether the node
// knows the person is configuration, which the shell asks.  docs/inspection.md,
// "Looking at contents".  Pure.

#ifndef ENLACE_SERVER_CORE_INSPECTION_H_
#define ENLACE_SERVER_CORE_INSPECTION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "server/core/state.h"

namespace enlace::core {

// Whether `item` lets `person` look at `transfer` at that instant.
bool CoversLook(const RegisterItem& item, const std::string& person,
                const Transfer& transfer, int64_t instant_ms);

// Whether `entry` would let `person` look at anything.
bool MakesInspector(const v1::RegisterEntry& entry, const std::string& person);

// What whoever may not look is told, in the same words whether there is such a
// record, such an entry, or neither: kPermissionDenied, NOT_ENTITLED.
absl::Status LookNotCovered();

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_INSPECTION_H_
