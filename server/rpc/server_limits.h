// Limits of a listener, against callers that are authenticated and hostile.
//
// The figures and their reasons: docs/threat-model.md.  Pure.

#ifndef ENLACE_SERVER_RPC_SERVER_LIMITS_H_
#define ENLACE_SERVER_RPC_SERVER_LIMITS_H_

#include <grpcpp/server_builder.h>

#include "server/rpc/rights.h"

namespace enlace::rpc {

// A request larger than this is refused before it is parsed, in bytes.
inline constexpr int kRequestSizeMax = 640 << 10;

// A call's deadline is cut to this, in seconds.
inline constexpr int kDeadlineMaxSeconds = 30;

void ApplyLimits(grpc::ServerBuilder& builder, Listener listener);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_SERVER_LIMITS_H_
