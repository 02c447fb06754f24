// enlace help [WORD...]: a topic, a verb, or the whole command line.

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/command_doc.h"
#include "client/cli/did_you_mean.h"
#include "client/cli/help_text.h"
#include "client/cli/help_topic.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

absl::StatusOr<ExitCode> Help(const CLI::App& root,
                              const std::vector<std::string>& words,
                              Shell& shell) {
  if (words.size() == 1) {
    for (const HelpTopic& topic : HelpTopics()) {
      if (topic.name != words.front()) continue;
      const std::string text = shell.Say(topic.text);
      shell.Print(Json::Object()
                      .Add("topic", Json::String(topic.name))
                      .Add("title", Json::String(shell.Say(topic.title)))
                      .Add("text", Json::String(text)),
                  text);
      return ExitCode::kDone;
    }
  }
  if (const CLI::App* verb = FindVerb(root, words)) {
    shell.Print(JsonOf(Describe(*verb)), HelpText(*verb, shell.language()));
    return ExitCode::kDone;
  }
  std::vector<std::string> known;
  for (const HelpTopic& topic : HelpTopics()) {
    known.emplace_back(topic.name);
  }
  for (const CommandDoc& verb : Describe(root).verbs) {
    known.emplace_back(verb.name());
  }
  shell.Complain(
      ExitCode::kUsage,
      absl::StrCat(shell.Say({"no verb or topic ", "no hay verbo ni tema "}),
                   "`", absl::StrJoin(words, " "), "`"),
      "", DidYouMean(words.front(), known, shell.language()));
  return ExitCode::kUsage;
}

}  // namespace

void AddHelp(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "help",
      shell.Say({"Explain a topic or a verb", "Explica un tema o un verbo"}),
      {"enlace help exit-codes", "enlace help link accept"});
  auto words = std::make_shared<std::vector<std::string>>();
  verb.AddOption("TOPIC", *words,
                 shell.Say({"A topic, or the words of a verb",
                            "Un tema, o las palabras de un verbo"}));
  verb.OnRun(shell,
             [app, &shell, words] { return Help(app.app(), *words, shell); });
}

}  // namespace enlace::client
