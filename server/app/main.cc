// enlaced: one nation's node.

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "base/check.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/process_rights.h"
#include "base/stop_signals.h"
#include "certs/tls.h"
#include "server/app/config.h"
#include "server/app/node.h"
#include "server/health/alarm_rules.h"

namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

// gRPC's own lines can hold what a caller sent; where it happened is enough to
// find out what.
void LogOfGrpc(gpr_log_func_args* args) {
  if (args->severity != GPR_LOG_SEVERITY_ERROR) return;
  enlace::Log(enlace::Severity::kWarning, "grpc reports an error",
              {{"file", args->file}, {"line", std::to_string(args->line)}});
}

}  // namespace

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  CHECK_OK(enlace::certs::InstallTlsConfiguration());
  gpr_set_log_function(LogOfGrpc);
  // It prints bytes that are no UTF-8, and those come from callers.
  google::protobuf::SetLogHandler(nullptr);
  enlace::KeepMemory();
  const enlace::StopSignals stop;

  CLI::App app("One nation's node of Enlace.", "enlaced");
  std::string config_path;
  bool check_only = false;
  app.add_option("--config", config_path, "configuration file (TOML)")
      ->required();
  app.add_flag("--check", check_only, "check the configuration and end");
  app.add_flag_callback(
         "--alarm-rules",
         [] {
           std::cout << enlace::health::AlarmRules();
           throw CLI::Success();
         },
         "print the rules by which Prometheus tells of alarms, and end")
      ->trigger_on_parse();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }

  const auto config = enlace::app::LoadConfig(config_path);
  if (!config.ok()) {
    std::cerr << "enlaced: " << config.status().message() << "\n";
    return kExitUsage;
  }
  if (check_only) return 0;
  auto node = enlace::app::Node::Start(*config, &enlace::StopSignals::Send);
  if (!node.ok()) {
    std::cerr << "enlaced: does not start: " << node.status().message() << "\n";
    return kExitFailed;
  }
  stop.Wait();
  const absl::Status health = (*node)->health();
  (*node)->Stop();
  if (health.ok()) return 0;
  std::cerr << "enlaced: ends: " << health.message() << "\n";
  return kExitFailed;
}
