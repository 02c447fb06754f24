#include "client/cli/completion.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/help_topic.h"
#include "client/cli/record_text.h"
#include "client/cli/word_walk.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

std::vector<Candidate> Verbs(const CommandDoc& command) {
  std::vector<Candidate> verbs;
  for (const CommandDoc& verb : command.verbs) {
    verbs.push_back({std::string(verb.name()), verb.text});
  }
  return verbs;
}

std::vector<Candidate> RecordTypes(Language language) {
  std::vector<Candidate> types;
  for (const auto* type : wire::RecordTypes()) {
    const v1::RecordRules& rules = type->options().GetExtension(v1::record);
    types.push_back({type->name(),
                     Phrase{rules.label_en(), rules.label_es()}.In(language)});
  }
  return types;
}

std::vector<Candidate> Topics(const CommandDoc& root, Language language) {
  std::vector<Candidate> topics = Verbs(root);
  for (const HelpTopic& topic : HelpTopics()) {
    topics.push_back({std::string(topic.name), topic.title.In(language)});
  }
  return topics;
}

// What an option or argument may be, by its kind of value.
std::vector<Candidate> ValuesOf(const OptionDoc& option, const CLI::App& root,
                                Shell& shell) {
  std::vector<Candidate> values;
  for (const std::string& choice : option.choices)
    values.push_back({choice, ""});
  if (option.value == "CONTEXT") {
    for (std::string& name : shell.contexts().Names()) {
      values.push_back({std::move(name), ""});
    }
  } else if (option.value == "TYPE") {
    values = RecordTypes(shell.language());
  } else if (option.value == "TOPIC") {
    values = Topics(Describe(root), shell.language());
  }
  return values;
}

std::vector<Candidate> OptionsOf(const WordWalk& walk) {
  std::vector<Candidate> options;
  for (const OptionDoc& option : walk.options()) {
    options.push_back({option.names.back(), option.text});
  }
  return options;
}

// bash gives "--output=json" as three words; "=" says nothing that the walk
// does not know.
std::vector<std::string> WithoutEquals(std::vector<std::string> words) {
  if (!words.empty() && words.back() == "=") words.back().clear();
  words.erase(std::remove(words.begin(), words.end(), "="), words.end());
  return words;
}

}  // namespace

std::vector<Candidate> Complete(const CLI::App& root,
                                const std::vector<std::string>& words,
                                Shell& shell) {
  const std::vector<std::string> typed = WithoutEquals(words);
  WordWalk walk(root);
  for (size_t i = 0; i + 1 < typed.size(); ++i) walk.Take(typed[i]);
  const std::string begun = typed.empty() ? "" : typed.back();
  std::vector<Candidate> candidates;
  if (const OptionDoc* option = walk.awaited()) {
    candidates = ValuesOf(*option, root, shell);
  } else if (absl::StartsWith(begun, "-")) {
    candidates = OptionsOf(walk);
  } else if (!walk.at().verbs.empty()) {
    candidates = Verbs(walk.at());
  } else if (const OptionDoc* argument = walk.next_argument()) {
    candidates = ValuesOf(*argument, root, shell);
  }
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                  [&begun](const Candidate& candidate) {
                                    return !absl::StartsWith(candidate.word,
                                                             begun);
                                  }),
                   candidates.end());
  return candidates;
}

std::string CompletionText(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& candidate : candidates) {
    absl::StrAppend(&text, candidate.word, candidate.text.empty() ? "" : "\t",
                    candidate.text, "\n");
  }
  return text;
}

}  // namespace enlace::client
