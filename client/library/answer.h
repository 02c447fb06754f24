// Records that answer a record of the inbox.
//
// An answer goes to whoever sent the record, on its channel and as urgent as
// it: what arrives on one channel is never answered on another.

#ifndef ENLACE_CLIENT_LIBRARY_ANSWER_H_
#define ENLACE_CLIENT_LIBRARY_ANSWER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/library/composition.h"
#include "enlace/v1/context.pb.h"
#include "enlace/v1/thread.pb.h"
#include "proto/wire/released_record.h"

namespace enlace::client {

// The context of an answer: purpose, case, basis and handling of the record;
// nothing about persons.
v1::RecordContext ContextOfAnswer(const wire::VerifiedRecord& record);

// Binds `answer` to `record`: recipient, parent, channel, urgency.  Fails with
// kFailedPrecondition if a node made the record, as it does safety notices.
absl::Status BindAnswer(const wire::VerifiedRecord& record,
                        RecordDraft& answer);

// That the agency has the record (RECEIVED, with `delivered_at_ms`), or what it
// means to do with it (ACCEPTED, or REJECTED for `reason`).  Purpose, case,
// basis and handling are those of the record; nothing about persons.  Fails as
// BindAnswer().
absl::StatusOr<RecordDraft> AcknowledgementOf(
    const wire::VerifiedRecord& record, int64_t delivered_at_ms,
    v1::AcknowledgementStatus status = v1::ACKNOWLEDGEMENT_STATUS_RECEIVED,
    v1::ReasonCode reason = v1::REASON_CODE_UNSPECIFIED);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_ANSWER_H_
