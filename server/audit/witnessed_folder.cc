#include "server/audit/witnessed_folder.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "proto/wire/witness_request.h"

namespace enlace::audit {

WitnessedFolder::WitnessedFolder(Directory& directory, const Witness& witness,
                                 const std::vector<std::string>& origins)
    : directory_(directory), witness_(witness) {
  for (const std::string& origin : origins) written_[origin] = "";
}

absl::Status WitnessedFolder::Update() {
  for (auto& [origin, written] : written_) {
    std::string note = witness_.LatestCosigned(origin);
    if (note == written) continue;
    // Below the prefix the path begins with a slash.
    const std::string path = wire::WitnessedCheckpointPath(origin).substr(1);
    RETURN_IF_ERROR(directory_.Write(path, note));
    RETURN_IF_ERROR(directory_.Sync());
    written = std::move(note);
  }
  return absl::OkStatus();
}

}  // namespace enlace::audit
