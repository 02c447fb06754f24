#include "server/app/epoch_turn.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "base/status_macros.h"

namespace enlace::app {

absl::Status EpochTurn::Step() {
  const std::vector<uint32_t> epochs = keys_.epochs();
  if (epochs.size() < 2) return absl::OkStatus();
  const uint32_t last_before = epochs[epochs.size() - 2];
  uint32_t closed = 0;
  pipeline_.Read(
      [&](const core::State& state) { closed = state.closed_epoch; });
  if (closed < last_before) return Close(last_before);
  const uint32_t oldest = epochs.front();
  ASSIGN_OR_RETURN(const std::vector<std::string> left,
                   store_.PayloadsOfEpoch(oldest, kStepMax));
  if (!left.empty()) return WrapAnew(left);
  RETURN_IF_ERROR(keys_.DestroyEpoch(oldest));
  Log(Severity::kInfo, "the key of an epoch was destroyed",
      {{"epoch", absl::StrCat(oldest)}});
  return absl::OkStatus();
}

absl::Status EpochTurn::Close(uint32_t last_epoch) {
  return Commit(core::EpochClosing{last_epoch});
}

absl::Status EpochTurn::WrapAnew(const std::vector<std::string>& transfer_ids) {
  core::Rewrapping input;
  size_t bytes = 0;
  for (const std::string& id : transfer_ids) {
    std::optional<uint64_t> entry_index;
    pipeline_.Read([&](const core::State& state) {
      const core::Transfer* const transfer = state.FindTransfer(id);
      if (transfer != nullptr) entry_index = transfer->entry_index;
    });
    if (!entry_index) {
      return absl::DataLossError(
          "the journal is damaged: a payload of no transfer is stored; restore "
          "it from a backup");
    }
    absl::StatusOr<core::SealedPayload> payload = store_.ReadPayload(id);
    // It was dropped since.
    if (absl::IsNotFound(payload.status())) continue;
    RETURN_IF_ERROR(payload.status());
    bytes += payload->sealed.size();
    ASSIGN_OR_RETURN(core::SealedPayload rewrapped,
                     keys_.Rewrap(*std::move(payload)));
    input.key_epoch = rewrapped.key_epoch;
    input.payloads.push_back({id, *entry_index, std::move(rewrapped)});
    if (bytes >= kStepBytesMax) break;
  }
  if (input.payloads.empty()) return absl::OkStatus();
  return Commit(std::move(input));
}

absl::Status EpochTurn::Commit(core::Input input) {
  std::vector<core::Input> inputs;
  inputs.push_back(std::move(input));
  return pipeline_.Run(std::move(inputs)).status();
}

}  // namespace enlace::app
