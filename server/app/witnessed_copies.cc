#include "server/app/witnessed_copies.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/time/time.h"
#include "base/guarded_clock.h"
#include "base/log.h"
#include "base/status_macros.h"

namespace enlace::app {
namespace {

constexpr absl::Duration kCopyPause = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::unique_ptr<WitnessedCopies>> WitnessedCopies::Start(
    const std::string& folder, const audit::Witness& witness,
    const std::vector<std::string>& origins) {
  ASSIGN_OR_RETURN(
      auto directory,
      audit::DiskDirectory::Open(folder, audit::DiskDirectory::Readers::kAll));
  return absl::WrapUnique(
      new WitnessedCopies(std::move(directory), witness, origins));
}

WitnessedCopies::WitnessedCopies(
    std::unique_ptr<audit::DiskDirectory> directory,
    const audit::Witness& witness, const std::vector<std::string>& origins)
    : directory_(std::move(directory)),
      folder_(*directory_, witness, origins),
      ticker_(std::make_unique<Ticker>(kCopyPause, kCopyPause, NodeClock(),
                                       [this] { Copy(); })) {}

void WitnessedCopies::Copy() {
  const absl::Status copied = folder_.Update();
  std::string error = copied.ok() ? "" : copied.ToString();
  if (error == last_error_) return;
  if (!copied.ok()) {
    Log(Severity::kWarning, "what was cosigned is not published",
        {{"error", error}});
  }
  last_error_ = std::move(error);
}

void WitnessedCopies::Stop() {
  if (ticker_ == nullptr) return;
  ticker_->Stop();
  ticker_.reset();
  Copy();
}

}  // namespace enlace::app
