// GET /metrics: the file that a node writes for Prometheus, as it is.
//
// It is replaced whole, so what is read is one measurement.  How old that is,
// it says itself.

#ifndef ENLACE_SERVER_PUBLISHED_METRICS_ROUTE_H_
#define ENLACE_SERVER_PUBLISHED_METRICS_ROUTE_H_

#include <string>

#include "server/http/http_message.h"
#include "server/published/published_folder.h"

namespace enlace::published {

// Thread-compatible.
class MetricsRoute {
 public:
  // The folder of `file` may be replaced; the file itself is no link.
  explicit MetricsRoute(const std::string& file);

  // 200; 404 for another path; 405 for another method than GET and HEAD; 503
  // while there is no file; 500, and a line in the log, if it cannot be read.
  http::Response Answer(const http::Request& request);

 private:
  const PublishedFolder folder_;
  const std::string name_;
  std::string last_failure_;  // told once
};

}  // namespace enlace::published

#endif  // ENLACE_SERVER_PUBLISHED_METRICS_ROUTE_H_
