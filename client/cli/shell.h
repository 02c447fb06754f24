// What every verb works in: where it prints, whom it asks, in which language.
//
// Everything outside comes in through Environment, so that a test runs a whole
// command line without a network, a clock or a home folder.

#ifndef ENLACE_CLIENT_CLI_SHELL_H_
#define ENLACE_CLIENT_CLI_SHELL_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/json.h"
#include "client/cli/language.h"
#include "client/library/client.h"
#include "client/library/context.h"
#include "client/library/node.h"

namespace enlace::client {

struct Environment {
  std::ostream& out;  // data
  std::ostream& err;  // everything else
  Clock& clock;
  Random& random;
  bool color = false;  // `err` is a terminal that shows colours

  // The environment variable, or "".
  std::function<std::string(const std::string& name)> variable;

  // Opens a session with the context's node; texts for people are asked for in
  // `locale` ("es-MX").
  std::function<absl::StatusOr<std::unique_ptr<Node>>(const Context& context,
                                                      absl::string_view locale)>
      connect;
};

// Not thread-safe.
class Shell {
 public:
  // What a verb does once its words are read.  An error is printed, and gives
  // the exit code of its status.
  using Action = std::function<absl::StatusOr<ExitCode>()>;

  // Options that every verb has.
  struct Options {
    std::string context;
    std::string format = "table";
    std::string language;
    bool no_color = false;
  };

  explicit Shell(Environment environment);

  Options& options() { return options_; }
  Clock& clock() { return environment_.clock; }
  Random& random() { return environment_.random; }

  // Takes the verb that the command line names, and runs it.
  void Choose(std::string verb, Action action);
  ExitCode Run();

  // The context of the command line, read once.
  absl::StatusOr<const Context*> context();
  // A session with its node, opened once.
  absl::StatusOr<Node*> node();

  // The context's agency with a session of its own.
  absl::StatusOr<std::unique_ptr<Client>> NewClient();

  // --lang, ENLACE_LANG, the context, LC_ALL, LC_MESSAGES, LANG; else English.
  Language language();
  std::string Say(const Phrase& phrase) { return phrase.In(language()); }

  // Prints `json`, or `text` where a table is asked for.
  void Print(const Json& json, absl::string_view text);

  // One line for a refusal or failure: "enlace: send refused: <what>
  // (<reason>)", and a hint if there is one.
  void Complain(ExitCode code, absl::string_view what, absl::string_view reason,
                absl::string_view hint = "");

  // The same, and a line for each field that is wrong.
  void Complain(const Failure& failure);

  // One line that says how long work goes.
  void Note(absl::string_view what);

  // One line: "warning: <what>".
  void Warn(absl::string_view what);

 private:
  std::string ContextPath();
  ExitCode Fail(const absl::Status& status);

  Environment environment_;
  Options options_;
  std::string verb_;
  Action action_;
  std::optional<Context> context_;
  std::unique_ptr<Node> node_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SHELL_H_
