#include "proto/wire/rpc_status.h"

#include <algorithm>
#include <string>
#include <utility>

#include "enlace/v1/outcome.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/problem_text.h"

namespace enlace::wire {
namespace {

// No text of ours is longer; a longer one would not fit a trailer.
constexpr size_t kMessageMax = 1000;

// Cuts at a character of UTF-8.
std::string Shortened(absl::string_view text) {
  if (text.size() <= kMessageMax) return std::string(text);
  size_t size = kMessageMax;
  while (size > 0 && (static_cast<uint8_t>(text[size]) & 0xc0u) == 0x80u) {
    --size;
  }
  return std::string(text.substr(0, size));
}

// What BadRequest has no place for: reasons and Spanish descriptions, in its
// order.  Empty if there are none.
v1::Problem OwnDetailOf(const v1::Problem& problem) {
  v1::Problem own;
  bool any = false;
  for (const v1::FieldViolation& violation : problem.violations()) {
    v1::FieldViolation& more = *own.add_violations();
    more.set_reason(violation.reason());
    more.set_description_es(violation.description_es());
    any = any || !more.reason().empty() || !more.description_es().empty();
  }
  return any ? own : v1::Problem();
}

google::rpc::RetryInfo RetryInfoOf(absl::Duration delay) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  info.mutable_retry_delay()->set_nanos(static_cast<int>(
      absl::ToInt64Nanoseconds(delay - absl::Floor(delay, absl::Seconds(1)))));
  return info;
}

// What is not within an hour is no delay of ours.
absl::Duration DelayOf(const google::rpc::RetryInfo& info) {
  const absl::Duration delay = absl::Seconds(info.retry_delay().seconds()) +
                               absl::Nanoseconds(info.retry_delay().nanos());
  return delay < absl::ZeroDuration() || delay > absl::Hours(1)
             ? absl::ZeroDuration()
             : delay;
}

google::rpc::Status Pack(const v1::Problem& problem, absl::Duration delay,
                         absl::string_view language) {
  google::rpc::Status packed;
  packed.set_code(problem.code());
  packed.set_message(problem.message());
  google::rpc::ErrorInfo info;
  info.set_reason(problem.reason());
  info.set_domain(std::string(kErrorDomain));
  packed.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(LocaleOf(language)));
  localized.set_message(problem.localized_message());
  packed.add_details()->PackFrom(localized);
  if (delay > absl::ZeroDuration()) {
    packed.add_details()->PackFrom(RetryInfoOf(delay));
  }
  if (problem.violations_size() == 0) return packed;
  google::rpc::BadRequest bad_request;
  for (const v1::FieldViolation& violation : problem.violations()) {
    google::rpc::BadRequest::FieldViolation& field =
        *bad_request.add_field_violations();
    field.set_field(violation.field());
    field.set_description(violation.description());
  }
  packed.add_details()->PackFrom(bad_request);
  const v1::Problem own = OwnDetailOf(problem);
  if (own.violations_size() > 0) packed.add_details()->PackFrom(own);
  return packed;
}

// The problem that the details describe; its reason is empty if they are not
// ours.
v1::Problem Unpack(const std::string& details, absl::Duration& delay) {
  v1::Problem problem;
  v1::Problem own;
  google::rpc::Status packed;
  if (!packed.ParseFromString(details)) return problem;
  for (const google::protobuf::Any& detail : packed.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage localized;
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    if (detail.UnpackTo(&info) && info.domain() == kErrorDomain) {
      problem.set_reason(info.reason());
    } else if (detail.UnpackTo(&own)) {
      continue;
    } else if (detail.UnpackTo(&retry)) {
      delay = DelayOf(retry);
    } else if (detail.UnpackTo(&localized)) {
      problem.set_localized_message(localized.message());
    } else if (detail.UnpackTo(&bad_request)) {
      for (const auto& field : bad_request.field_violations()) {
        v1::FieldViolation& violation = *problem.add_violations();
        violation.set_field(field.field());
        violation.set_description(field.description());
      }
    }
  }
  const int both = std::min(problem.violations_size(), own.violations_size());
  for (int i = 0; i < both; ++i) {
    v1::FieldViolation& violation = *problem.mutable_violations(i);
    violation.set_reason(own.violations(i).reason());
    violation.set_description_es(own.violations(i).description_es());
  }
  if (problem.reason().empty()) problem.Clear();
  return problem;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status,
                          absl::string_view language) {
  if (status.ok()) return grpc::Status::OK;
  v1::Problem problem = ToProblem(status, language);
  problem.set_message(Shortened(problem.message()));
  const absl::Duration delay = RetryDelayOf(status);
  std::string details = Pack(problem, delay, language).SerializeAsString();
  while (details.size() >= kRpcDetailsSizeMax &&
         problem.violations_size() > 0) {
    problem.mutable_violations()->RemoveLast();
    details = Pack(problem, delay, language).SerializeAsString();
  }
  return grpc::Status(static_cast<grpc::StatusCode>(problem.code()),
                      problem.message(), details);
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Duration delay;
  v1::Problem problem = Unpack(status.error_details(), delay);
  const int code = status.error_code();
  const bool defined = code >= 1 && code <= 16;
  problem.set_code(defined ? code : static_cast<int>(grpc::UNKNOWN));
  problem.set_message(status.error_message());
  if (!problem.reason().empty()) {
    absl::Status ours = FromProblem(problem);
    return delay > absl::ZeroDuration() ? WithRetryDelay(std::move(ours), delay)
                                        : ours;
  }
  return absl::Status(static_cast<absl::StatusCode>(problem.code()),
                      problem.message());
}

std::string LocalizedMessageOf(const grpc::Status& status) {
  absl::Duration delay;
  return Unpack(status.error_details(), delay).localized_message();
}

}  // namespace enlace::wire
