// What the journal keeps of a record, and what only its fields tell.

#ifndef ENLACE_SERVER_GATE_RECORD_FACTS_H_
#define ENLACE_SERVER_GATE_RECORD_FACTS_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/string_view.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/header.pb.h"

namespace enlace::gate {

// Without tags.  The leave is the one that the type's `consent` option
// finds in `message`; where the instant of its end is missing, it has ended.
journal::v1::RecordFacts RecordFactsOf(const v1::Header& header,
                                       const google::protobuf::Message& message,
                                       const std::string& record_id,
                                       const std::string& transfer_id);

// The purpose that `message` states, by name of the enum value; "" if none.
std::string PurposeOf(const google::protobuf::Message& message);

// What a matter tag is made of: the case reference that `message` states; ""
// if none, which has no tag.
std::string MatterOf(const google::protobuf::Message& message);
// The same of a case reference.
std::string MatterOfCase(absl::string_view reference);

// What a content tag is made of: type, parent and body, in one spelling.
std::string ContentOf(const v1::Header& header,
                      const google::protobuf::Message& message);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_RECORD_FACTS_H_
