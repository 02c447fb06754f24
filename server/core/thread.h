// What holds in every thread, whatever a book says.
//
// What was asked on one channel is never answered on another.  A record answers
// only types that its own type names (option `parents`); only a party of the
// parent writes in its thread; a follow-up goes between the parent's parties,
// and a leave from the one who was asked to the one who asked.  Pure.

#ifndef ENLACE_SERVER_CORE_THREAD_H_
#define ENLACE_SERVER_CORE_THREAD_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "server/core/state_facts.h"

namespace enlace::core {

struct ThreadFault {
  absl::string_view field;   // of the record
  absl::string_view what;    // "is ...", what is wrong with it
  absl::string_view reason;  // reason code of the denial
};

// What keeps `record` out of the thread of `parent`; nothing if it may stand
// there.  A parent that is not known is for the book, except that a follow-up
// needs one.  `domestic`: sender and recipient are of the own nation; what is
// passed on within it may be of any type.
std::optional<ThreadFault> FindThreadFault(const RecordFacts& record,
                                           const ParentFacts& parent,
                                           bool domestic);

// The record that `record_id` is about: itself, or the nearest of its parents
// that is no follow-up; null if this node does not know it.
const Transfer* FindMatter(const State& state, absl::string_view record_id);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_THREAD_H_
