// Which version of the rule book decides, and which one will: the folds of the
// journal's events, and their place in a snapshot.  Pure.  docs/governance.md.

#ifndef ENLACE_SERVER_CORE_BOOK_VERSION_H_
#define ENLACE_SERVER_CORE_BOOK_VERSION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "enlace/journal/v1/rule_book.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// Whether a version waits whose instant has come.  From then on nothing is
// decided under the one in force.
bool IsBookDue(const State& state, int64_t instant_ms);

// The highest serial of a charter by which a version was adopted.
uint64_t CharterSerial(const State& state);

// Fail with kDataLoss for a version that cannot follow.
absl::Status FoldBookScheduled(State& state,
                               const journal::v1::BookScheduled& event);
absl::Status FoldBookActivated(State& state,
                               const journal::v1::BookActivated& event);

journal::v1::BookVersion ToMessage(const BookVersion& book);
BookVersion FromMessage(const journal::v1::BookVersion& message);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_BOOK_VERSION_H_
