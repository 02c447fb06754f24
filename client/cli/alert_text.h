// Alerts in words: values of enums, time left, clocks of the place.

#ifndef ENLACE_CLIENT_CLI_ALERT_TEXT_H_
#define ENLACE_CLIENT_CLI_ALERT_TEXT_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "client/cli/language.h"
#include "client/library/alert_board.h"
#include "client/library/alert_terms.h"
#include "client/library/contact_list.h"
#include "enlace/v1/header.pb.h"

namespace enlace::client {

// The label of an enum's value; "" for null.
std::string ValueText(const google::protobuf::EnumValueDescriptor* value,
                      Language language);

// In capitals, accents and all.
std::string Capitals(absl::string_view text);

// "live", "not yet valid", ...
std::string StateText(AlertState state, Language language);

std::string UrgencyText(v1::Urgency urgency, Language language);

// "2 d 3 h", "45 min", "30 s": the two largest units, rounded down.
std::string DurationText(absl::Duration duration);

// What an alert has left: "2 d 3 h"; "in 5 h" if it is not yet valid; "-" if it
// has ended.
std::string TimeLeftText(const Alert& alert, absl::Time now, Language language);

// "!! Armed, Escort", or "".
std::string WarningText(const AlertTerms& terms, Language language);

// The clock that an officer at the place of an alert reads: that of its first
// port, else the one it names, else UTC.
absl::TimeZone ZoneOf(const google::protobuf::Message& alert,
                      const AlertTerms& terms);

// "Duty desk, +528675550100".
std::string CallText(const Contact& contact);

// "2026-03-10 17:00 -05:00 (America/Matamoros)".
std::string LocalTimeText(absl::Time at, absl::TimeZone zone);

// "2026-03-10 22:00 UTC".
std::string UtcText(absl::Time at);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ALERT_TEXT_H_
