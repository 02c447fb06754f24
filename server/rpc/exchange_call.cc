#include "server/rpc/exchange_call.h"

#include "proto/wire/problem.h"

namespace enlace::rpc {
namespace {

// What the recipient may know of a record before the peer's answer would tell
// it is nothing: a record that did not reach the inbox, or was taken back from
// there, is not there.
bool IsVisible(const core::Transfer& transfer, const std::string& caller) {
  return IsSender(transfer, caller) ||
         (transfer.inbox_cursor != 0 &&
          transfer.state != v1::RECORD_STATE_REVOKED &&
          transfer.record.recipient() == caller);
}

}  // namespace

bool IsSender(const core::Transfer& transfer, const std::string& caller) {
  return !transfer.incoming && transfer.record.sender() == caller;
}

absl::Status NoSuchRecord() {
  return wire::Refusal(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                       "the caller has no such record");
}

std::optional<core::Transfer> FindVisible(const gate::Pipeline& pipeline,
                                          const std::string& record_id,
                                          const std::string& caller) {
  std::optional<core::Transfer> found;
  pipeline.Read([&](const core::State& state) {
    const core::Transfer* const transfer = state.FindRecord(record_id);
    if (transfer != nullptr && IsVisible(*transfer, caller)) found = *transfer;
  });
  return found;
}

}  // namespace enlace::rpc
