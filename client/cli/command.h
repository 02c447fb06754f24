// A verb of the command line, or a group of verbs: a CLI11 command that also
// knows examples of itself.
//
//   CLI::App& verb = AddCommand(app, "status",
//                               shell.Say({"Say where a record stands",
//                                          "Dice dónde está un registro"}),
//                               {"enlace status ID"});
//
// The tree of commands is the only description of the command line: help,
// completion and the manual are walks of it (client/cli/command_doc.h).

#ifndef ENLACE_CLIENT_CLI_COMMAND_H_
#define ENLACE_CLIENT_CLI_COMMAND_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace enlace::client {

class Command final : public CLI::App {
 public:
  // Inherits the settings of `parent`, which must outlive it.
  Command(CLI::App& parent, const std::string& name, const std::string& text,
          std::vector<std::string> examples);

  // Whole command lines.  A word in capitals stands for what the reader knows:
  // AGENCY, ID.  Each is run against two real nodes by a test.
  const std::vector<std::string>& examples() const { return examples_; }

 private:
  std::vector<std::string> examples_;
};

// Adds a verb to `parent`.  `text` is one sentence without a full stop.
CLI::App& AddCommand(CLI::App& parent, const std::string& name,
                     const std::string& text,
                     std::vector<std::string> examples);

// Adds a group, which does nothing without one of its verbs.
CLI::App& AddGroup(CLI::App& parent, const std::string& name,
                   const std::string& text);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMMAND_H_
