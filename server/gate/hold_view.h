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

// Who looks.
struct HoldViewer {
  const Parties& parties;
  const std::string& identity;
  const std::vector<ReviewSeat>& seats;  // for the record
  policy::Language language = policy::Language::kEnglish;
};

// Of a record that `book` holds.
v1::HeldRecord HoldOf(const core::Transfer& transfer, const policy::Book& book,
                      const HoldViewer& viewer);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_HOLD_VIEW_H_
