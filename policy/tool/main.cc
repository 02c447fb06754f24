// `rulebook`, the tool of legal staff.

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "policy/tool/check_command.h"

int main(int argc, char** argv) {
  CLI::App app("rulebook: check the rule books of Enlace");
  app.require_subcommand(1);
  std::vector<std::string> directories;
  CLI::App* check =
      app.add_subcommand("check", "check that each folder is a sound book");
  check->add_option("DIR", directories, "folders of a book")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? enlace::policy::kExitDone
                                : enlace::policy::kExitUsage;
  }
  return enlace::policy::CheckBooks(directories, std::cout, std::cerr);
}
