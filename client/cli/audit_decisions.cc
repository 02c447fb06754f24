// enlace audit decisions AUDIT_DIR: what the rule book decided, in the lines
// that `rulebook replay` reads.

#include <cstdint>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/audit_source.h"
#include "client/cli/instant_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct DecisionsWords {
  AuditSource source;
  std::string since;
  std::string until;
};

bool IsDecision(const OpenedEntry& opened) {
  return opened.entry.step == v1::AUDIT_STEP_DECIDED_OUTGOING ||
         opened.entry.step == v1::AUDIT_STEP_DECIDED_INCOMING;
}

// How many decisions had no line, and why that may be.
std::string WithoutLine(uint64_t count, Shell& shell) {
  return absl::StrCat(
      shell.Say({"decisions without a line: ", "decisiones sin línea: "}),
      count,
      shell.Say({" (not by the book, logged by an older version, or not opened "
                 "here)",
                 " (no las tomó el libro, son de una versión anterior o no "
                 "están abiertas aquí)"}));
}

absl::StatusOr<ExitCode> Decisions(const DecisionsWords& words, Shell& shell) {
  int64_t since_ms = std::numeric_limits<int64_t>::min();
  int64_t until_ms = std::numeric_limits<int64_t>::max();
  if (!words.since.empty()) {
    ASSIGN_OR_RETURN(since_ms, InstantOf("--since", words.since, shell));
  }
  if (!words.until.empty()) {
    ASSIGN_OR_RETURN(until_ms, InstantOf("--until", words.until, shell));
  }
  uint64_t without = 0;
  uint64_t unprintable = 0;
  // Written one by one: a quarter's traffic is more than memory holds.
  ASSIGN_OR_RETURN(
      const AuditSummary summary,
      ReadAudit(words.source, shell, [&](const OpenedEntry& opened) {
        const int64_t at_ms = opened.entry.log_time_ms;
        if (!IsDecision(opened) || at_ms < since_ms || at_ms >= until_ms) {
          return;
        }
        if (!opened.national.has_value() ||
            opened.national->decision_line().empty()) {
          ++without;
          return;
        }
        const std::string& line = opened.national->decision_line();
        if (Printable(line) != line) {
          ++unprintable;
          return;
        }
        shell.Write(absl::StrCat(line, "\n"));
      }));
  if (without > 0) shell.Note(WithoutLine(without, shell));
  if (unprintable > 0) {
    shell.Complain(
        ExitCode::kNo,
        absl::StrCat("lines that no node writes, left out: ", unprintable), "");
    return ExitCode::kNo;
  }
  return JudgeAudit(summary, shell);
}

}  // namespace

void AddAuditDecisions(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "decisions",
      shell.Say({"Write what the rule book decided, a line each, for `rulebook "
                 "replay`",
                 "Escribe lo que decidió el libro de reglas, una línea por "
                 "decisión, para `rulebook replay`"}),
      {"enlace audit decisions AUDIT_DIR",
       "enlace audit decisions AUDIT_DIR --since 2026-01-01 --until "
       "2036-01-01T00:00:00Z"});
  auto words = std::make_shared<DecisionsWords>();
  AddAuditSource(verb, words->source, shell);
  verb.AddOption("--since", words->since,
                 shell.Say({"Only what was logged from this day or instant on",
                            "Solo lo asentado a partir de este día o "
                            "instante"}))
      .Value("WHEN");
  verb.AddOption("--until", words->until,
                 shell.Say({"Only what was logged before this day or instant",
                            "Solo lo asentado antes de este día o instante"}))
      .Value("WHEN");
  verb.OnRun(shell, [&shell, words] { return Decisions(*words, shell); });
}

}  // namespace enlace::client
