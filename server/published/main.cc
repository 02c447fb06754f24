// enlace-http: what a node publishes, for whoever asks over HTTP.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/log.h"
#include "base/process_rights.h"
#include "base/status_macros.h"
#include "base/stop_signals.h"
#include "server/http/http_server.h"
#include "server/published/published_routes.h"
#include "server/published/published_setup.h"

namespace {

using enlace::published::PublishedSetup;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

// Serves until a signal arrives.
absl::Status Serve(const PublishedSetup& setup,
                   const enlace::StopSignals& stop) {
  enlace::published::PublishedRoutes routes(setup.logs, setup.witnesses);
  ASSIGN_OR_RETURN(
      const std::unique_ptr<enlace::http::Server> server,
      enlace::http::Server::Start(
          setup.listen.server, [&routes](const enlace::http::Request& request) {
            return routes.Answer(request);
          }));
  if (!setup.listen.ready_file.empty()) {
    RETURN_IF_ERROR(enlace::ReplaceFileDurably(
        setup.listen.ready_file, absl::StrCat(server->address(), "\n")));
  }
  enlace::Log(enlace::Severity::kInfo, "ready",
              {{"address", server->address()},
               {"logs", absl::StrCat(setup.logs.size())},
               {"witnesses", absl::StrCat(setup.witnesses.size())}});
  stop.Wait();
  server->Stop();
  enlace::Log(enlace::Severity::kInfo, "stopped", {});
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  enlace::GainNoRights();
  const enlace::StopSignals stop;

  CLI::App app("Serves published audit logs over HTTP.", "enlace-http");
  std::string config_path;
  bool check_only = false;
  app.add_option("--config", config_path, "configuration file (TOML)")
      ->required();
  app.add_flag("--check", check_only,
               "check the configuration, say what it would serve, and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }

  const auto setup = enlace::published::LoadPublishedSetup(config_path);
  if (!setup.ok()) {
    std::cerr << "enlace-http: " << setup.status().message() << "\n";
    return kExitUsage;
  }
  if (check_only) {
    std::cout << enlace::published::DescribePublished(*setup);
    return 0;
  }
  const absl::Status served = Serve(*setup, stop);
  if (!served.ok()) {
    std::cerr << "enlace-http: does not start: " << served.message() << "\n";
    return kExitFailed;
  }
  return 0;
}
