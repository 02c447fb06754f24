#include "client/cli/shell.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "certs/tls_dial.h"
#include "client/cli/failure.h"
#include "client/cli/table.h"
#include "client/library/client.h"
#include "client/library/context.h"
#include "client/library/node.h"

namespace enlace::client {

Shell::Shell(Environment environment) : environment_(std::move(environment)) {}

Shell::~Shell() = default;

void Shell::Choose(std::string verb, Action action) {
  verb_ = std::move(verb);
  action_ = std::move(action);
}

ExitCode Shell::Run() {
  CHECK(action_ != nullptr) << "no verb was chosen";
  absl::StatusOr<ExitCode> code = action_();
  return code.ok() ? *code : Fail(code.status());
}

ContextStore Shell::contexts() {
  std::string folder = environment_.variable("XDG_CONFIG_HOME");
  const std::string home = environment_.variable("HOME");
  if (folder.empty() && !home.empty()) folder = absl::StrCat(home, "/.config");
  return ContextStore(folder.empty() ? "" : absl::StrCat(folder, "/enlace"));
}

absl::StatusOr<std::string> Shell::ContextPath(std::string name) {
  if (name.empty()) name = options_.context;
  if (name.empty()) name = environment_.variable("ENLACE_CONTEXT");
  if (name.empty()) name = contexts().Current();
  if (name.empty()) {
    return absl::InvalidArgumentError(
        "no context: give --context, set ENLACE_CONTEXT, or choose one with "
        "`enlace context select`");
  }
  if (absl::StrContains(name, "/") || absl::EndsWith(name, ".toml")) {
    return name;
  }
  return contexts().PathOf(name);
}

void Shell::LookForContext() { context().IgnoreError(); }

void Shell::UseContext(const std::string& path) {
  options_.context = path;
  context_.reset();
  node_.reset();
}

absl::StatusOr<const Context*> Shell::context() {
  if (context_ == nullptr) {
    ASSIGN_OR_RETURN(const std::string path, ContextPath());
    ASSIGN_OR_RETURN(Context context, LoadContext(path));
    context_ = std::make_unique<const Context>(std::move(context));
  }
  return context_.get();
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

absl::StatusOr<certs::DialResult> Shell::Dial(
    const std::string& address, const certs::DialOptions& options) {
  return environment_.dial(address, options);
}

Language Shell::language() {
  if (const auto asked = LanguageOf(options_.language)) return *asked;
  if (const auto set = LanguageOf(environment_.variable("ENLACE_LANG"))) {
    return *set;
  }
  if (context_ != nullptr) {
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

void Shell::PrintNext(const Json& json, absl::string_view text) {
  if (options_.format == "json") {
    environment_.out << FormatJsonLine(json);
  } else if (options_.format == "yaml") {
    environment_.out << "---\n" << FormatYaml(json);
  } else if (options_.format == "csv" && series_begun_) {
    const std::string table = FormatCsv(json);
    environment_.out << table.substr(table.find('\n') + 1);
  } else {
    Print(json, text);
  }
  series_begun_ = true;
  environment_.out.flush();
}

void Shell::Write(absl::string_view text) { environment_.out << text; }

void Shell::Complain(ExitCode code, absl::string_view what,
                     absl::string_view reason, absl::string_view hint) {
  const bool refused = code == ExitCode::kNo || code == ExitCode::kNotEntitled;
  const bool held = code == ExitCode::kNeedsPerson;
  const std::string verdict = Say(refused ? Phrase{"refused", "rechazado"}
                                  : held  ? Phrase{"held", "retenido"}
                                          : Phrase{"failed", "falló"});
  const bool color = environment_.terminal && !options_.no_color &&
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

void Shell::ComplainOfUsage(absl::string_view what, absl::string_view hint) {
  environment_.err << "enlace: " << Printable(what) << "\n"
                   << Say({"hint: ", "sugerencia: "}) << Printable(hint)
                   << "\n";
}

bool Shell::draws() const {
  return environment_.terminal && !options_.no_progress && !options_.quiet;
}

void Shell::Draw(absl::string_view text) {
  environment_.err << text << std::flush;
}

void Shell::Ring() {
  if (environment_.terminal && !options_.quiet) {
    environment_.err << '\a' << std::flush;
  }
}

void Shell::Warn(absl::string_view what) {
  if (options_.quiet) return;
  environment_.err << Say({"warning: ", "aviso: "}) << Printable(what) << "\n";
}

ExitCode Shell::Fail(const absl::Status& status) {
  const Failure failure = FailureOf(status, language());
  Complain(failure);
  return failure.code;
}

}  // namespace enlace::client
