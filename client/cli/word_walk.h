// Follows typed words along the tree of commands: which verb they have reached,
// and whether the next word is a verb, an option, its value or an argument.
//
// CLI11 tells this only of a command line that is right.  Completion needs it
// of one that is not finished, a complaint of one that is wrong.

#ifndef ENLACE_CLIENT_CLI_WORD_WALK_H_
#define ENLACE_CLIENT_CLI_WORD_WALK_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/command_doc.h"

namespace enlace::client {

// Not thread-safe.  `root` must outlive it.
class WordWalk {
 public:
  enum class Step {
    kVerb,
    kOption,  // it may have brought its value: --output=json
    kValue,   // of the option before
    kArgument,
    kSeparator,    // "--": what follows are arguments
    kUnknownVerb,  // and the walk stays where it was
    kUnknownOption,
    kUnknownChoice,  // a value that the option or argument does not have
    kTooMany,        // one argument more than the verb takes
  };

  explicit WordWalk(const CLI::App& root);

  Step Take(const std::string& word);

  // The verb or group reached.
  const CommandDoc& at() const { return docs_.back(); }

  // The option whose value comes next; null if none.
  const OptionDoc* awaited() const;
  // The argument that comes next; null if none.
  const OptionDoc* next_argument() const;
  // The option or argument that the last word belonged to; null if none.
  const OptionDoc* last() const {
    return last_.has_value() ? &*last_ : nullptr;
  }

  // Of the verb reached and of every verb.
  std::vector<OptionDoc> options() const;
  // What the verb reached requires and has not got.
  std::vector<OptionDoc> missing() const;

 private:
  Step TakeOption(const std::string& word);
  Step TakeArgument(const std::string& word);

  std::vector<CommandDoc> docs_;  // from the root to the verb reached
  std::optional<OptionDoc> awaited_;
  std::optional<OptionDoc> last_;
  std::set<std::string> given_;
  size_t arguments_ = 0;
  bool separated_ = false;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_WORD_WALK_H_
