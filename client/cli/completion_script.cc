// enlace completion bash|zsh|fish: the script by which a shell completes words.

#include <memory>
#include <string>

#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kBash = R"(# Completion for bash:
#   source <(enlace completion bash)
_enlace() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("${line%%$'\t'*}")
  done < <("${COMP_WORDS[0]}" __complete \
    "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -o default -F _enlace enlace
)";

constexpr absl::string_view kZsh = R"(#compdef enlace
# Completion for zsh:
#   source <(enlace completion zsh)
_enlace() {
  local line
  local -a found
  while IFS= read -r line; do
    if [[ $line == *$'\t'* ]]; then
      found+=("${line%%$'\t'*}:${line#*$'\t'}")
    else
      found+=("$line")
    fi
  done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2> /dev/null)
  if (( ${#found} )); then
    _describe enlace found
  else
    _files
  fi
}
compdef _enlace enlace
)";

constexpr absl::string_view kFish = R"(# Completion for fish:
#   enlace completion fish | source
function __enlace_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] __complete $words[2..-1] 2> /dev/null)
  if test (count $found) -gt 0
    printf '%s\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c enlace -f -a '(__enlace_complete)'
)";

absl::string_view ScriptOf(const std::string& shell_name) {
  if (shell_name == "zsh") return kZsh;
  return shell_name == "fish" ? kFish : kBash;
}

}  // namespace

void AddCompletion(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "completion",
      shell.Say({"Print the script by which a shell completes words",
                 "Imprime el programa con que un intérprete "
                 "completa palabras"}),
      {"enlace completion bash"});
  auto name = std::make_shared<std::string>();
  verb.AddOption("SHELL", *name,
                 shell.Say({"Your shell", "Su intérprete de órdenes"}))
      .Required()
      .OneOf({"bash", "zsh", "fish"});
  verb.OnRun(shell, [&shell, name]() -> absl::StatusOr<ExitCode> {
    const absl::string_view script = ScriptOf(*name);
    shell.Print(Json::Object()
                    .Add("shell", Json::String(*name))
                    .Add("script", Json::String(script)),
                script);
    return ExitCode::kDone;
  });
}

}  // namespace enlace::client
