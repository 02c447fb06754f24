// absl::Status as grpc::Status and back, for all 17 codes, with the details
// that google.rpc defines: ErrorInfo, LocalizedMessage, BadRequest, RetryInfo.
//
// The packed details stay below kRpcDetailsSizeMax bytes, since trailers hold
// 8 KiB: violations are dropped from the end until they fit.  Pure.

#ifndef ENLACE_PROTO_WIRE_RPC_STATUS_H_
#define ENLACE_PROTO_WIRE_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace::wire {

inline constexpr size_t kRpcDetailsSizeMax = 7000;
inline constexpr absl::string_view kErrorDomain = "enlace";

// `language` as in ToProblem() (proto/wire/problem.h).
grpc::Status ToGrpcStatus(const absl::Status& status,
                          absl::string_view language);

// Keeps reason, violations and delay if the details are ours, and code and
// message in any case.  A code that gRPC does not define becomes kUnknown.
absl::Status FromGrpcStatus(const grpc::Status& status);

// The text for the user that `status` carries, or "".
std::string LocalizedMessageOf(const grpc::Status& status);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_RPC_STATUS_H_
