#include "proto/wire/problem.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "proto/wire/problem_text.h"

namespace enlace::wire {
namespace {

// The payload is a Problem that holds reason and violations alone.
constexpr absl::string_view kPayloadUrl =
    "type.googleapis.com/enlace.v1.Problem";

constexpr absl::string_view kRetryDelayUrl = "enlace.v1/retry-delay-ms";

v1::Problem PayloadOf(const absl::Status& status) {
  v1::Problem problem;
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayloadUrl);
  if (payload.has_value() && !problem.ParseFromString(std::string(*payload))) {
    problem.Clear();
  }
  return problem;
}

absl::Status WithPayload(absl::StatusCode code, absl::string_view message,
                         const v1::Problem& payload) {
  absl::Status status(code, message);
  status.SetPayload(kPayloadUrl, absl::Cord(payload.SerializeAsString()));
  return status;
}

// Errors of these codes speak of the node's own affairs.
bool IsInternal(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal ||
         code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

}  // namespace

bool IsReason(absl::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  c == '_';
         });
}

absl::Status Refusal(absl::StatusCode code, absl::string_view reason,
                     absl::string_view message,
                     std::vector<v1::FieldViolation> violations) {
  CHECK(code != absl::StatusCode::kOk) << "a refusal is an error";
  v1::Problem payload;
  payload.set_reason(std::string(reason));
  for (v1::FieldViolation& violation : violations) {
    if (payload.violations_size() == kViolationsMax) break;
    *payload.add_violations() = std::move(violation);
  }
  return WithPayload(code, message, payload);
}

absl::Status FieldInvalid(absl::string_view field, absl::string_view problem) {
  v1::FieldViolation violation;
  violation.set_field(std::string(field));
  violation.set_description(std::string(problem));
  return Refusal(absl::StatusCode::kInvalidArgument, kFieldInvalid,
                 absl::StrCat(field, " ", problem), {std::move(violation)});
}

std::string ReasonOf(const absl::Status& status) {
  if (status.ok()) return "";
  std::string reason = PayloadOf(status).reason();
  if (reason.empty()) reason = absl::StatusCodeToString(status.code());
  return reason.empty() ? "UNKNOWN" : reason;
}

absl::Status WithRetryDelay(absl::Status status, absl::Duration delay) {
  status.SetPayload(kRetryDelayUrl,
                    absl::Cord(absl::StrCat(absl::ToInt64Milliseconds(delay))));
  return status;
}

absl::Duration RetryDelayOf(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kRetryDelayUrl);
  int64_t ms = 0;
  if (!payload.has_value() || !absl::SimpleAtoi(std::string(*payload), &ms)) {
    return absl::ZeroDuration();
  }
  return absl::Milliseconds(ms);
}

std::vector<v1::FieldViolation> ViolationsOf(const absl::Status& status) {
  const v1::Problem payload = PayloadOf(status);
  return {payload.violations().begin(), payload.violations().end()};
}

v1::Problem ToProblem(const absl::Status& status, absl::string_view language) {
  CHECK(!status.ok()) << "OK is no problem";
  v1::Problem problem = PayloadOf(status);
  const bool explained = !problem.reason().empty();
  problem.set_code(static_cast<int>(status.code()));
  problem.set_reason(ReasonOf(status));
  problem.set_message(explained || !IsInternal(status.code())
                          ? std::string(status.message())
                          : "the node failed; its operator can see why");
  problem.set_localized_message(
      std::string(LocalizedText(problem.reason(), language)));
  return problem;
}

absl::Status FromProblem(const v1::Problem& problem) {
  const bool is_error = problem.code() >= 1 && problem.code() <= 16;
  v1::Problem payload;
  payload.set_reason(problem.reason());
  const int count = std::min(problem.violations_size(), kViolationsMax);
  for (int i = 0; i < count; ++i) {
    *payload.add_violations() = problem.violations(i);
  }
  return WithPayload(is_error ? static_cast<absl::StatusCode>(problem.code())
                              : absl::StatusCode::kUnknown,
                     problem.message(), payload);
}

}  // namespace enlace::wire
