#include "client/cli/command_line.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kExitCodes =
    "Exit codes: 0 done or allowed, 1 broke, 2 wrong usage or configuration,\n"
    "3 the answer is no, 4 not allowed to ask, 5 try again, 6 needs a person.";

CLI::App* AddGroup(CLI::App& app, const std::string& name,
                   const std::string& text) {
  CLI::App* group = app.add_subcommand(name, text);
  group->require_subcommand(1);
  return group;
}

void AddOptions(CLI::App& app, Shell& shell) {
  Shell::Options& options = shell.options();
  app.add_option("--context", options.context,
                 "Context: a name, or the path of a TOML file")
      ->type_name("NAME|PATH");
  app.add_option("-o,--output", options.format, "table, json, yaml or csv")
      ->check(CLI::IsMember({"table", "json", "yaml", "csv"}))
      ->type_name("FORMAT");
  app.add_option("--lang", options.language, "Language of texts: en or es")
      ->check(CLI::IsMember({"en", "es"}))
      ->type_name("LANG");
  app.add_flag("--no-color", options.no_color, "Print without colours");
}

void AddVerbs(CLI::App& app, Shell& shell) {
  AddSend(app, shell);
  AddTry(app, shell);
  AddInbox(app, shell);
  AddShow(app, shell);
  AddAck(app, shell);
  AddReply(app, shell);
  AddResend(app, shell);
  AddStatus(app, shell);
  AddReceipt(app, shell);
  AddRevoke(app, shell);
  AddAgent(app, shell);
  AddNodeStatus(*AddGroup(app, "node", "Ask after the own node"), shell);
  CLI::App& link =
      *AddGroup(app, "link", "Introduce nations to each other by link files");
  AddLinkShow(link, shell);
  AddLinkList(link, shell);
  AddLinkAccept(link, shell);
  CLI::App& audit = *AddGroup(app, "audit", "Read and verify audit logs");
  AddAuditTransfers(audit, shell);
  AddAuditShow(audit, shell);
  AddAuditVerify(audit, shell);
  AddCertsInspect(*AddGroup(app, "certs", "Look at certificates"), shell);
}

}  // namespace

ExitCode RunCommandLine(const std::vector<std::string>& words,
                        Environment environment) {
  std::ostream& out = environment.out;
  std::ostream& err = environment.err;
  Shell shell(std::move(environment));
  CLI::App app("Exchanges records between nations, under the law of each.",
               "enlace");
  app.fallthrough();  // before the verbs: they inherit it
  app.require_subcommand(1);
  app.set_version_flag("--version", "enlace 0.1.0");
  app.footer(std::string(kExitCodes));
  AddOptions(app, shell);
  AddVerbs(app, shell);
  // CLI11 reads its words from the back.
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    // Help and version end the parse too, with code 0.
    if (error.get_exit_code() == 0) {
      app.exit(error, out, err);
      return ExitCode::kDone;
    }
    err << "enlace: " << error.what()
        << "\nhint: enlace --help, or enlace VERB "
        << "--help\n";
    return ExitCode::kUsage;
  }
  return shell.Run();
}

}  // namespace enlace::client
