#include "client/cli/exit_code.h"

namespace enlace::client {

ExitCode ExitCodeOf(absl::StatusCode code, absl::string_view reason) {
  if (reason == "POLICY_DENIED") return ExitCode::kNo;
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
      return ExitCode::kUsage;
    case absl::StatusCode::kAlreadyExists:  // the id was used for another one
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kDataLoss:  // does not verify
      return ExitCode::kNo;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return ExitCode::kNotEntitled;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
      return ExitCode::kTryAgain;
    default:
      return ExitCode::kBroke;
  }
}

ExitCode ExitCodeOf(v1::DecisionOutcome outcome) {
  switch (outcome) {
    case v1::DECISION_OUTCOME_PERMIT:
      return ExitCode::kDone;
    case v1::DECISION_OUTCOME_HOLD:
      return ExitCode::kNeedsPerson;
    default:
      return ExitCode::kNo;
  }
}

ExitCode ExitCodeOf(v1::RecordState state) {
  switch (state) {
    case v1::RECORD_STATE_QUEUED:
    case v1::RECORD_STATE_DELIVERED:
    case v1::RECORD_STATE_COLLECTED:
      return ExitCode::kDone;
    case v1::RECORD_STATE_HELD:
    case v1::RECORD_STATE_HELD_BY_PEER:
      return ExitCode::kNeedsPerson;
    default:
      return ExitCode::kNo;
  }
}

}  // namespace enlace::client
