// What the fake node shows to an inspector: the record of its inbox, whose
// transfer is named by sixteen zeros, by the entry INSPECTION-1; of the
// transfer named by sixteen ones nothing is kept.

#include <string>

#include "proto/wire/problem.h"
#include "tests/client/fake_node.h"

namespace enlace::client {

absl::StatusOr<v1::InspectRecordResponse> FakeNodeLink::InspectRecord(
    const v1::InspectRecordRequest& request) {
  if (!node_.error.ok()) return node_.error;
  const bool gone = request.transfer_id() == std::string(16, '\x11');
  if (request.entry() != "INSPECTION-1" ||
      (!gone && request.transfer_id() != std::string(16, '\0'))) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kNotEntitled, "entry: covers no such record");
  }
  if (gone) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         "RECORD_NOT_KEPT", "transfer_id: nothing is kept");
  }
  v1::InspectRecordResponse response;
  response.set_type("FirearmTraceResult");
  response.set_sender(node_.nations.party("us-atf").identity.Uri());
  response.set_recipient(node_.nations.party("mx-fgr").identity.Uri());
  response.set_state(v1::RECORD_STATE_COLLECTED);
  response.set_record(node_.InboxSubmission().body());
  response.set_until_ms(1772971200000);
  return response;
}

}  // namespace enlace::client
