// The answer to one call: in the caller's language, and where it is a refusal
// with a line in the node's log under the caller's request id.
//
// A caller names its call by metadata `x-request-id`, up to 64 letters, digits
// and hyphens; another name is as none.  The line says method and reason, and
// nothing of the caller or the record.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_REPLY_H_
#define ENLACE_SERVER_RPC_REPLY_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace::rpc {

class Reply {
 public:
  // `context` outlives the call, the reply lives until it is used once.
  Reply(grpc::CallbackServerContext& context, absl::string_view method);

  // Ends the call.
  void operator()(const absl::Status& status) const;

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  // "en" or "es".
  const std::string& language() const { return language_; }

 private:
  grpc::ServerUnaryReactor* reactor_;
  std::string method_;
  std::string language_;
  std::string request_id_;  // "" if the caller gave none
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_REPLY_H_
