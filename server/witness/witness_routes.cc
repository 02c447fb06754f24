#include "server/witness/witness_routes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/witness_decision.h"
#include "proto/wire/witness_request.h"

namespace enlace::witness {
namespace {

constexpr char kTreeSize[] = "text/x.tlog.size";

http::Response OtherMethod(const char* method) {
  return {.status = 405,
          .body = "this method is not served here\n",
          .allow = method};
}

}  // namespace

WitnessRoutes::WitnessRoutes(std::string prefix, audit::Witness& witness,
                             const std::vector<wire::VerifierKey>& log_keys)
    : witness_(witness),
      submission_path_(absl::StrCat(prefix, "/add-checkpoint")) {
  for (const wire::VerifierKey& key : log_keys) {
    origins_[absl::StrCat(prefix, wire::WitnessedCheckpointPath(key.name()))] =
        key.name();
  }
}

http::Response WitnessRoutes::Answer(const http::Request& request) {
  if (request.target == submission_path_) {
    return request.method == "POST" ? AddCheckpoint(request)
                                    : OtherMethod("POST");
  }
  const auto found = origins_.find(request.target);
  if (found == origins_.end()) {
    return {.status = 404, .body = "nothing is here\n"};
  }
  if (request.method != "GET") return OtherMethod("GET");
  std::string latest = witness_.LatestCosigned(found->second);
  if (latest.empty()) {
    return {.status = 404, .body = "nothing of this log was cosigned yet\n"};
  }
  return {.body = std::move(latest)};
}

http::Response WitnessRoutes::AddCheckpoint(const http::Request& request) {
  if (request.body.size() > kAddCheckpointMax) {
    return {.status = 413, .body = "the body is too large\n"};
  }
  audit::WitnessAnswer answer = witness_.Answer(request.body);
  http::Response response{.status = answer.status,
                          .body = std::move(answer.body)};
  if (static_cast<wire::WitnessStatus>(answer.status) ==
      wire::WitnessStatus::kNotTheLatest) {
    response.content_type = kTreeSize;
  }
  return response;
}

}  // namespace enlace::witness
