#include "client/library/error.h"

#include "absl/strings/cord.h"
#include "proto/wire/problem.h"
#include "proto/wire/problem_text.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kRequestIdUrl = "enlace.v1/request-id";

// A node that did not answer may have done what it was asked: repeating is
// harmless because the same record gets its first outcome.
bool MaySucceedLater(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable ||
         code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kResourceExhausted ||
         code == absl::StatusCode::kAborted;
}

}  // namespace

absl::Status WithRequestId(absl::Status status, absl::string_view request_id) {
  status.SetPayload(kRequestIdUrl, absl::Cord(request_id));
  return status;
}

CallError ErrorOf(const absl::Status& status, absl::string_view language) {
  CallError error;
  error.code = status.code();
  error.reason = wire::ReasonOf(status);
  if (const auto id = status.GetPayload(kRequestIdUrl)) {
    error.request_id = std::string(*id);
  }
  error.message = std::string(status.message());
  error.text = std::string(wire::LocalizedText(error.reason, language));
  error.hint = std::string(wire::LocalizedHint(error.reason, language));
  error.again = MaySucceedLater(status.code());
  error.again_after = wire::RetryDelayOf(status);
  error.fields = wire::ViolationsOf(status);
  return error;
}

}  // namespace enlace::client
