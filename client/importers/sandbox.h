// A process that can compute and nothing else.
//
// Whoever makes a file that is imported can hope for a mistake in what reads
// it; the process that does has no keys, and after EnterSandbox() no way to
// anything: it may read and write what it has open, get memory and end.  Any
// other system call ends it at once.  Linux alone (seccomp).

#ifndef ENLACE_CLIENT_IMPORTERS_SANDBOX_H_
#define ENLACE_CLIENT_IMPORTERS_SANDBOX_H_

#include "absl/status/status.h"

namespace enlace::client {

// Locks the calling process in, for good.  Of what it has open, only the
// descriptors `input` and `output` stay.  Fails with kFailedPrecondition if the
// system cannot: then the process must end.  REQUIRES: a process of one thread.
absl::Status EnterSandbox(int input, int output);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_SANDBOX_H_
