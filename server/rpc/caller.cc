#include "server/rpc/caller.h"

#include "certs/tls.h"
#include "proto/wire/problem.h"

namespace enlace::rpc {

absl::StatusOr<certs::Identity> AdmitCaller(
    const grpc::CallbackServerContext& context, absl::string_view method,
    Listener listener, gate::TurnedAway& turned_away) {
  absl::StatusOr<certs::Identity> caller =
      certs::PeerIdentity(*context.auth_context());
  const absl::Status status =
      caller.ok() ? Authorize(method, listener, *caller) : caller.status();
  if (status.ok()) return caller;
  turned_away.Note({.door = DoorName(listener),
                    .caller = caller.ok() ? caller->Uri() : "",
                    .problem = std::string(caller.ok() ? wire::kNotEntitled
                                                       : wire::kCallerUnknown),
                    .method = std::string(method)});
  return status;
}

std::string DoorName(Listener listener) {
  return listener == Listener::kPeers ? "peers" : "agencies";
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
