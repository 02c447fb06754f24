// `rulebook`, the tool of legal staff.

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/process_rights.h"
#include "policy/facts/date_text.h"
#include "policy/tool/check_command.h"
#include "policy/tool/coverage_command.h"
#include "policy/tool/decisions_command.h"
#include "policy/tool/diff_command.h"
#include "policy/tool/explain_command.h"
#include "policy/tool/fmt_command.h"
#include "policy/tool/governance_verbs.h"
#include "policy/tool/lint_command.h"
#include "policy/tool/render_command.h"
#include "policy/tool/replay_command.h"
#include "policy/tool/test_command.h"

namespace {

namespace policy = enlace::policy;

CLI::App* AddVerb(CLI::App& app, const std::string& name,
                  const std::string& what,
                  std::vector<std::string>& directories) {
  CLI::App* verb = app.add_subcommand(name, what);
  verb->add_option("DIR", directories, "folders or bundles of a book")
      ->required();
  return verb;
}

policy::Language LanguageOf(const std::string& code) {
  return code == "es" ? policy::Language::kSpanish : policy::Language::kEnglish;
}

// "text" or "json".
void AddFormat(CLI::App& verb, std::string& format) {
  verb.add_option("-o,--output", format, "form of what is told")
      ->check(CLI::IsMember({"text", "json"}));
}

policy::Format FormatOf(const std::string& format) {
  return format == "json" ? policy::Format::kJson : policy::Format::kText;
}

std::string ADay(const std::string& text) {
  policy::Date date;
  return policy::ParseDate(text, date) ? "" : "expected a day, 2026-03-08";
}

// Noon UTC of the day, or now.
absl::Time InstantOf(const std::string& day) {
  policy::Date date;
  if (!policy::ParseDate(day, date)) return enlace::RealClock().TimeNow();
  return absl::FromCivil(policy::ToCivilDay(date), absl::UTCTimeZone()) +
         absl::Hours(12);
}

// How far `rulebook diff` looks.
struct DiffOptions {
  std::string day;
  size_t tries = policy::DiffSettings().tries;
  std::string format = "text";

  void AddTo(CLI::App& verb) {
    verb.add_option("--on", day, "day of the records; default: today")
        ->check(CLI::Validator(ADay, "DAY"));
    verb.add_option("--tries", tries,
                    "records to try at most for each direction and type")
        ->check(CLI::Range(1, 10'000'000));
    AddFormat(verb, format);
  }

  policy::DiffSettings Settings() const {
    return {absl::ToCivilDay(InstantOf(day), absl::UTCTimeZone()), tries};
  }
};

// What `rulebook lint` looks for, beside the books.
struct LintOptions {
  std::string day;
  int warning_days = 180;
  std::vector<std::string> roles;
  std::string format = "text";

  void AddTo(CLI::App& verb) {
    verb.add_option("--on", day, "day to look at the books; default: today")
        ->check(CLI::Validator(ADay, "DAY"));
    verb.add_option("--warn-days", warning_days,
                    "how early to tell that a permit ends")
        ->check(CLI::Range(0, 3660));
    verb.add_option("--role", roles,
                    "a role that somebody holds; given once, every other role "
                    "that a hold waits for is a finding");
    AddFormat(verb, format);
  }

