// The coded values of a record that both nations may count.
//
// A schema marks fields as measures (enlace.v1.FieldRules.measure): coded,
// coarse and not personal.  What a decision releases of them stands in the
// shared opening of its entry, so that the indicators of both nations can be
// computed from either log.  A value that its field's rules refuse counts for
// nobody: another nation's record was examined by that nation alone, and an
// audit log must hold no text of its choosing.  Pure.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_MEASURES_H_
#define ENLACE_SERVER_GATE_MEASURES_H_

#include <google/protobuf/message.h>

#include <vector>

#include "enlace/v1/audit.pb.h"
#include "policy/engine/decision.h"

namespace enlace::gate {

// Those of `record` that `decision` releases, sorted; an enum value by its
// short name, a number in decimal, of a list each value once, of messages in a
// list how many there are.  REQUIRES: a type that was compiled in.
std::vector<v1::Measure> MeasuresOf(const policy::Decision& decision,
                                    const google::protobuf::Message& record);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_MEASURES_H_
