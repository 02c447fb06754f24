#include "client/cli/usage_problem.h"

#include <CLI/CLI.hpp>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/did_you_mean.h"
#include "client/cli/word_walk.h"

namespace enlace::client {
namespace {

using Step = WordWalk::Step;

std::vector<std::string> VerbsOf(const CommandDoc& command) {
  std::vector<std::string> verbs;
  for (const CommandDoc& verb : command.verbs) verbs.emplace_back(verb.name());
  return verbs;
}

std::vector<std::string> LongNamesOf(const std::vector<OptionDoc>& options) {
  std::vector<std::string> names;
  for (const OptionDoc& option : options) names.push_back(option.names.back());
  return names;
}

class Finder {
 public:
  Finder(const CLI::App& root, Language language)
      : walk_(root), language_(language) {}

  std::optional<UsageProblem> Find(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      auto problem = Judge(walk_.Take(word), word);
      if (problem.has_value()) return problem;
    }
    return AtTheEnd();
  }

  // What to read where nothing better can be said.
  std::string Help() const { return absl::StrCat(walk_.at().path, " --help"); }

 private:
  std::string Say(const Phrase& phrase) const { return phrase.In(language_); }

  std::string Near(absl::string_view word,
                   const std::vector<std::string>& known) const {
    const std::string meant = DidYouMean(word, known, language_);
    return meant.empty() ? Help() : meant;
  }

  // "link accept"; "enlace" where no verb was reached.
  std::string Here() const {
    const std::string& path = walk_.at().path;
    const size_t blank = path.find(' ');
    return blank == std::string::npos ? path : path.substr(blank + 1);
  }

  std::optional<UsageProblem> Judge(Step step, const std::string& word) {
    switch (step) {
      case Step::kUnknownVerb:
        return UsageProblem{
            absl::StrCat(Say({"no verb `", "no existe el verbo `"}), word,
                         Say({"` in ", "` en "}), Here()),
            Near(word, VerbsOf(walk_.at()))};
      case Step::kUnknownOption: {
        const std::string name = word.substr(0, word.find('='));
        return UsageProblem{
            absl::StrCat(Say({"no option `", "no existe la opción `"}), name,
                         Say({"` in ", "` en "}), Here()),
            Near(name, LongNamesOf(walk_.options()))};
      }
      case Step::kUnknownChoice: {
        const OptionDoc& option = *walk_.last();
        const std::string value =
            word.substr(word.front() == '-' ? word.find('=') + 1 : 0);
        return UsageProblem{
            absl::StrCat(option.names.back(),
                         Say({" must be one of ", " debe ser uno de "}),
                         absl::StrJoin(option.choices, ", ")),
            Near(value, option.choices)};
      }
      case Step::kTooMany:
        return UsageProblem{
            absl::StrCat(Here(),
                         Say({" takes no more words after `",
                              " no admite más palabras tras `"}),
                         before_, "`"),
            Help()};
      default:
        before_ = word;
        return std::nullopt;
    }
  }

  std::optional<UsageProblem> AtTheEnd() const {
    if (const OptionDoc* option = walk_.awaited()) {
      return UsageProblem{
          absl::StrCat(option->names.back(),
                       Say({" needs a value: ", " requiere un valor: "}),
                       option->value),
          Help()};
    }
    if (!walk_.at().verbs.empty()) {
      return UsageProblem{
          absl::StrCat(Here(), Say({" needs a verb: ", " requiere un verbo: "}),
                       absl::StrJoin(VerbsOf(walk_.at()), ", ")),
          Help()};
    }
    const std::vector<OptionDoc> missing = walk_.missing();
    if (missing.empty()) return std::nullopt;
    return UsageProblem{absl::StrCat(Say({"missing: ", "falta: "}),
                                     absl::StrJoin(LongNamesOf(missing), ", ")),
                        Help()};
  }

  WordWalk walk_;
  Language language_;
  std::string before_;  // the last word that fitted
};

// What CLI11 alone finds.  Its texts are English, and some repeat the value.
std::string TextOf(const CLI::ParseError& error, Language language) {
  const absl::string_view text = error.what();
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    const size_t name = text.find("-");
    const absl::string_view option =
        name == absl::string_view::npos
            ? ""
            : text.substr(name, text.find(' ', name) - name);
    return absl::StrCat(option, Phrase{" has a value of the wrong kind",
                                       " tiene un valor del tipo incorrecto"}
                                    .In(language));
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return absl::StrCat(
        text.substr(0, text.find(':')),
        Phrase{" was given more than once", " se dio más de una vez"}.In(
            language));
  }
  return absl::StrCat(Phrase{"", "palabras incorrectas: "}.In(language), text);
}

}  // namespace

UsageProblem FindUsageProblem(const CLI::App& root,
                              const std::vector<std::string>& words,
                              const CLI::ParseError& error, Language language) {
  Finder finder(root, language);
  if (auto problem = finder.Find(words)) return *std::move(problem);
  return {TextOf(error, language), finder.Help()};
}

}  // namespace enlace::client
