#include "server/rpc/caller.h"

#include "base/status_macros.h"
#include "certs/tls.h"

namespace enlace::rpc {

absl::StatusOr<certs::Identity> AdmitCaller(
    const grpc::CallbackServerContext& context, absl::string_view method,
    Listener listener) {
  ASSIGN_OR_RETURN(const certs::Identity caller,
                   certs::PeerIdentity(*context.auth_context()));
  RETURN_IF_ERROR(Authorize(method, listener, caller));
  return caller;
}

policy::Language LanguageOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find("accept-language");
  if (found != metadata.end() && found->second.starts_with("es")) {
    return policy::Language::kSpanish;
  }
  return policy::Language::kEnglish;
}

}  // namespace enlace::rpc
