// enlace-http: what a node publishes, for whoever asks over HTTP.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/process_rights.h"
#include "base/status_macros.h"
#include "base/stop_signals.h"
#include "server/http/http_program.h"
#include "server/published/metrics_route.h"
#include "server/published/published_routes.h"
#include "server/published/published_setup.h"

namespace {

using enlace::published::PublishedSetup;

absl::Status Serve(const PublishedSetup& setup,
                   const enlace::StopSignals& stop) {
  enlace::published::PublishedRoutes routes(setup.logs, setup.witnesses);
  std::vector<enlace::http::Listener> listeners;
  if (setup.listen) {
    listeners.push_back({*setup.listen,
                         [&routes](const enlace::http::Request& request) {
                           return routes.Answer(request);
                         },
                         {"logs", absl::StrCat(setup.logs.size())}});
  }
  if (setup.metrics) {
    listeners.push_back(
        {setup.metrics->listen,
         [route = std::make_shared<enlace::published::MetricsRoute>(
              setup.metrics->file)](const enlace::http::Request& request) {
           return route->Answer(request);
         },
         {"metrics", setup.metrics->file}});
  }
  return enlace::http::ServeUntil(stop, std::move(listeners));
}

}  // namespace

int main(int argc, char** argv) {
  enlace::GainNoRights();
  const enlace::StopSignals stop;
  return enlace::http::RunProgram(
      argc, argv,
      {"enlace-http", "Serves published audit logs, and metrics, over HTTP.",
       "check the configuration, say what it would serve, and end",
       [&stop](const std::string& path)
           -> absl::StatusOr<enlace::http::Configured> {
         ASSIGN_OR_RETURN(auto loaded,
                          enlace::published::LoadPublishedSetup(path));
         const auto setup =
             std::make_shared<const PublishedSetup>(std::move(loaded));
         return enlace::http::Configured{
             enlace::published::DescribePublished(*setup),
             [setup, &stop] { return Serve(*setup, stop); }};
       }});
}
