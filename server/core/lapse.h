// When a record's time ends: with its validity, or before that with the permit
// that it travels on, or at the deadline of the hold that it waits in.
//
// A permit rests on facts of a day: a basis in force, a date not yet past. When
// such a day is over, what was permitted but not yet collected must fail, as if
// it had been asked again.  Pure.

#ifndef ENLACE_SERVER_CORE_LAPSE_H_
#define ENLACE_SERVER_CORE_LAPSE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/decision.h"

namespace enlace::core {

// The instant at which what `decision` says of a record lapses, in milliseconds
// since 1970 UTC; 0 if it never does.  `facts_until_ms` is when the first of
// the other things that it rests on ends, a leave or an entry of the register;
// 0 if there is none.
int64_t PermitUntilMs(const policy::Decision& decision, int64_t facts_until_ms);

// The earlier of two ends, where 0 is none.
int64_t EarlierEndMs(int64_t a_ms, int64_t b_ms);

// The instant from which on `record` is neither relayed nor handed out nor
// confirmed.
int64_t EndMs(const journal::v1::RecordFacts& record);

// Why it ends then: for what it was held if nobody released it in time, B03
// (basis not in force) if the permit lapses, T05 (clock or validity) if its
// time runs out.  Valid as long as `record`.
absl::string_view EndReason(const journal::v1::RecordFacts& record);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_LAPSE_H_
