#include "client/cli/word_walk.h"

#include <algorithm>

namespace enlace::client {
namespace {

bool Contains(const std::vector<std::string>& words, absl::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool Fits(const OptionDoc& option, absl::string_view value) {
  return option.choices.empty() || Contains(option.choices, value);
}

// "--output=json" and "-ojson" hold the option and its value.
struct SplitOption {
  std::string name;
  std::optional<std::string> value;
};

SplitOption Split(const std::string& word) {
  if (word[1] == '-') {
    const size_t equals = word.find('=');
    if (equals == std::string::npos) return {word, std::nullopt};
    return {word.substr(0, equals), word.substr(equals + 1)};
  }
  if (word.size() == 2) return {word, std::nullopt};
  return {word.substr(0, 2), word.substr(word[2] == '=' ? 3 : 2)};
}

}  // namespace

WordWalk::WordWalk(const CLI::App& root) : docs_{Describe(root)} {}

std::vector<OptionDoc> WordWalk::options() const {
  std::vector<OptionDoc> options;
  for (auto doc = docs_.rbegin(); doc != docs_.rend(); ++doc) {
    for (const OptionDoc& option : doc->options) {
      const bool known = std::any_of(
          options.begin(), options.end(),
          [&](const OptionDoc& o) { return o.names == option.names; });
      if (!option.is_argument() && !known) options.push_back(option);
    }
  }
  return options;
}

const OptionDoc* WordWalk::awaited() const {
  return awaited_.has_value() ? &*awaited_ : nullptr;
}

const OptionDoc* WordWalk::next_argument() const {
  size_t place = 0;
  for (const OptionDoc& option : at().options) {
    if (!option.is_argument()) break;  // arguments stand first
    if (place == arguments_ || option.repeatable) return &option;
    ++place;
  }
  return nullptr;
}

std::vector<OptionDoc> WordWalk::missing() const {
  std::vector<OptionDoc> missing;
  size_t place = 0;
  for (const OptionDoc& option : at().options) {
    const bool given = option.is_argument()
                           ? place++ < arguments_
                           : given_.count(option.names.front()) > 0;
    if (option.required && !given) missing.push_back(option);
  }
  return missing;
}

WordWalk::Step WordWalk::Take(const std::string& word) {
  last_.reset();
  if (awaited_.has_value()) {
    last_ = std::move(awaited_);
    awaited_.reset();
    return Fits(*last_, word) ? Step::kValue : Step::kUnknownChoice;
  }
  if (!separated_ && word == "--") {
    separated_ = true;
    return Step::kSeparator;
  }
  if (!separated_ && word.size() > 1 && word[0] == '-') {
    return TakeOption(word);
  }
  return TakeArgument(word);
}

WordWalk::Step WordWalk::TakeOption(const std::string& word) {
  const SplitOption split = Split(word);
  for (const OptionDoc& option : options()) {
    if (!Contains(option.names, split.name)) continue;
    last_ = option;
    given_.insert(option.names.front());
    if (option.value.empty()) return Step::kOption;
    if (!split.value.has_value()) {
      awaited_ = option;
      return Step::kOption;
    }
    return Fits(option, *split.value) ? Step::kOption : Step::kUnknownChoice;
  }
  return Step::kUnknownOption;
}

WordWalk::Step WordWalk::TakeArgument(const std::string& word) {
  for (const CommandDoc& verb : at().verbs) {
    if (verb.name() != word) continue;
    CommandDoc reached = verb;
    docs_.push_back(std::move(reached));
    arguments_ = 0;
    return Step::kVerb;
  }
  if (!at().verbs.empty()) return Step::kUnknownVerb;
  const OptionDoc* argument = next_argument();
  if (argument == nullptr) return Step::kTooMany;
  last_ = *argument;
  ++arguments_;
  return Fits(*last_, word) ? Step::kArgument : Step::kUnknownChoice;
}

}  // namespace enlace::client
