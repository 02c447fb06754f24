#include "client/agent/agent_message.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "base/check.h"
#include "base/encoding.h"
#include "client/library/error.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

using google::protobuf::util::TimeUtil;

agent::v1::Removal RemovalOf(const v1::Redaction& redaction) {
  agent::v1::Removal removal;
  removal.set_path(redaction.path());
  removal.set_reason(redaction.reason());
  removal.set_rule_id(redaction.rule_id());
  removal.set_citation(redaction.citation());
  return removal;
}

// Fields of an enum are left out where they say nothing.
google::protobuf::Struct StructOf(const google::protobuf::Message& message) {
  google::protobuf::Struct fields;
  const absl::Status read = ParseJson(JsonLine(message), fields);
  CHECK(read.ok()) << read;
  return fields;
}

void AddPermits(const wire::VerifiedRecord& record,
                agent::v1::InboxRecord& told) {
  for (const v1::ReleaseStatement& release : record.releases) {
    agent::v1::Permit& permit = *told.add_permits();
    permit.set_node(release.node());
    *permit.mutable_valid_until() =
        TimeUtil::MillisecondsToTimestamp(release.valid_until_ms());
  }
}

void AddCoarser(const wire::VerifiedRecord& record,
                agent::v1::InboxRecord& told) {
  for (const v1::ReleaseStatement& release : record.releases) {
    for (const v1::Generalization& step : release.generalizations()) {
      agent::v1::Coarser& coarser = *told.add_coarser();
      coarser.set_path(step.path());
      coarser.set_level(step.level());
      coarser.set_value(step.value());
      coarser.set_node(release.node());
    }
  }
}

}  // namespace

agent::v1::Decision DecisionOf(const v1::Outcome& outcome) {
  agent::v1::Decision decision;
  decision.set_outcome(outcome.decision());
  decision.set_reason(outcome.reason());
  *decision.mutable_rule_ids() = outcome.rule_ids();
  *decision.mutable_citations() = outcome.citations();
  for (const v1::Redaction& redaction : outcome.redactions()) {
    *decision.add_removed() = RemovalOf(redaction);
  }
  *decision.mutable_caveats() = outcome.caveats();
  decision.set_transfer_id(HexEncode(outcome.transfer_id()));
  decision.set_safety_notice(HexEncode(outcome.safety_notice()));
  *decision.mutable_decided_at() =
      TimeUtil::MillisecondsToTimestamp(outcome.decided_at_ms());
  return decision;
}

agent::v1::Answer AnswerOf(const v1::AnswerStatus& answer) {
  agent::v1::Answer told;
  told.set_state(answer.state());
  *told.mutable_due() = TimeUtil::MillisecondsToTimestamp(answer.due_ms());
  *told.mutable_latest() =
      TimeUtil::MillisecondsToTimestamp(answer.latest_ms());
  told.set_put_off(answer.put_off());
  if (!answer.answered_by().empty()) {
    told.set_answered_by(HexEncode(answer.answered_by()));
    *told.mutable_answered_at() =
        TimeUtil::MillisecondsToTimestamp(answer.answered_at_ms());
  }
  return told;
}

agent::v1::Error ErrorMessageOf(const absl::Status& status,
                                absl::string_view language) {
  const CallError told = ErrorOf(status, language);
  agent::v1::Error error;
  error.set_code(absl::StatusCodeToString(told.code));
  error.set_reason(told.reason);
  error.set_message(told.message);
  error.set_text(told.text);
  error.set_hint(told.hint);
  error.set_request_id(told.request_id);
  error.set_again(told.again);
  for (const v1::FieldViolation& field : told.fields) {
    *error.add_fields() = field;
  }
  return error;
}

agent::v1::SentRecord SentRecordOf(const SpooledRecord& record,
                                   absl::string_view language) {
  agent::v1::SentRecord sent;
  sent.set_key(record.key);
  sent.set_record_id(HexEncode(record.record.record_id));
  if (!record.result.has_value()) {
    sent.set_state(agent::v1::SEND_STATE_PENDING);
    return sent;
  }
  v1::Outcome outcome;
  if (record.result->has_problem()) {
    sent.set_state(agent::v1::SEND_STATE_REFUSED);
    *sent.mutable_error() =
        ErrorMessageOf(wire::FromProblem(record.result->problem()), language);
  } else if (outcome.ParseFromString(record.result->outcome())) {
    sent.set_state(agent::v1::SEND_STATE_DECIDED);
    *sent.mutable_decision() = DecisionOf(outcome);
  } else {
    sent.set_state(agent::v1::SEND_STATE_REFUSED);
    *sent.mutable_error() = ErrorMessageOf(
        absl::InternalError("the node's outcome cannot be read"), language);
  }
  return sent;
}

agent::v1::InboxRecord InboxRecordOf(const InboxItem& item,
                                     absl::string_view language) {
  agent::v1::InboxRecord told;
  told.set_cursor(item.delivery.cursor());
  told.set_transfer_id(HexEncode(item.delivery.transfer_id()));
  if (!item.record.ok()) {
    *told.mutable_error() = ErrorMessageOf(item.record.status(), language);
    return told;
  }
  const wire::VerifiedRecord& record = *item.record;
  const v1::Header& header = record.header;
  told.set_record_id(HexEncode(record.record_id));
  told.set_type(header.type());
  told.set_sender(header.sender());
  told.set_channel(header.channel());
  told.set_urgency(header.urgency());
  told.set_in_reply_to(HexEncode(header.parent()));
  *told.mutable_created_at() =
      TimeUtil::MillisecondsToTimestamp(header.created_at_ms());
  *told.mutable_valid_until() =
      TimeUtil::MillisecondsToTimestamp(header.valid_until_ms());
  *told.mutable_delivered_at() =
      TimeUtil::MillisecondsToTimestamp(item.delivery.delivered_at_ms());
  told.set_confirmed(item.delivery.confirmed());
  *told.mutable_record() = StructOf(*record.message);
  for (const v1::Redaction& redaction : wire::RedactionsOf(record)) {
    *told.add_removed() = RemovalOf(redaction);
  }
  *told.mutable_caveats() = {record.caveats.begin(), record.caveats.end()};
  AddCoarser(record, told);
  AddPermits(record, told);
  if (item.delivery.has_answer()) {
    *told.mutable_answer() = AnswerOf(item.delivery.answer());
  }
  return told;
}

std::string JsonLine(const google::protobuf::Message& message) {
  std::string json;
  const auto written =
      google::protobuf::util::MessageToJsonString(message, &json);
  CHECK(written.ok()) << written.ToString();
  return json;
}

absl::Status ParseJson(absl::string_view json,
                       google::protobuf::Message& message) {
  if (json.empty()) return absl::OkStatus();
  const auto read =
      google::protobuf::util::JsonStringToMessage(std::string(json), &message);
  if (read.ok()) return absl::OkStatus();
  // Its own text quotes what it could not read.
  return wire::Refusal(
      absl::StatusCode::kInvalidArgument, wire::kRequestInvalid,
      "the body is not the JSON that this request takes; docs/agent.md names "
      "its fields");
}

}  // namespace enlace::client
