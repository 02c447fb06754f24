// Alerts and what becomes of them, as items of an inbox: records in full, as
// good as verified.

#ifndef ENLACE_TESTS_CLIENT_ALERT_FIXTURE_H_
#define ENLACE_TESTS_CLIENT_ALERT_FIXTURE_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/library/inbox.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/header.pb.h"

namespace enlace::client {

// The agencies on both sides of an alert.
inline constexpr char kIssuer[] = "spiffe://us.enlace.example/agency/us-cbp";
inline constexpr char kReceiver[] = "spiffe://mx.enlace.example/agency/mx-anam";

// 2026-03-07T22:00Z; the clocks go forward within the next 72 hours.
absl::Time WindowStart();

// An inbox that grows; ids count from "1".
class AlertInbox {
 public:
  struct Envelope {
    std::string parent = {};  // record id
    absl::Time created_at = WindowStart();
    absl::Duration valid_for = absl::Hours(72);
    v1::Urgency urgency = v1::URGENCY_PRIORITY;
    std::string sender = kIssuer;
  };

  // Adds `record`; returns its id.
  template <typename T>
  std::string Add(const T& record, const Envelope& envelope) {
    return AddMessage(std::make_unique<T>(record), envelope);
  }
  template <typename T>
  std::string Add(const T& record) {
    return Add(record, Envelope());
  }
  std::string AddMessage(std::unique_ptr<google::protobuf::Message> record,
                         const Envelope& envelope);

  std::vector<InboxItem>& items() { return items_; }
  const std::vector<InboxItem>& items() const { return items_; }

 private:
  std::vector<InboxItem> items_;
};

// The example of a vehicle alert, valid from WindowStart().
v1::BorderAlert VehicleAlert();

// The same, cancelled.
v1::BorderAlert Cancellation();

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_ALERT_FIXTURE_H_
