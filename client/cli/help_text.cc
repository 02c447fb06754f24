#include "client/cli/help_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/help_topic.h"

namespace enlace::client {
namespace {

constexpr size_t kLineWidth = 80;
constexpr size_t kTextColumn = 26;

size_t Width(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// "  label      text", the text wrapped in its column.
std::string Row(absl::string_view label, absl::string_view text) {
  std::string line = absl::StrCat("  ", label);
  std::string out;
  if (Width(line) + 2 > kTextColumn) {
    out = absl::StrCat(line, "\n");
    line.clear();
  }
  bool fresh = true;
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!fresh && Width(line) + 1 + Width(word) > kLineWidth) {
      absl::StrAppend(&out, line, "\n");
      line.clear();
      fresh = true;
    }
    if (fresh) {
      line.append(kTextColumn - std::min(kTextColumn, Width(line)), ' ');
    } else {
      line += ' ';
    }
    absl::StrAppend(&line, word);
    fresh = false;
  }
  return absl::StrCat(out, line, "\n");
}

std::string LabelOf(const OptionDoc& option) {
  return option.is_argument() || option.value.empty()
             ? absl::StrJoin(option.names, ", ")
             : absl::StrCat(absl::StrJoin(option.names, ", "), " ",
                            option.value);
}

std::string Section(Language language, const Phrase& title,
                    const std::string& rows) {
  return rows.empty() ? "" : absl::StrCat("\n", title.In(language), rows);
}

std::string OptionRows(const CommandDoc& command, bool arguments,
                       Language language) {
  std::string rows;
  for (const OptionDoc& option : command.options) {
    if (option.is_argument() != arguments || option.text.empty()) continue;
    absl::StrAppend(&rows, Row(LabelOf(option), OptionText(option, language)));
  }
  return rows;
}

}  // namespace

std::string OptionText(const OptionDoc& option, Language language) {
  std::string text = option.text;
  if (!option.choices.empty()) {
    absl::StrAppend(&text, ": ", absl::StrJoin(option.choices, ", "));
  }
  if (option.required && !option.is_argument()) {
    absl::StrAppend(&text,
                    Phrase{" (required)", " (obligatoria)"}.In(language));
  }
  if (option.repeatable) {
    absl::StrAppend(&text,
                    Phrase{" (repeatable)", " (repetible)"}.In(language));
  }
  return text;
}

std::string HelpText(const CLI::App& app, Language language) {
  const CommandDoc command = Describe(app);
  std::string text = absl::StrCat(command.text, ".\n");
  std::string rows;
  for (const std::string& example : command.examples) {
    absl::StrAppend(&rows, "  ", example, "\n");
  }
  absl::StrAppend(&text,
                  Section(language, {"Examples:\n", "Ejemplos:\n"}, rows),
                  Phrase{"\nUsage: ", "\nUso: "}.In(language), UsageOf(command),
                  Phrase{" [OPTIONS]\n", " [OPCIONES]\n"}.In(language));
  rows.clear();
  for (const CommandDoc& verb : command.verbs) {
    absl::StrAppend(&rows, Row(verb.name(), verb.text));
  }
  absl::StrAppend(&text, Section(language, {"Verbs:\n", "Verbos:\n"}, rows),
                  Section(language, {"Arguments:\n", "Argumentos:\n"},
                          OptionRows(command, true, language)));
  const CommandDoc root = RootOf(app);
  if (command.path != root.path) {
    CommandDoc own = command;
    own.options.erase(std::remove_if(own.options.begin(), own.options.end(),
                                     [](const OptionDoc& option) {
                                       return option.names.back() == "--help";
                                     }),
                      own.options.end());
    absl::StrAppend(&text, Section(language, {"Options:\n", "Opciones:\n"},
                                   OptionRows(own, false, language)));
  }
  absl::StrAppend(&text, Section(language,
                                 {"Options of every verb:\n",
                                  "Opciones de todos los verbos:\n"},
                                 OptionRows(root, false, language)));
  rows.clear();
  if (command.path == root.path) {
    for (const HelpTopic& topic : HelpTopics()) {
      absl::StrAppend(&rows, Row(topic.name, topic.title.In(language)));
    }
  }
  return absl::StrCat(text, Section(language,
                                    {"Topics, for enlace help TOPIC:\n",
                                     "Temas, para enlace help TEMA:\n"},
                                    rows));
}

}  // namespace enlace::client
