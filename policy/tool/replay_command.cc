#include "policy/tool/replay_command.h"

#include <cstddef>
#include <fstream>
#include <map>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "policy/analysis/replay_report.h"
#include "policy/engine/book.h"
#include "policy/replay/decision_line.h"

namespace enlace::policy {
namespace {

struct KindWords {
  const char* code;
  Bilingual name;
};

const KindWords& WordsOf(ReplayKind kind) {
  static const auto* const words = new std::map<ReplayKind, KindWords>{
      {ReplayKind::kPermitted,
       {"permitted", {"newly permitted", "ahora permitidas"}}},
      {ReplayKind::kHeld, {"held", {"newly held", "ahora retenidas"}}},
      {ReplayKind::kDenied, {"denied", {"newly denied", "ahora denegadas"}}},
      {ReplayKind::kLooser, {"looser", {"looser", "menos estrictas"}}},
      {ReplayKind::kTighter, {"tighter", {"tighter", "más estrictas"}}},
      {ReplayKind::kOther, {"other", {"otherwise", "de otro modo"}}},
      {ReplayKind::kUnknown, {"unknown", {"unknown", "desconocidas"}}},
  };
  return words->at(kind);
}

class Teller {
 public:
  Teller(const ReplayReport& report, Language language)
      : report_(report), language_(language) {}

  std::string Text() const {
    std::string out;
    for (const auto& [kind, found] : report_.kinds) {
      absl::StrAppend(&out, WordsOf(kind).name.In(language_), ": ",
                      found.count.decisions, "\n");
      for (const auto& [topic, count] : found.topics) {
        absl::StrAppend(&out, "  ", In(topic), RuleWords(kind, topic), ": ",
                        count.decisions, ", ",
                        Say("for example line ", "por ejemplo la línea "),
                        count.line, "\n");
      }
    }
    if (!report_.kinds.empty()) out += "\n";
    absl::StrAppend(&out, Say("decisions: ", "decisiones: "), report_.decisions,
                    Say("; unchanged: ", "; sin cambio: "), report_.unchanged,
                    "\n");
    if (report_.outcomes_only > 0) {
      absl::StrAppend(
          &out,
          Say("only the outcome was compared, since the book that decided is "
              "not at hand (--old): ",
              "solo se comparó el resultado, porque no se tiene a la mano el "
              "libro que decidió (--old): "),
          report_.outcomes_only, "\n");
    }
    return out;
  }

  std::string Json() const {
    std::vector<std::string> kinds;
    for (const auto& [kind, found] : report_.kinds) {
      std::vector<std::string> topics;
      for (const auto& [topic, count] : found.topics) {
        topics.push_back(absl::StrCat(
            "{\"what\":\"", JsonEscape(In(topic)), "\",\"rule\":\"",
            JsonEscape(topic.rule_id), "\",\"law\":\"", JsonEscape(topic.law),
            "\",\"noLonger\":", topic.no_longer ? "true" : "false",
            ",\"decisions\":", count.decisions, ",\"line\":", count.line, "}"));
      }
      kinds.push_back(absl::StrCat("{\"kind\":\"", WordsOf(kind).code,
                                   "\",\"decisions\":", found.count.decisions,
                                   ",\"line\":", found.count.line,
                                   ",\"topics\":[",
                                   absl::StrJoin(topics, ",\n  "), "]}"));
    }
    return absl::StrCat("{\"decisions\":", report_.decisions,
                        ",\"unchanged\":", report_.unchanged,
                        ",\"outcomesOnly\":", report_.outcomes_only,
                        ",\"kinds\":[", absl::StrJoin(kinds, ",\n "), "]}\n");
  }

 private:
  std::string Say(absl::string_view en, absl::string_view es) const {
    return std::string(language_ == Language::kEnglish ? en : es);
  }

  const std::string& In(const ReplayTopic& topic) const {
    return language_ == Language::kEnglish ? topic.en : topic.es;
  }

  // "; by F-7 (LAW/3)".
  std::string RuleWords(ReplayKind kind, const ReplayTopic& topic) const {
    if (kind == ReplayKind::kUnknown) return "";
    if (topic.rule_id.empty())
      return Say("; by no rule", "; por ninguna regla");
    return absl::StrCat(
        topic.no_longer ? Say("; no longer by ", "; ya no por ")
                        : Say("; by ", "; por "),
        topic.rule_id,
        topic.law.empty() ? "" : absl::StrCat(" (", topic.law, ")"));
  }

  const ReplayReport& report_;
  const Language language_;
};

absl::StatusOr<std::shared_ptr<const Book>> BookAt(const std::string& path) {
  ASSIGN_OR_RETURN(const BookFiles files, FilesAt(path));
  return Book::Parse(files);
}

absl::Status AtLine(const std::string& file, size_t number,
                    const absl::Status& status) {
  return absl::Status(
      status.code(),
      absl::StrCat(file, ":", number, ": error: ", status.message()));
}

absl::Status AddFile(const std::string& file, ReplayTally& tally) {
  std::ifstream lines(file, std::ios::binary);
  std::string line;
  for (size_t number = 1; std::getline(lines, line); ++number) {
    const absl::StatusOr<DecisionLine> decision = ParseDecisionLine(line);
    if (!decision.ok()) return AtLine(file, number, decision.status());
    const absl::Status added = tally.Add(*decision, number);
    if (!added.ok()) return AtLine(file, number, added);
  }
  if (!lines.eof() || lines.bad()) {
    return absl::NotFoundError(absl::StrCat(file, ": cannot be read"));
  }
  return absl::OkStatus();
}

absl::StatusOr<ReplayReport> Replay(const ReplaySettings& settings) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Book> book,
                   BookAt(settings.book));
  const AskedFacts asked(*book);
  std::vector<std::shared_ptr<const Book>> old_books;
  std::vector<std::unique_ptr<const AskedFacts>> old_asked;
  std::vector<const AskedFacts*> before;
  for (const std::string& path : settings.old) {
    ASSIGN_OR_RETURN(std::shared_ptr<const Book> old, BookAt(path));
    old_asked.push_back(std::make_unique<const AskedFacts>(*old));
    before.push_back(old_asked.back().get());
    old_books.push_back(std::move(old));
  }
  ReplayTally tally(asked, std::move(before));
  RETURN_IF_ERROR(AddFile(settings.file, tally));
  return tally.report();
}

}  // namespace

int ReplayDecisions(const ReplaySettings& settings, Language language,
                    Format format, std::ostream& out, std::ostream& err) {
  std::vector<std::string> books = settings.old;
  books.push_back(settings.book);
  const int exit = ForEachBook(
      books, err, [](const std::string&, const Book&) { return true; });
  if (exit != kExitDone) return exit;
  const absl::StatusOr<ReplayReport> report = Replay(settings);
  if (!report.ok()) {
    err << "rulebook: " << std::string(report.status().message()) << "\n";
    return kExitBroke;
  }
  const Teller teller(*report, language);
  out << (format == Format::kJson ? teller.Json() : teller.Text());
  return report->kinds.empty() ? kExitDone : kExitNo;
}

}  // namespace enlace::policy
