// What every verb works in: where it prints, whom it asks, in which language.
//
// Everything outside comes in through Environment, so that a test runs a whole
// command line without a network, a clock or a home folder.

#ifndef ENLACE_CLIENT_CLI_SHELL_H_
#define ENLACE_CLIENT_CLI_SHELL_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/cli/context_store.h"
#include "client/cli/exit_code.h"
#include "client/cli/failure.h"
#include "client/cli/json.h"
#include "client/cli/language.h"

// Most verbs need none of these, whose headers are long.
namespace enlace::certs {
struct DialOptions;
struct DialResult;
}  // namespace enlace::certs

namespace enlace::client {

class Client;
struct Context;
class Node;

struct Environment {
  std::ostream& out;  // data
  std::ostream& err;  // everything else
  Clock& clock;
  Random& random;
  bool terminal = false;  // `err` is a terminal

  // The environment variable, or "".
  std::function<std::string(const std::string& name)> variable;

  // Opens a session with the context's node; texts for people are asked for in
  // `locale` ("es-MX").
  std::function<absl::StatusOr<std::unique_ptr<Node>>(const Context& context,
                                                      absl::string_view locale)>
      connect;

  // Knocks at an endpoint as a stranger would.
  std::function<absl::StatusOr<certs::DialResult>(
      const std::string& address, const certs::DialOptions& options)>
      dial;
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
    bool no_progress = false;
    bool quiet = false;
  };

  explicit Shell(Environment environment);
  ~Shell();

  Options& options() { return options_; }
  Clock& clock() { return environment_.clock; }
  Random& random() { return environment_.random; }

  // Where data goes, for a verb that prints while it runs.
  std::ostream& out() { return environment_.out; }
  // The environment variable, or "".
  std::string variable(const std::string& name) const {
    return environment_.variable(name);
  }

  // Takes the verb that the command line names, and runs it.
  void Choose(std::string verb, Action action);
  ExitCode Run();

  // The contexts that the user keeps.
  ContextStore contexts();

  // The file of the context `name`: a path if it has a slash or ends in .toml;
  // "" is the one that --context, ENLACE_CONTEXT or `context select` names.
  // Fails with kInvalidArgument if none does.
  absl::StatusOr<std::string> ContextPath(std::string name = "");

  // Reads the context if one is named and sound, for its language; a fault
  // waits until a verb needs the context.
  void LookForContext();

  // Takes the context in this file from now on, whatever the words say.
  void UseContext(const std::string& path);

  // The context of the command line, read once.
  absl::StatusOr<const Context*> context();
  // A session with its node, opened once.
  absl::StatusOr<Node*> node();

  // The context's agency with a session of its own.
  absl::StatusOr<std::unique_ptr<Client>> NewClient();

  absl::StatusOr<certs::DialResult> Dial(const std::string& address,
                                         const certs::DialOptions& options);

  // --lang, ENLACE_LANG, the context, LC_ALL, LC_MESSAGES, LANG; else English.
  Language language();
  std::string Say(const Phrase& phrase) { return phrase.In(language()); }

  // Prints `json`, or `text` where a table is asked for.
  void Print(const Json& json, absl::string_view text);

  // The same for each of a series that is printed while it grows, at once: one
  // line of JSON, one YAML document, or one row below one header.  REQUIRES:
  // objects of the same fields.
  void PrintNext(const Json& json, absl::string_view text);

  // Prints text that is data in a form of its own.
  void Write(absl::string_view text);

  // One line for a refusal or failure: "enlace: send refused: <what>
  // (<reason>)", and a hint if there is one.
  void Complain(ExitCode code, absl::string_view what, absl::string_view reason,
                absl::string_view hint = "");

  // The same, and a line for each field that is wrong.
  void Complain(const Failure& failure);

  // "enlace: <what>" and a hint: the words are wrong, and no verb was run.
  void ComplainOfUsage(absl::string_view what, absl::string_view hint);

  // One line that says how long work goes.
  void Note(absl::string_view what);

  // Rings the bell of a terminal; nothing elsewhere, and for --quiet.
  void Ring();

  // One line: "warning: <what>"; nothing for --quiet.
  void Warn(absl::string_view what);

  // Whether what changes on a terminal may be drawn; and draws it.
  bool draws() const;
  void Draw(absl::string_view text);

 private:
  ExitCode Fail(const absl::Status& status);

  Environment environment_;
  Options options_;
  bool series_begun_ = false;
  std::string verb_;
  Action action_;
  std::unique_ptr<const Context> context_;
  std::unique_ptr<Node> node_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_SHELL_H_
