// A session with a node over gRPC: TLS 1.3, both sides authenticated, and the
// node no other than the context names.
//
//   ASSIGN_OR_RETURN(std::unique_ptr<Node> node,
//                    OpenNodeSession(context, "es-MX", RealClock(),
//                                    SystemRandom()));
//
// Each call has a deadline of 30 seconds.  Where the node does not answer, a
// call is made again up to three times with growing, random pauses: all calls
// but Try, inspections and the acts of persons are safe to repeat (a duplicate
// Submit gets the original outcome).  A node that comes back is found within a
// second.
// An error tells the id under which the node's log has the call (ErrorOf()).
// Neither a proxy from the environment nor settings from DNS have any effect.

#ifndef ENLACE_CLIENT_LIBRARY_NODE_SESSION_H_
#define ENLACE_CLIENT_LIBRARY_NODE_SESSION_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/library/context.h"
#include "client/library/node.h"

namespace enlace::client {

inline constexpr absl::Duration kCallDeadline = absl::Seconds(30);
inline constexpr int kCallAttemptsMax = 4;
// Who is asked to wait longer is told so instead.
inline constexpr absl::Duration kAskedDelayMax = absl::Seconds(2);

// Reads the context's keys; does not wait for the node.  Fails with
// kInvalidArgument if they do not fit together.  `clock` and `random` must
// outlive the session.
absl::StatusOr<std::unique_ptr<Node>> OpenNodeSession(const Context& context,
                                                      absl::string_view locale,
                                                      Clock& clock,
                                                      Random& random);

// How long to wait before attempt `attempt` (1 is the first repetition):
// between half and all of 0.2 s, 0.4 s, 0.8 s.
absl::Duration PauseBefore(int attempt, Random& random);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_NODE_SESSION_H_
