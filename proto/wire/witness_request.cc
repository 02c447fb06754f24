#include "proto/wire/witness_request.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/encoding.h"
#include "proto/wire/log_text.h"

namespace enlace::wire {
namespace {

absl::Status BadRequest(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("add-checkpoint: ", why));
}

}  // namespace

std::string FormatWitnessRequest(const WitnessRequest& request) {
  CHECK(request.proof.size() <= kConsistencyProofMax);
  std::string body = absl::StrCat("old ", request.old_size, "\n");
  for (const Hash& hash : request.proof) {
    absl::StrAppend(&body, FormatHashLine(hash), "\n");
  }
  return absl::StrCat(body, "\n", request.checkpoint);
}

absl::StatusOr<WitnessRequest> ParseWitnessRequest(absl::string_view body) {
  if (body.size() > kWitnessRequestSizeMax) return BadRequest("too long");
  WitnessRequest request;
  std::optional<absl::string_view> line = TakeLine(body);
  if (!line.has_value() || !absl::ConsumePrefix(&*line, "old ")) {
    return BadRequest("no old size line");
  }
  const absl::StatusOr<uint64_t> old_size = ParseDecimal(*line);
  if (!old_size.ok()) return BadRequest("old size not canonical");
  request.old_size = *old_size;
  for (line = TakeLine(body); line.has_value() && !line->empty();
       line = TakeLine(body)) {
    const absl::StatusOr<Hash> hash = ParseHashLine(*line);
    if (!hash.ok() || request.proof.size() == kConsistencyProofMax) {
      return BadRequest("a hash is not canonical, or one too many");
    }
    request.proof.push_back(*hash);
  }
  if (!line.has_value()) return BadRequest("no blank line, no checkpoint");
  request.checkpoint = std::string(body);
  return request;
}

std::string WitnessedCheckpointPath(absl::string_view origin) {
  return absl::StrCat("/", HexEncode(AsBytes(Sha256(origin))), "/checkpoint");
}

}  // namespace enlace::wire
