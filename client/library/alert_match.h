// Whether a plate, number or serial that somebody has before him is one that an
// alert names.
//
// Compared are the values that identify one thing or person: those whose format
// does so (vin, plate, iso6346, document-number, ...), and those without a
// format whose category ends in ".identity" (call sign, seal, trailer).  Both
// are brought into the normal spelling of the format first, and then lose what
// people write or leave out between the characters: "test 123", "TEST-123" and
// "TEST123" are the same plate.  Too wide rather than too narrow: a match is a
// reason to ask the issuer, and no more.  Pure; thread-safe.

#ifndef ENLACE_CLIENT_LIBRARY_ALERT_MATCH_H_
#define ENLACE_CLIENT_LIBRARY_ALERT_MATCH_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/wire/released_record.h"

namespace enlace::client {

struct AlertMatch {
  // Of the record's fields, such as "vehicle.plate" or
  // "other_persons[0].identity_document.number".
  std::vector<std::string> paths;
  // Only part of the value was released: its last characters match.
  bool partial = false;
};

// No paths: nothing matches.
AlertMatch MatchOf(const wire::VerifiedRecord& record, absl::string_view value);

// A value that identifies a thing or person, for a reader to compare.
struct Identifier {
  std::string path;
  const google::protobuf::FieldDescriptor* field = nullptr;
  std::string format;  // empty if the field has none
  std::string value;
};

// In the order of the type's fields.
std::vector<Identifier> IdentifiersOf(const google::protobuf::Message& record);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ALERT_MATCH_H_
