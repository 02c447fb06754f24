#include "client/cli/shell.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "client/cli/failure.h"
#include "client/cli/table.h"

namespace enlace::client {

Shell::Shell(Environment environment) : environment_(std::move(environment)) {}

void Shell::Choose(std::string verb, Action action) {
  verb_ = std::move(verb);
  action_ = std::move(action);
}

ExitCode Shell::Run() {
  CHECK(action_ != nullptr) << "no verb was chosen";
  absl::StatusOr<ExitCode> code = action_();
  return code.ok() ? *code : Fail(code.status());
}

std::string Shell::ContextPath() {
  std::string name = options_.context.empty()
                         ? environment_.variable("ENLACE_CONTEXT")
                         : options_.context;
  if (name.empty() || absl::StrContains(name, "/") ||
      absl::EndsWith(name, ".toml")) {
    return name;
  }
  std::string folder = environment_.variable("XDG_CONFIG_HOME");
  if (folder.empty()) {
    folder = absl::StrCat(environment_.variable("HOME"), "/.config");
  }
  return absl::StrCat(folder, "/enlace/contexts/", name, ".toml");
}

absl::StatusOr<const Context*> Shell::context() {
  if (!context_.has_value()) {
    const std::string path = ContextPath();
    if (path.empty()) {
      return absl::InvalidArgumentError(
          "no context: give --context or set ENLACE_CONTEXT");
    }
    ASSIGN_OR_RETURN(context_, LoadContext(path));
  }
  return &*context_;
}

absl::StatusOr<Node*> Shell::node() {
  if (node_ == nullptr) {
    ASSIGN_OR_RETURN(const Context* context, this->context());
    ASSIGN_OR_RETURN(node_,
                     environment_.connect(*context, LocaleOf(language())));
  }
  return node_.get();
}

absl::StatusOr<std::unique_ptr<Client>> Shell::NewClient() {
  ASSIGN_OR_RETURN(const Context* context, this->context());
  ASSIGN_OR_RETURN(std::unique_ptr<Node> node,
                   environment_.connect(*context, LocaleOf(language())));
  return Client::Over(std::move(node), *context, clock(), random());
}

Language Shell::language() {
  if (const auto asked = LanguageOf(options_.language)) return *asked;
  if (const auto set = LanguageOf(environment_.variable("ENLACE_LANG"))) {
    return *set;
  }
  if (context_.has_value()) {
    if (const auto usual = LanguageOf(context_->language)) return *usual;
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto locale = LanguageOf(environment_.variable(name))) {
      return *locale;
    }
  }
  return Language::kEnglish;
}

void Shell::Print(const Json& json, absl::string_view text) {
  if (options_.format == "json") {
    environment_.out << FormatJson(json);
  } else if (options_.format == "yaml") {
    environment_.out << FormatYaml(json);
  } else if (options_.format == "csv") {
    environment_.out << FormatCsv(json);
  } else {
    environment_.out << text;
  }
}

void Shell::Complain(ExitCode code, absl::string_view what,
                     absl::string_view reason, absl::string_view hint) {
  const bool refused = code == ExitCode::kNo || code == ExitCode::kNotEntitled;
  const bool held = code == ExitCode::kNeedsPerson;
  const std::string verdict = Say(refused ? Phrase{"refused", "rechazado"}
                                  : held  ? Phrase{"held", "retenido"}
                                          : Phrase{"failed", "falló"});
  const bool color = environment_.color && !options_.no_color &&
                     environment_.variable("NO_COLOR").empty();
  std::ostream& err = environment_.err;
  err << "enlace: " << verb_ << " " << (color ? "\033[31m" : "") << verdict
      << (color ? "\033[0m" : "") << ": " << Printable(what);
  if (!reason.empty()) err << " (" << Printable(reason) << ")";
  err << "\n";
  if (!hint.empty()) {
    err << Say({"hint: ", "sugerencia: "}) << Printable(hint) << "\n";
  }
}

void Shell::Complain(const Failure& failure) {
  Complain(failure.code, failure.what, failure.reason, failure.hint);
  for (const std::string& field : failure.fields) {
    environment_.err << "  - " << Printable(field) << "\n";
  }
}

void Shell::Note(absl::string_view what) {
  environment_.err << Printable(what) << std::endl;
}

void Shell::Warn(absl::string_view what) {
  environment_.err << Say({"warning: ", "aviso: "}) << Printable(what) << "\n";
}

ExitCode Shell::Fail(const absl::Status& status) {
  const Failure failure = FailureOf(status, language());
  Complain(failure);
  return failure.code;
}

}  // namespace enlace::client
