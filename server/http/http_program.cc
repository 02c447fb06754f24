#include "server/http/http_program.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace enlace::http {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

}  // namespace

int RunProgram(int argc, char** argv, const Program& program) {
  CLI::App app(program.about, program.name);
  std::string config_path;
  bool check_only = false;
  app.add_option("--config", config_path, "configuration file (TOML)")
      ->required();
  app.add_flag("--check", check_only, program.check);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  const absl::StatusOr<Configured> configured = program.configure(config_path);
  if (!configured.ok()) {
    std::cerr << program.name << ": " << configured.status().message() << "\n";
    return kExitUsage;
  }
  if (check_only) {
    std::cout << configured->description;
    return 0;
  }
  const absl::Status served = configured->serve();
  if (!served.ok()) {
    std::cerr << program.name << ": does not start: " << served.message()
              << "\n";
    return kExitFailed;
  }
  return 0;
}

absl::Status ServeUntil(const StopSignals& stop,
                        std::vector<Listener> listeners) {
  std::vector<std::unique_ptr<Server>> servers;
  for (Listener& listener : listeners) {
    ASSIGN_OR_RETURN(auto server, Server::Start(listener.settings.server,
                                                std::move(listener.handler)));
    servers.push_back(std::move(server));
  }
  for (size_t i = servers.size(); i-- > 0;) {
    const std::string address = servers[i]->address();
    const std::string& ready_file = listeners[i].settings.ready_file;
    if (!ready_file.empty()) {
      RETURN_IF_ERROR(
          ReplaceFileDurably(ready_file, absl::StrCat(address, "\n")));
    }
    const auto& [name, value] = listeners[i].what;
    Log(Severity::kInfo, "ready", {{"address", address}, {name, value}});
  }
  stop.Wait();
  for (const auto& server : servers) server->Stop();
  Log(Severity::kInfo, "stopped", {});
  return absl::OkStatus();
}

}  // namespace enlace::http
