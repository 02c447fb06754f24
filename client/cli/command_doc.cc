#include "client/cli/command_doc.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/command.h"

namespace enlace::client {
namespace {

// CLI11 keeps what a value may be only as text, "FORMAT:{table,json}".
std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  const size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  return absl::StrSplit(type.substr(open + 1, close - open - 1), ',');
}

OptionDoc Describe(const CLI::Option& option) {
  OptionDoc doc;
  if (option.nonpositional()) {
    for (const std::string& name : option.get_snames()) {
      doc.names.push_back(absl::StrCat("-", name));
    }
    for (const std::string& name : option.get_lnames()) {
      doc.names.push_back(absl::StrCat("--", name));
    }
    if (option.get_items_expected_max() > 0) {
      const std::string type = option.get_type_name();
      doc.value = type.substr(0, type.find(':'));
    }
  } else {
    doc.names.push_back(option.get_name(/*positional=*/true));
    doc.value = doc.names.front();
  }
  doc.text = option.get_description();
  doc.choices = ChoicesOf(option);
  doc.required = option.get_required();
  doc.repeatable = option.get_items_expected_max() > 1;
  return doc;
}

std::string PathOf(const CLI::App& app) {
  return app.get_parent() == nullptr
             ? app.get_name()
             : absl::StrCat(PathOf(*app.get_parent()), " ", app.get_name());
}

Json JsonOf(const OptionDoc& option) {
  return Json::Object()
      .Add("names", Json::Strings(option.names))
      .Add("value", Json::String(option.value))
      .Add("text", Json::String(option.text))
      .Add("choices", Json::Strings(option.choices))
      .Add("required", Json::Bool(option.required))
      .Add("repeatable", Json::Bool(option.repeatable));
}

}  // namespace

absl::string_view CommandDoc::name() const {
  const size_t blank = path.rfind(' ');
  return absl::string_view(path).substr(blank == std::string::npos ? 0
                                                                   : blank + 1);
}

CommandDoc Describe(const CLI::App& app) {
  CommandDoc doc;
  doc.path = PathOf(app);
  doc.text = app.get_description();
  doc.examples = ExamplesOf(app);
  for (const bool arguments : {true, false}) {
    for (const CLI::Option* option : app.get_options()) {
      if (option->nonpositional() == arguments) continue;
      doc.options.push_back(Describe(*option));
    }
  }
  const auto all = [](const CLI::App*) { return true; };
  for (const CLI::App* verb : app.get_subcommands(all)) {
    doc.verbs.push_back(Describe(*verb));
  }
  return doc;
}

std::string UsageOf(const CommandDoc& command) {
  std::string usage = command.path;
  if (!command.verbs.empty()) absl::StrAppend(&usage, " VERB");
  for (const OptionDoc& option : command.options) {
    if (!option.is_argument()) continue;
    const std::string word =
        absl::StrCat(option.names.front(), option.repeatable ? "..." : "");
    absl::StrAppend(&usage, " ",
                    option.required ? word : absl::StrCat("[", word, "]"));
  }
  for (const OptionDoc& option : command.options) {
    if (option.is_argument() || !option.required) continue;
    absl::StrAppend(&usage, " ", option.names.back(), " ", option.value);
  }
  return usage;
}

CommandDoc RootOf(const CLI::App& app) {
  const CLI::App* root = &app;
  while (root->get_parent() != nullptr) root = root->get_parent();
  return Describe(*root);
}

const CLI::App* FindVerb(const CLI::App& root,
                         const std::vector<std::string>& words) {
  const CLI::App* at = &root;
  for (const std::string& word : words) {
    const auto found = at->get_subcommands(
        [&word](const CLI::App* verb) { return verb->get_name() == word; });
    if (found.empty()) return nullptr;
    at = found.front();
  }
  return at;
}

Json JsonOf(const CommandDoc& command) {
  Json options = Json::Array();
  for (const OptionDoc& option : command.options) {
    options.Append(JsonOf(option));
  }
  Json verbs = Json::Array();
  for (const CommandDoc& verb : command.verbs) verbs.Append(JsonOf(verb));
  return Json::Object()
      .Add("command", Json::String(command.path))
      .Add("text", Json::String(command.text))
      .Add("usage", Json::String(UsageOf(command)))
      .Add("examples", Json::Strings(command.examples))
      .Add("options", std::move(options))
      .Add("verbs", std::move(verbs));
}

}  // namespace enlace::client
