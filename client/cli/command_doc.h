// What the tree of commands says about itself, as plain values: what help,
// completion, the manual and `enlace help -o json` are written from.  Pure.

#ifndef ENLACE_CLIENT_CLI_COMMAND_DOC_H_
#define ENLACE_CLIENT_CLI_COMMAND_DOC_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/json.h"

namespace CLI {
class App;
}  // namespace CLI

namespace enlace::client {

// An option, or an argument: what is known by its place.
struct OptionDoc {
  std::vector<std::string> names;  // "-o", "--output"; or "FILE" alone
  std::string value;               // "FORMAT"; "" for a flag
  std::string text;
  std::vector<std::string> choices;  // empty: any value
  bool required = false;
  bool repeatable = false;

  bool is_argument() const { return names.front().front() != '-'; }
};

struct CommandDoc {
  std::string path;  // "enlace link accept"
  std::string text;
  std::vector<std::string> examples;
  std::vector<OptionDoc> options;  // arguments first, in their order
  std::vector<CommandDoc> verbs;

  absl::string_view name() const;  // "accept"
};

// Of `app` and all below it.
CommandDoc Describe(const CLI::App& app);

// "enlace link accept NATION --fingerprint FINGERPRINT".
std::string UsageOf(const CommandDoc& command);

// The options of every verb, which stand at the root of the tree.
CommandDoc RootOf(const CLI::App& app);

// The verb that `words` lead to, or null.
const CLI::App* FindVerb(const CLI::App& root,
                         const std::vector<std::string>& words);

Json JsonOf(const CommandDoc& command);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMMAND_DOC_H_
