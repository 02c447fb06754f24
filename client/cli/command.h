// A verb of the command line, or a group of verbs:
//
//   Command verb = app.AddVerb("status", shell.Say({"Say where a record
//   stands",
//                                                   "Dice dónde está"}),
//                              {"enlace status ID"});
//   verb.AddOption("ID", *id, shell.Say({"Record id", "Identificador"}))
//       .Required();
//   verb.OnRun(shell, [&shell, id] { return Status(*id, shell); });
//
// CLI11 parses the words; only the files that ask it for more than this know
// it, for its headers take many times as long to compile as a verb does.
//
// The tree of commands is the only description of the command line: help,
// completion and the manual are walks of it (client/cli/command_doc.h).

#ifndef ENLACE_CLIENT_CLI_COMMAND_H_
#define ENLACE_CLIENT_CLI_COMMAND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "client/cli/shell.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace enlace::client {

// An option ("-o,--output"), a flag, or an argument ("FILE"); a handle.
class Word {
 public:
  explicit Word(CLI::Option& option) : option_(&option) {}

  Word& Required();
  // What stands for its value in help: "FILE".
  Word& Value(const std::string& name);
  Word& OneOf(const std::vector<std::string>& choices);
  // From `low` to `high`, both included.
  Word& Between(int low, int high);
  // Not together with `other`.
  Word& Excludes(const Word& other);

 private:
  CLI::Option* option_;
};

// A handle: what it stands for lives as long as the tree.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}

  // `text` is one sentence without a full stop.  `examples` are whole command
  // lines; a word in capitals stands for what the reader knows: AGENCY, ID.
  // Each is run against two real nodes by a test.
  Command AddVerb(const std::string& name, const std::string& text,
                  std::vector<std::string> examples) const;
  // A group does nothing without one of its verbs.
  Command AddGroup(const std::string& name, const std::string& text) const;

  // What the word is read into must outlive the tree.
  Word AddOption(const std::string& names, std::string& value,
                 const std::string& text) const;
  Word AddOption(const std::string& names, int& value,
                 const std::string& text) const;
  Word AddOption(const std::string& names, uint64_t& value,
                 const std::string& text) const;
  Word AddOption(const std::string& names, std::vector<std::string>& values,
                 const std::string& text) const;
  Word AddFlag(const std::string& names, bool& value,
               const std::string& text) const;

  // Has `shell` run `action` if the command line names this verb.
  void OnRun(Shell& shell, Shell::Action action) const;

  const CLI::App& app() const { return *app_; }

 private:
  CLI::App* app_;
};

// The command lines that a verb gave as examples.
std::vector<std::string> ExamplesOf(const CLI::App& app);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMMAND_H_
