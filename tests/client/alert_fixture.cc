#include "tests/client/alert_fixture.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "tests/client/two_nations.h"

namespace enlace::client {

absl::Time WindowStart() {
  return absl::FromCivil(absl::CivilSecond(2026, 3, 7, 22, 0, 0),
                         absl::UTCTimeZone());
}

std::string AlertInbox::AddMessage(
    std::unique_ptr<google::protobuf::Message> record,
    const Envelope& envelope) {
  wire::VerifiedRecord verified;
  verified.record_id = ToBytes(Sha256(absl::StrCat(items_.size() + 1)));
  verified.transfer_id = verified.record_id.substr(0, 16);
  v1::Header& header = verified.header;
  header.set_type(record->GetDescriptor()->name());
  header.set_parent(envelope.parent);
  header.set_sender(envelope.sender);
  header.set_recipient(kReceiver);
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(envelope.urgency);
  header.set_created_at_ms(absl::ToUnixMillis(envelope.created_at));
  header.set_valid_until_ms(
      absl::ToUnixMillis(envelope.created_at + envelope.valid_for));
  verified.message = std::move(record);
  v1::Delivery delivery;
  delivery.set_cursor(items_.size() + 1);
  delivery.set_transfer_id(verified.transfer_id);
  delivery.set_delivered_at_ms(header.created_at_ms() + 1000);
  std::string id = verified.record_id;
  items_.push_back({std::move(delivery), std::move(verified)});
  return id;
}

v1::BorderAlert VehicleAlert() {
  v1::BorderAlert alert;
  const auto json = ReadFile(ExamplePath("vehicle_alert"));
  CHECK(json.ok());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  *alert.mutable_context()->mutable_valid_from() =
      google::protobuf::util::TimeUtil::SecondsToTimestamp(
          absl::ToUnixSeconds(WindowStart()));
  return alert;
}

v1::BorderAlert Cancellation() {
  v1::BorderAlert alert = VehicleAlert();
  alert.set_action_code(v1::ALERT_ACTION_A9_CANCEL);
  return alert;
}

}  // namespace enlace::client
