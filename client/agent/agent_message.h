// What the agent tells of records, decisions and errors, as its messages
// (enlace/agent/v1/agent.proto) and as JSON.  Pure.

#ifndef ENLACE_CLIENT_AGENT_AGENT_MESSAGE_H_
#define ENLACE_CLIENT_AGENT_AGENT_MESSAGE_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/library/inbox.h"
#include "client/library/spool.h"
#include "enlace/agent/v1/agent.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

agent::v1::Decision DecisionOf(const v1::Outcome& outcome);
agent::v1::Answer AnswerOf(const v1::AnswerStatus& answer);

// REQUIRES: a status that is not OK.  `language` as in ErrorOf().
agent::v1::Error ErrorMessageOf(const absl::Status& status,
                                absl::string_view language);

// What stands in the spool.
agent::v1::SentRecord SentRecordOf(const SpooledRecord& record,
                                   absl::string_view language);

agent::v1::InboxRecord InboxRecordOf(const InboxItem& item,
                                     absl::string_view language);

// Proto3 JSON in one line; enums by name, absent fields left out.
std::string JsonLine(const google::protobuf::Message& message);

// Reads proto3 JSON to the letter: an unknown field is an error
// (kInvalidArgument), which names no value.  An empty text is an empty message.
absl::Status ParseJson(absl::string_view json,
                       google::protobuf::Message& message);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_AGENT_AGENT_MESSAGE_H_
