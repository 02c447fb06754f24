#include "server/gate/kept_record.h"

#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/statement.h"

namespace enlace::gate {
namespace {

absl::Status SomethingElse() {
  return absl::DataLossError("a sealed payload is not that of its record");
}

absl::Status CheckIsOf(const core::Transfer& transfer,
                       const std::string& statement) {
  if (ToBytes(wire::RecordId(statement)) != transfer.record.record_id()) {
    return SomethingElse();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RecordInReleased(
    const v1::ReleasedRecord& released) {
  if (released.has_full()) {
    v1::FullForm form;
    if (!form.ParseFromString(released.full())) return SomethingElse();
    return form.body();
  }
  ASSIGN_OR_RETURN(const v1::Statement statement,
                   wire::ParseStatement(released.statement().statement()));
  ASSIGN_OR_RETURN(const wire::VerifiedForm form,
                   wire::VerifyOpenedForm(statement, released.opened()));
  return form.message->SerializeAsString();
}

}  // namespace

absl::StatusOr<std::string> RecordInKept(absl::string_view content,
                                         const core::Transfer& transfer) {
  const std::string bytes(content);
  if (transfer.state == v1::RECORD_STATE_HELD && !transfer.incoming) {
    v1::Submission submission;
    if (!submission.ParseFromString(bytes)) return SomethingElse();
    RETURN_IF_ERROR(CheckIsOf(transfer, submission.statement().statement()));
    return submission.body();
  }
  v1::ReleasedRecord released;
  if (!released.ParseFromString(bytes)) return SomethingElse();
  RETURN_IF_ERROR(CheckIsOf(transfer, released.statement().statement()));
  return RecordInReleased(released);
}

}  // namespace enlace::gate
