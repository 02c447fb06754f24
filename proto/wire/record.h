// Record messages by the name of their type.
//
// A record type is a message enlace.v1.<Name> whose option (enlace.v1.record)
// says so, linked into this program: descriptors decide, no list in C++.  Pure.

#ifndef ENLACE_PROTO_WIRE_RECORD_H_
#define ENLACE_PROTO_WIRE_RECORD_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::wire {

// The descriptor of record type `type` ("FirearmTraceRequest"), or null.
const google::protobuf::Descriptor* FindRecordType(absl::string_view type);

// The record types of proto/enlace/v1, by name.
std::vector<const google::protobuf::Descriptor*> RecordTypes();

// An empty record.  Fails with kInvalidArgument, TYPE_UNKNOWN.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> NewRecord(
    absl::string_view type);

// Reads a record's body strictly (proto/wire/strict_parse.h).  Fails with
// kInvalidArgument: TYPE_UNKNOWN, TOO_LARGE beyond kRecordSizeMax, or
// FIELD_INVALID.
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> ParseRecord(
    absl::string_view type, absl::string_view body);

// What must hold of a record that code has built before it can be taken apart:
// no unknown field or enum number, UTF-8 texts, timestamps that exist, and no
// singular message without a field (leaves could not tell it from an absent
// one).  Fails with kInvalidArgument, FIELD_INVALID, naming the field.
absl::Status CheckRecord(const google::protobuf::Message& record);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_RECORD_H_
