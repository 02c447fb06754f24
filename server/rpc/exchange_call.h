// What the handlers of ExchangeService share: the caller's language, and the
// caller's own records.  Thread-safe.

#ifndef ENLACE_SERVER_RPC_EXCHANGE_CALL_H_
#define ENLACE_SERVER_RPC_EXCHANGE_CALL_H_

#include <grpcpp/support/server_callback.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "policy/engine/language.h"
#include "server/core/state.h"
#include "server/gate/pipeline.h"

namespace enlace::rpc {

// "en" or "es".
std::string TagOf(policy::Language language);

// The same answer whether a record is unknown or another's.
absl::Status NoSuchRecord();

// The record of `caller`'s, as it stands now; none if it is not theirs, or has
// not reached their inbox.
std::optional<core::Transfer> FindVisible(const gate::Pipeline& pipeline,
                                          const std::string& record_id,
                                          const std::string& caller);

// Whether `caller` sent the record.
bool IsSender(const core::Transfer& transfer, const std::string& caller);

// Answers a call in the caller's language.
class Reply {
 public:
  Reply(grpc::ServerUnaryReactor* reactor, std::string language);

  void operator()(const absl::Status& status) const;

  const std::string& language() const { return language_; }

 private:
  grpc::ServerUnaryReactor* reactor_;
  std::string language_;
};

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_EXCHANGE_CALL_H_
