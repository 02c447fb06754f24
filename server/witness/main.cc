// enlace-witness: a neutral witness of other people's logs.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/process_rights.h"
#include "base/status_macros.h"
#include "base/stop_signals.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/http/http_server.h"
#include "server/witness/witness_routes.h"
#include "server/witness/witness_setup.h"

namespace {

using enlace::witness::WitnessSetup;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

// Serves until a signal arrives.
absl::Status Serve(const WitnessSetup& setup, const enlace::StopSignals& stop) {
  ASSIGN_OR_RETURN(const std::unique_ptr<enlace::audit::SignerAnchor> anchor,
                   enlace::audit::SignerAnchor::Open(
                       absl::StrCat(setup.state_directory, "/anchor")));
  // Evidence that has no place to go would be noticed too late.
  RETURN_IF_ERROR(enlace::MakeDirectories(setup.evidence_directory));
  enlace::audit::Witness witness(
      {setup.key, &setup.signer, anchor.get(), &enlace::RealClock(),
       setup.evidence_directory},
      setup.log_keys);
  enlace::witness::WitnessRoutes routes(setup.prefix, witness, setup.log_keys);
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
              {{"witness", setup.key.name()},
               {"address", server->address()},
               {"log_keys", absl::StrCat(setup.log_keys.size())}});
  stop.Wait();
  server->Stop();
  enlace::Log(enlace::Severity::kInfo, "stopped", {});
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  enlace::GainNoRights();
  const enlace::StopSignals stop;

  CLI::App app("A neutral witness of audit logs.", "enlace-witness");
  std::string config_path;
  bool check_only = false;
  app.add_option("--config", config_path, "configuration file (TOML)")
      ->required();
  app.add_flag("--check", check_only,
               "check the configuration, say what it would watch, and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }

  const auto setup = enlace::witness::LoadWitnessSetup(config_path);
  if (!setup.ok()) {
    std::cerr << "enlace-witness: " << setup.status().message() << "\n";
    return kExitUsage;
  }
  if (check_only) {
    std::cout << enlace::witness::DescribeWitness(*setup);
    return 0;
  }
  const absl::Status served = Serve(*setup, stop);
  if (!served.ok()) {
    std::cerr << "enlace-witness: does not start: " << served.message() << "\n";
    return kExitFailed;
  }
  return 0;
}
