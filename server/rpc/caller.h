// The start of every call: who calls, and may they.
//
// Thread-safe.

#ifndef ENLACE_SERVER_RPC_CALLER_H_
#define ENLACE_SERVER_RPC_CALLER_H_

#include <grpcpp/server_context.h>

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/identity.h"
#include "policy/engine/language.h"
#include "server/gate/turned_away.h"
#include "server/rpc/rights.h"

namespace enlace::rpc {

// The authenticated caller of `method`.  Fails with kUnauthenticated if the
// connection names nobody, with kPermissionDenied if there is no right; then
// `turned_away` is told.
absl::StatusOr<certs::Identity> AdmitCaller(
    const grpc::CallbackServerContext& context, absl::string_view method,
    Listener listener, gate::TurnedAway& turned_away);

// The name of a door in the log.
std::string DoorName(Listener listener);

// The language that the caller asked for (metadata `accept-language`); English
// if none or an unknown one.
policy::Language LanguageOf(const grpc::CallbackServerContext& context);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_CALLER_H_
