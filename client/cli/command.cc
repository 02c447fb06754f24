#include "client/cli/command.h"

#include <memory>
#include <utility>

namespace enlace::client {

Command::Command(CLI::App& parent, const std::string& name,
                 const std::string& text, std::vector<std::string> examples)
    : CLI::App(text, name, &parent), examples_(std::move(examples)) {}

CLI::App& AddCommand(CLI::App& parent, const std::string& name,
                     const std::string& text,
                     std::vector<std::string> examples) {
  return *parent.add_subcommand(
      std::make_shared<Command>(parent, name, text, std::move(examples)));
}

CLI::App& AddGroup(CLI::App& parent, const std::string& name,
                   const std::string& text) {
  CLI::App& group = AddCommand(parent, name, text, {});
  group.require_subcommand(1);
  return group;
}

}  // namespace enlace::client