  policy::LintSettings Settings() const {
    return {InstantOf(day), warning_days, {roles.begin(), roles.end()}};
  }
};

CLI::App* AddReplay(CLI::App& app, policy::ReplaySettings& settings,
                    std::string& format) {
  CLI::App* const verb = app.add_subcommand(
      "replay",
      "tell what a new book would have decided otherwise of past decisions");
  verb->add_option("NEW", settings.book, "folder or bundle of the new book")
      ->required();
  verb->add_option("FILE", settings.file, "decisions that a node has told")
      ->required();
  verb->add_option("--old", settings.old,
                   "a book that made some of the decisions; can be repeated")
      ->allow_extra_args(false);
  AddFormat(*verb, format);
  return verb;
}

}  // namespace

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  CLI::App app("rulebook: check and test the rule books of Enlace");
  app.require_subcommand(1);
  std::string lang = "en";
  app.add_option("--lang", lang, "language of what is told")
      ->check(CLI::IsMember({"en", "es"}))
      ->envname("ENLACE_LANG");
  app.fallthrough();
  std::vector<std::string> directories;
  AddVerb(app, "check", "check that each folder is a sound book", directories);
  const CLI::App* const test =
      AddVerb(app, "test", "run the cases that the books state", directories);
  const CLI::App* const coverage =
      AddVerb(app, "coverage",
              "name the rules and conditions that no case shows", directories);
  LintOptions lint_options;
  CLI::App* const lint = AddVerb(
      app, "lint", "name what is allowed but wrong in the books", directories);
  lint_options.AddTo(*lint);
  CLI::App* const fmt = app.add_subcommand(
      "fmt", "lay out rule, case and vocabulary blocks alike");
  policy::FmtSettings fmt_settings;
  std::vector<std::string> paths;
  std::string blocks;
  fmt->add_option("PATH", paths, "files, or folders of books")->required();
  fmt->add_flag("--check", fmt_settings.check,
                "change nothing; name the files that are laid out otherwise");
  fmt->add_option("--blocks", blocks, "write the keywords in this language")
      ->check(CLI::IsMember({"en", "es"}));
  CLI::App* const diff = app.add_subcommand(
      "diff", "tell what the second book decides otherwise than the first");
  std::string before;
  std::string after;
  DiffOptions diff_options;
  diff->add_option("OLD", before, "folder of the book as it was")->required();
  diff->add_option("NEW", after, "folder of the book as it is to be")
      ->required();
  diff_options.AddTo(*diff);
  CLI::App* const decisions = app.add_subcommand(
      "decisions", "write what the book decides in its cases, for replay");
  std::string decided;
  decisions->add_option("DIR", decided, "folder or bundle of the book")
      ->required();
  CLI::App* explain = app.add_subcommand(
      "explain", "say why a case comes out as it does, and what is missing");
  std::string directory;
  std::string case_id;
  explain->add_option("DIR", directory, "folder of the book")->required();
  explain->add_option("CASE", case_id, "id of a case")->required();
  CLI::App* render = app.add_subcommand(
      "render", "write the book as a page to read and to print");
  policy::RenderSettings render_settings;
  render->add_option("DIR", render_settings.directory, "book, or bundle")
      ->required();
  render->add_option("--out", render_settings.file,
                     "file to write; - prints it");
  CLI::Option* const since =
      render->add_option("--since", render_settings.since,
                         "older version, of which the page tells what changed");
  render
      ->add_flag("--protocol", render_settings.protocol,
                 "the data-protection protocol, in both languages")
      ->excludes(since);
  policy::ReplaySettings replay_settings;
  std::string replay_format = "text";
  const CLI::App* const replay = AddReplay(app, replay_settings, replay_format);
  const policy::GovernanceVerbs governance(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? policy::kExitDone : policy::kExitUsage;
  }
  const policy::Language language = LanguageOf(lang);
  if (const auto exit =
          governance.Run(enlace::RealClock().TimeNow(), language)) {
    return *exit;
  }
  if (*test) {
    return policy::TestBooks(directories, language, std::cout, std::cerr);
  }
  if (*coverage) {
    return policy::CoverBooks(directories, language, std::cout, std::cerr);
  }
  if (*lint) {
    return policy::LintBooks(directories, lint_options.Settings(), language,
                             FormatOf(lint_options.format), std::cout,
                             std::cerr);
  }
  if (*fmt) {
    if (!blocks.empty()) fmt_settings.blocks = LanguageOf(blocks);
    return policy::FormatFiles(paths, fmt_settings, std::cout, std::cerr);
  }
  if (*diff) {
    return policy::DiffBookFolders(before, after, diff_options.Settings(),
                                   language, FormatOf(diff_options.format),
                                   std::cout, std::cerr);
  }
  if (*explain) {
    return policy::ExplainCase(directory, case_id, language, std::cout,
                               std::cerr);
  }
  if (*decisions) {
    return policy::WriteCaseDecisions(decided, std::cout, std::cerr);
  }
  if (*replay) {
    return policy::ReplayDecisions(replay_settings, language,
                                   FormatOf(replay_format), std::cout,
                                   std::cerr);
  }
  if (*render) {
    return policy::RenderBook(render_settings, language, std::cout, std::cerr);
  }
  return policy::CheckBooks(directories, std::cout, std::cerr);
}
