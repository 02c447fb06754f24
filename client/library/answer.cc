#include "client/library/answer.h"

#include <google/protobuf/util/time_util.h>

#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "certs/identity.h"
#include "enlace/v1/context.pb.h"

namespace enlace::client {

v1::RecordContext ContextOfAnswer(const wire::VerifiedRecord& verified) {
  const google::protobuf::Message& record = *verified.message;
  v1::RecordContext context;
  const auto* field = record.GetDescriptor()->FindFieldByName("context");
  const auto* reflection = record.GetReflection();
  if (field == nullptr || !reflection->HasField(record, field)) return context;
  const auto* parent =
      google::protobuf::DynamicCastToGenerated<v1::RecordContext>(
          &reflection->GetMessage(record, field));
  if (parent == nullptr) return context;
  if (parent->has_purpose_code()) {
    context.set_purpose_code(parent->purpose_code());
  }
  if (parent->has_case_ref()) context.set_case_ref(parent->case_ref());
  *context.mutable_legal_basis() = parent->legal_basis();
  if (parent->has_handling()) *context.mutable_handling() = parent->handling();
  if (parent->has_evidence_status()) {
    context.set_evidence_status(parent->evidence_status());
  }
  if (parent->has_language()) context.set_language(parent->language());
  return context;
}

absl::Status BindAnswer(const wire::VerifiedRecord& record,
                        RecordDraft& answer) {
  ASSIGN_OR_RETURN(answer.recipient,
                   certs::ParseIdentity(record.header.sender()));
  if (answer.recipient.kind == certs::Identity::Kind::kNode) {
    return absl::FailedPreconditionError(
        "the record was made by a node, which takes no answers; confirm it "
        "with `enlace ack --confirm-only`");
  }
  answer.parent = record.record_id;
  answer.channel = record.header.channel();
  answer.urgency = record.header.urgency();
  return absl::OkStatus();
}

absl::StatusOr<RecordDraft> AcknowledgementOf(
    const wire::VerifiedRecord& record, int64_t delivered_at_ms,
    v1::AcknowledgementStatus status, v1::ReasonCode reason) {
  auto ack = std::make_unique<v1::Acknowledgement>();
  *ack->mutable_context() = ContextOfAnswer(record);
  ack->set_status(status);
  if (reason != v1::REASON_CODE_UNSPECIFIED) ack->set_reason_code(reason);
  *ack->mutable_received_at() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(
          delivered_at_ms);
  RecordDraft draft;
  draft.record = std::move(ack);
  RETURN_IF_ERROR(BindAnswer(record, draft));
  return draft;
}

}  // namespace enlace::client
