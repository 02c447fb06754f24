#include "client/cli/command.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::client {
namespace {

// A CLI11 command that also knows examples of itself.
class App final : public CLI::App {
 public:
  // Inherits the settings of `parent`.
  App(CLI::App& parent, const std::string& name, const std::string& text,
      std::vector<std::string> examples)
      : CLI::App(text, name, &parent), examples_(std::move(examples)) {}

  const std::vector<std::string>& examples() const { return examples_; }

 private:
  std::vector<std::string> examples_;
};

// "link accept"; the root has no part in it.
std::string PathOf(const CLI::App& app) {
  if (app.get_parent() == nullptr) return "";
  const std::string before = PathOf(*app.get_parent());
  return absl::StrCat(before, before.empty() ? "" : " ", app.get_name());
}

}  // namespace

Word& Word::Required() {
  option_->required();
  return *this;
}

Word& Word::Value(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Word& Word::OneOf(const std::vector<std::string>& choices) {
  option_->check(CLI::IsMember(choices));
  return *this;
}

Word& Word::Between(int low, int high) {
  option_->check(CLI::Range(low, high));
  return *this;
}

Word& Word::Excludes(const Word& other) {
  option_->excludes(other.option_);
  return *this;
}

Command Command::AddVerb(const std::string& name, const std::string& text,
                         std::vector<std::string> examples) const {
  return Command(*app_->add_subcommand(
      std::make_shared<App>(*app_, name, text, std::move(examples))));
}

Command Command::AddGroup(const std::string& name,
                          const std::string& text) const {
  Command group = AddVerb(name, text, {});
  group.app_->require_subcommand(1);
  return group;
}

Word Command::AddOption(const std::string& names, std::string& value,
                        const std::string& text) const {
  return Word(*app_->add_option(names, value, text));
}

Word Command::AddOption(const std::string& names, int& value,
                        const std::string& text) const {
  return Word(*app_->add_option(names, value, text));
}

Word Command::AddOption(const std::string& names, uint64_t& value,
                        const std::string& text) const {
  return Word(*app_->add_option(names, value, text));
}

Word Command::AddOption(const std::string& names,
                        std::vector<std::string>& values,
                        const std::string& text) const {
  return Word(*app_->add_option(names, values, text));
}

Word Command::AddFlag(const std::string& names, bool& value,
                      const std::string& text) const {
  return Word(*app_->add_flag(names, value, text));
}

void Command::OnRun(Shell& shell, Shell::Action action) const {
  app_->callback([&shell, path = PathOf(*app_), action = std::move(action)] {
    shell.Choose(path, action);
  });
}

std::vector<std::string> ExamplesOf(const CLI::App& app) {
  const auto* verb = dynamic_cast<const App*>(&app);
  return verb == nullptr ? std::vector<std::string>() : verb->examples();
}

}  // namespace enlace::client
