// What the handlers of ExchangeService share: the caller's own records.
// Thread-safe.

#ifndef ENLACE_SERVER_RPC_EXCHANGE_CALL_H_
#define ENLACE_SERVER_RPC_EXCHANGE_CALL_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "server/core/state.h"
#include "server/gate/pipeline.h"

namespace enlace::rpc {

// The same answer whether a record is unknown or another's.
absl::Status NoSuchRecord();

// The record of `caller`'s, as it stands now; none if it is not theirs, or has
// not reached their inbox.
std::optional<core::Transfer> FindVisible(const gate::Pipeline& pipeline,
                                          const std::string& record_id,
                                          const std::string& caller);

// Whether `caller` sent the record.
bool IsSender(const core::Transfer& transfer, const std::string& caller);

}  // namespace enlace::rpc

#endif  // ENLACE_SERVER_RPC_EXCHANGE_CALL_H_
