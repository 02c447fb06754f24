// Who may call what: one row an RPC, and nothing without a row.
//
// The two listeners admit different principals in the first place (agencies and
// persons of the own nation; nodes of the others).  This table is asked again
// at every call, in the typed handler, and a test walks all service descriptors
// so that an RPC without a row cannot land.  Immutable, thread-safe.

#ifndef ENLACE_SERVER_RPC_RIGHTS_H_
#define ENLACE_SERVER_RPC_RIGHTS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "certs/identity.h"

namespace enlace::rpc {

// Which door a call came through.
enum class Listener { kAgencies, kPeers };

struct Right {
  absl::string_view method;  // full name: "enlace.v1.ExchangeService.Submit"
  Listener listener;
  certs::Identity::Kind kind;
};

absl::Span<const Right> AllRights();

// OK if a row allows it.  Fails with kPermissionDenied otherwise, with the same
// words whether the method exists or not.
absl::Status Authorize(absl::string_view method, Listener listener,
                       const certs::Identity& caller);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_RIGHTS_H_
