#include "client/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/command_doc.h"
#include "client/cli/command_tree.h"
#include "client/cli/completion.h"
#include "client/cli/man_page.h"
#include "client/cli/usage_problem.h"

namespace enlace::client {
namespace {

// The value of `option` among `words`, before they are parsed; "" if absent.
std::string EarlyValue(const std::vector<std::string>& words,
                       const std::string& option) {
  std::string value;
  for (size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == option && i + 1 < words.size()) value = words[i + 1];
    if (absl::StartsWith(words[i], absl::StrCat(option, "="))) {
      value = words[i].substr(option.size() + 1);
    }
  }
  return value;
}

// The texts of the tree are made before it can parse anything, so what their
// language hangs on is looked up first.
void SettleLanguage(const std::vector<std::string>& words, Shell& shell) {
  shell.options().language = EarlyValue(words, "--lang");
  shell.options().context = EarlyValue(words, "--context");
  shell.LookForContext();
}

// The verbs for programs.  CLI11 does not see them: the words to complete need
// not be right.
std::optional<std::string> AnswerProgram(const CLI::App& app,
                                         const std::vector<std::string>& words,
                                         Shell& shell) {
  if (words.empty()) return std::nullopt;
  if (words.front() == kManVerb) {
    return ManPage(Describe(app), shell.language());
  }
  if (words.front() != kCompleteVerb) return std::nullopt;
  return CompletionText(Complete(app, {words.begin() + 1, words.end()}, shell));
}

ExitCode ComplainOfUsage(const CLI::App& app,
                         const std::vector<std::string>& words,
                         const CLI::ParseError& error, Shell& shell) {
  const UsageProblem problem =
      FindUsageProblem(app, words, error, shell.language());
  shell.ComplainOfUsage(problem.what, problem.hint);
  return ExitCode::kUsage;
}

}  // namespace

ExitCode RunCommandLine(const std::vector<std::string>& words,
                        Environment environment) {
  std::ostream& out = environment.out;
  std::ostream& err = environment.err;
  Shell shell(std::move(environment));
  SettleLanguage(words, shell);
  const std::unique_ptr<CLI::App> app = MakeCommandTree(shell);
  if (const auto answer = AnswerProgram(*app, words, shell)) {
    out << *answer;
    return ExitCode::kDone;
  }
  // CLI11 reads its words from the back.
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app->parse(reversed);
  } catch (const CLI::ParseError& error) {
    // Help and version end the parse too, with code 0.
    if (error.get_exit_code() != 0) {
      return ComplainOfUsage(*app, words, error, shell);
    }
    app->exit(error, out, err);
    return ExitCode::kDone;
  }
  return shell.Run();
}

}  // namespace enlace::client
