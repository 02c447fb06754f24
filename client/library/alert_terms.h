// What an alert says of itself: target, action, direction, ports, number,
// warnings.
//
// Which fields those are the type's own options say (AlertRules in
// options.proto; `safety` on a field), so that a new type of alert needs no
// code.  What was withheld is absent.  Pure; thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_ALERT_TERMS_H_
#define ENLACE_CLIENT_LIBRARY_ALERT_TERMS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

struct AlertTerms {
  // Values of enums; null where the alert does not say.
  const google::protobuf::EnumValueDescriptor* target = nullptr;
  const google::protobuf::EnumValueDescriptor* action = nullptr;
  const google::protobuf::EnumValueDescriptor* direction = nullptr;
  bool either_way = false;         // the direction admits both
  bool cancels = false;            // takes back the alert it answers
  std::vector<std::string> ports;  // "<country>-<number>"
  std::string number;              // the issuer's

  // Values of the enums that warn; each survives every redaction.
  std::vector<const google::protobuf::EnumValueDescriptor*> warnings;
};

// Whether `type` is a type of alert.
bool IsAlertType(const google::protobuf::Descriptor& type);

// REQUIRES: a record of a type of alert.
AlertTerms TermsOf(const google::protobuf::Message& record);

// The texts of the string field at `path`, one or repeated; none if it is
// absent or no such field.
std::vector<std::string> TextsAt(const google::protobuf::Message& record,
                                 absl::string_view path);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ALERT_TERMS_H_
