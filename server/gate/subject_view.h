// What a data-protection officer is shown of a record that concerns a person.
// Pure.

#ifndef ENLACE_SERVER_GATE_SUBJECT_VIEW_H_
#define ENLACE_SERVER_GATE_SUBJECT_VIEW_H_

#include <cstdint>
#include <set>
#include <string>

#include "enlace/v1/subject_service.pb.h"
#include "server/core/state.h"
#include "server/gate/subject_search.h"

namespace enlace::gate {

// `transfer` is the one that `hit` names.  A recipient is named only if it has
// or may have the record; the person may be told of a record of a type in
// `may_be_told` that this nation sent and somebody has.
v1::SubjectRecord ViewOf(const core::State& state,
                         const core::Transfer& transfer, const SubjectHit& hit,
                         int64_t instant_ms,
                         const std::set<std::string>& may_be_told);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_SUBJECT_VIEW_H_
