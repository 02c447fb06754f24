#include "client/cli/man_page.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/cli/help_text.h"
#include "client/cli/help_topic.h"
#include "client/cli/version.h"

namespace enlace::client {
namespace {

// Text that no line of which roff takes for a request.
std::string Escaped(absl::string_view text) {
  std::string escaped =
      absl::StrReplaceAll(text, {{"\\", "\\e"}, {"-", "\\-"}});
  if (absl::StartsWith(escaped, ".") || absl::StartsWith(escaped, "'")) {
    escaped.insert(0, "\\&");
  }
  return escaped;
}

std::string Quoted(absl::string_view text) {
  return absl::StrCat(
      "\"", absl::StrReplaceAll(Escaped(text), {{"\"", "\\(dq"}}), "\"");
}

// Lines as they stand.
std::string Verbatim(absl::string_view lines) {
  std::string out = ".nf\n";
  for (const absl::string_view line :
       absl::StrSplit(absl::StripTrailingAsciiWhitespace(lines), '\n')) {
    absl::StrAppend(&out, line.empty() ? "\\&" : Escaped(line), "\n");
  }
  return absl::StrCat(out, ".fi\n");
}

class PageWriter {
 public:
  explicit PageWriter(Language language) : language_(language) {}

  void Heading(const CommandDoc& root) {
    absl::StrAppend(&out_, ".TH ENLACE 1 \"\" ",
                    Quoted(absl::StrCat("enlace ", kVersion)), " ",
                    Quoted(Say({"Enlace manual", "Manual de Enlace"})), "\n");
    Section({"NAME", "NOMBRE"});
    absl::StrAppend(&out_, "enlace \\- ", Escaped(root.text), "\n");
    Section({"SYNOPSIS", "SINOPSIS"});
    absl::StrAppend(&out_, ".B enlace\n",
                    Escaped(Say({"VERB [OPTIONS]", "VERBO [OPCIONES]"})), "\n");
  }

  void Verbs(const CommandDoc& command) {
    for (const CommandDoc& verb : command.verbs) {
      if (verb.verbs.empty()) {
        Verb(verb);
      } else {
        Verbs(verb);
      }
    }
  }

  void Options(const CommandDoc& command) {
    for (const OptionDoc& option : command.options) {
      const std::string value =
          option.is_argument() || option.value.empty()
              ? ""
              : absl::StrCat(" \\fI", Escaped(option.value), "\\fR");
      absl::StrAppend(&out_, ".TP\n\\fB",
                      Escaped(absl::StrJoin(option.names, ", ")), "\\fR", value,
                      "\n", Escaped(OptionText(option, language_)), "\n");
    }
  }

  void Section(const Phrase& title) {
    absl::StrAppend(&out_, ".SH ", Quoted(Say(title)), "\n");
  }

  void Topics() {
    for (const HelpTopic& topic : HelpTopics()) {
      const std::string title = topic.name == "exit-codes"
                                    ? Say({"EXIT STATUS", "ESTADO DE SALIDA"})
                                    : topic.title.In(language_);
      absl::StrAppend(&out_, ".SH ", Quoted(title), "\n",
                      Verbatim(topic.text.In(language_)));
    }
  }

  std::string Take() { return std::move(out_); }

 private:
  std::string Say(const Phrase& phrase) const { return phrase.In(language_); }

  void Verb(const CommandDoc& verb) {
    absl::StrAppend(&out_, ".SS ", Quoted(UsageOf(verb)), "\n",
                    Escaped(verb.text), ".\n");
    CommandDoc own = verb;
    own.options.clear();
    for (const OptionDoc& option : verb.options) {
      if (option.names.back() != "--help") own.options.push_back(option);
    }
    Options(own);
    absl::StrAppend(&out_, ".PP\n", Say({"Examples:", "Ejemplos:"}), "\n.RS\n",
                    Verbatim(absl::StrJoin(verb.examples, "\n")), ".RE\n");
  }

  Language language_;
  std::string out_;
};

}  // namespace

std::string ManPage(const CommandDoc& root, Language language) {
  PageWriter writer(language);
  writer.Heading(root);
  writer.Section({"VERBS", "VERBOS"});
  writer.Verbs(root);
  writer.Section({"OPTIONS OF EVERY VERB", "OPCIONES DE TODOS LOS VERBOS"});
  writer.Options(root);
  writer.Topics();
  return writer.Take();
}

}  // namespace enlace::client
