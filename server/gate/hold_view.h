// A held record as a reviewer is shown it in a list: who sent it, which rules
// hold it, whom these wait for, and whether that is the reviewer.  Pure.

#ifndef ENLACE_SERVER_GATE_HOLD_VIEW_H_
#define ENLACE_SERVER_GATE_HOLD_VIEW_H_

#include <string>
#include <vector>

#include "enlace/v1/review_service.pb.h"
#include "policy/engine/book.h"
#include "policy/engine/language.h"
#include "server/core/state.h"
#include "server/gate/review_seat.h"

namespace enlace::gate {

// Of a record that `book` holds, for `reviewer`, who has `seats` for it.
v1::HeldRecord HoldOf(const core::Transfer& transfer, const policy::Book& book,
                      const std::string& reviewer,
                      const std::vector<ReviewSeat>& seats,
                      policy::Language language);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_HOLD_VIEW_H_
