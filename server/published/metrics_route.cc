#include "server/published/metrics_route.h"

#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "base/log.h"

namespace enlace::published {
namespace {

constexpr char kPrometheusText[] = "text/plain; version=0.0.4; charset=utf-8";
constexpr size_t kMetricsMax = 1 << 20;

}  // namespace

MetricsRoute::MetricsRoute(const std::string& file)
    : folder_(std::filesystem::path(file).parent_path().string()),
      name_(std::filesystem::path(file).filename().string()) {}

http::Response MetricsRoute::Answer(const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    return {.status = 405,
            .body = "this method is not served here\n",
            .allow = "GET, HEAD"};
  }
  if (request.target != "/metrics") {
    return {.status = 404, .body = "nothing is here\n"};
  }
  absl::StatusOr<std::string> text = folder_.Read(name_, kMetricsMax);
  if (text.ok()) {
    last_failure_.clear();
    return {.body = *std::move(text), .content_type = kPrometheusText};
  }
  if (absl::IsNotFound(text.status())) {
    return {.status = 503, .body = "the node has written no metrics\n"};
  }
  std::string failure = text.status().ToString();
  if (failure != last_failure_) {
    Log(Severity::kError, "the metrics cannot be served", {{"error", failure}});
    last_failure_ = std::move(failure);
  }
  return {.status = 500, .body = "the metrics cannot be read\n"};
}

}  // namespace enlace::published
