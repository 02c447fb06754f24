// enlaced: one nation's node.

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/process_rights.h"
#include "base/stop_signals.h"
#include "certs/tls.h"
#include "policy/engine/language.h"
#include "server/app/backup_command.h"
#include "server/app/config.h"
#include "server/app/node.h"
#include "server/app/support_bundle.h"
#include "server/health/alarm_rules.h"

namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitAnswerIsNo = 3;

struct Arguments {
  std::string config;
  bool check_only = false;
  std::string backup;  // folder
  bool dry_run = false;
  enlace::app::SupportRequest support;
  std::string language = "en";
};

struct Verbs {
  CLI::App* backup;
  CLI::App* verify;
  CLI::App* restore;
  CLI::App* support;
};

Verbs AddTo(CLI::App& app, Arguments& arguments) {
  const auto add_config = [&](CLI::App& to) {
    return to.add_option("--config", arguments.config,
                         "configuration file (TOML)");
  };
  const auto add_language = [&](CLI::App& to) {
    to.add_option("--lang", arguments.language, "language of what is told")
        ->check(CLI::IsMember({"en", "es"}))
        ->envname("ENLACE_LANG");
  };
  add_config(app);
  app.add_flag("--check", arguments.check_only,
               "check the configuration and end");
  app.require_subcommand(0, 1);
  Verbs verbs{};
  verbs.backup = app.add_subcommand(
      "backup", "copy the store, while the node runs or not, and verify it");
  add_config(*verbs.backup)->required();
  verbs.backup
      ->add_option("--to", arguments.backup,
                   "folder to make; never one that is")
      ->required();
  add_language(*verbs.backup);
  verbs.verify = app.add_subcommand("backup-verify",
                                    "verify a backup whole, without a node");
  verbs.verify->add_option("FOLDER", arguments.backup, "the backup")
      ->required();
  add_language(*verbs.verify);
  verbs.restore = app.add_subcommand(
      "restore", "copy a backup into the empty store of a node that is down");
  add_config(*verbs.restore)->required();
  verbs.restore->add_option("--from", arguments.backup, "the backup")
      ->required();
  verbs.restore->add_flag("--dry-run", arguments.dry_run,
                          "write nothing; say what would become of it");
  add_language(*verbs.restore);
  verbs.support = app.add_subcommand(
      "support-bundle",
      "write what whoever helps you needs to know, without values of records");
  add_config(*verbs.support)->required();
  verbs.support
      ->add_option("--to", arguments.support.to,
                   "file to make; never one that is")
      ->required();
  verbs.support->add_option(
      "--log", arguments.support.logs,
      "file with what the node logged; only its own lines are taken");
  add_language(*verbs.support);
  return verbs;
}

// What the verb ends with.
int EndOf(const CLI::App& verb, const absl::Status& status) {
  if (status.ok()) return 0;
  std::cerr << "enlaced: " << verb.get_name() << ": " << status.message()
            << "\n";
  return absl::IsDataLoss(status) ? kExitAnswerIsNo : kExitFailed;
}

int RunVerb(const Verbs& verbs, const Arguments& arguments) {
  enlace::app::CommandOutput output{&std::cout, &std::cerr};
  if (arguments.language == "es") {
    output.language = enlace::policy::Language::kSpanish;
  }
  enlace::Clock& clock = enlace::RealClock();
  if (verbs.verify->parsed()) {
    return EndOf(*verbs.verify,
                 enlace::app::VerifyBackup(arguments.backup, clock, output));
  }
  const auto config = enlace::app::LoadConfig(arguments.config);
  if (!config.ok()) {
    std::cerr << "enlaced: " << config.status().message() << "\n";
    return kExitUsage;
  }
  if (verbs.support->parsed()) {
    return EndOf(*verbs.support,
                 enlace::app::WriteSupportBundle(*config, arguments.support,
                                                 clock, output));
  }
  if (verbs.backup->parsed()) {
    return EndOf(*verbs.backup,
                 enlace::app::BackUp(*config, arguments.backup, clock, output));
  }
  return EndOf(*verbs.restore,
               enlace::app::Restore(*config, arguments.backup,
                                    arguments.dry_run, clock, output));
}

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

  CLI::App app("One nation's node of Enlace.", "enlaced");
  Arguments arguments;
  const Verbs verbs = AddTo(app, arguments);
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
    if (arguments.config.empty() && !verbs.verify->parsed()) {
      throw CLI::RequiredError("--config");
    }
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kExitUsage;
  }
  // A signal ends these at once.
  if (!app.get_subcommands().empty()) return RunVerb(verbs, arguments);

  const enlace::StopSignals stop;
  const auto config = enlace::app::LoadConfig(arguments.config);
  if (!config.ok()) {
    std::cerr << "enlaced: " << config.status().message() << "\n";
    return kExitUsage;
  }
  if (arguments.check_only) return 0;
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
