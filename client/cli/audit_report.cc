// enlace audit report AUDIT_DIR [PEER_AUDIT_DIR] --quarter Q: what the two
// nations have achieved, as figures that may be published.

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/audit_pair.h"
#include "client/cli/framework_words.h"
#include "client/cli/instant_text.h"
#include "client/cli/json_message.h"
#include "client/cli/report_html.h"
#include "client/cli/report_text.h"
#include "client/cli/short_form.h"
#include "client/cli/verbs.h"
#include "client/library/national_ledger.h"
#include "client/library/quarterly_report.h"

namespace enlace::client {
namespace {

// The least that may be the smallest count: of an annex that is not published.
constexpr int kSmallestMin = 5;
constexpr int kSmallestMax = 1000;
constexpr size_t kNamedDifferences = 20;

struct ReportWords {
  std::string first;
  std::string second;
  std::string quarter;
  std::string as_of;
  int smallest = 10;
  std::string html_path;
  FrameworkWords framework;
  AuditPairWords pair;
};

// Up to when the logs are told: both know what happened before.  Fails if that
// is nothing of the quarter.
absl::StatusOr<int64_t> AsOf(const ReportWords& words,
                             const std::vector<PairedLog>& logs,
                             const Quarter& quarter, Shell& shell) {
  int64_t end = logs[0].summary.last_log_time_ms;
  for (const PairedLog& log : logs) {
    end = std::min(end, log.summary.last_log_time_ms);
  }
  int64_t as_of = end;
  if (!words.as_of.empty()) {
    ASSIGN_OR_RETURN(as_of, InstantOf("--as-of", words.as_of, shell));
  }
  if (as_of > end) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--as-of",
        shell.Say({" is after the last entry of a log, ",
                   " es posterior al último asiento de una "
                   "bitácora, "}),
        TimeText(end),
        shell.Say({"; take the log again, or an earlier instant",
                   "; tome de nuevo la bitácora, o un instante anterior"})));
  }
  if (as_of <= quarter.from_ms) {
    return absl::InvalidArgumentError(
        absl::StrCat("--quarter",
                     shell.Say({" begins after what the logs tell, ",
                                " comienza después de lo que dicen las "
                                "bitácoras, "}),
                     TimeText(as_of)));
  }
  int64_t begin = 0;
  for (const PairedLog& log : logs) {
    begin = std::max(begin, log.ledger.first_log_time_ms());
  }
  if (quarter.until_ms <= begin) {
    return absl::InvalidArgumentError(
        absl::StrCat("--quarter",
                     shell.Say({" ends before the logs begin, ",
                                " termina antes de que comiencen las "
                                "bitácoras, "}),
                     TimeText(begin)));
  }
  return as_of;
}

ReportedState StateOf(const PairedLog& log) {
  ReportedState state;
  state.origin = log.summary.origin;
  state.size = log.summary.size;
  state.root = HexEncode(AsBytes(log.summary.root));
  for (const wire::CosignedBy& by : log.summary.cosignatures) {
    state.witnesses.push_back(by.witness);
  }
  state.first_ms = log.ledger.first_log_time_ms();
  state.last_ms = log.summary.last_log_time_ms;
  return state;
}

// The framework is one between the nations whose logs were given.
absl::Status CheckNations(const ResultsFramework& framework,
                          const ReportedLogs& logs, Shell& shell) {
  const auto& nations = framework.nations;
  for (const std::string& nation : {logs.nation, logs.peer}) {
    const bool known =
        nation.empty() ||
        std::find(nations.begin(), nations.end(), nation) != nations.end();
    if (known) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "--framework", shell.Say({" is not one with ", " no es uno con "}),
        nation));
  }
  return absl::OkStatus();
}

void WarnOf(const QuarterlyReport& report, Shell& shell) {
  if (!report.IsOver()) {
    shell.Warn(shell.Say({"the quarter is not over: these figures will change",
                          "el trimestre no ha terminado: estas cifras "
                          "cambiarán"}));
  }
  if (report.BeginsLate()) {
    shell.Warn(
        shell.Say({"the logs begin within the quarter: what was before is in "
                   "no figure",
                   "las bitácoras comienzan dentro del trimestre: lo anterior "
                   "no está en ninguna cifra"}));
  }
  if (report.untold > 0 || report.unopened > 0) {
    shell.Warn(
        shell.Say({"not all entries open, or say what figures need: "
                   "they are in none",
                   "no todos los asientos se abren o dicen lo que "
                   "piden las cifras: no están en ninguna"}));
  }
}

ExitCode Judge(const QuarterlyReport& report, Shell& shell) {
  if (report.Agrees()) return ExitCode::kDone;
  const size_t named = std::min(report.differences.size(), kNamedDifferences);
  std::vector<std::string> texts;
  for (size_t i = 0; i < named; ++i) {
    const Difference& each = report.differences[i];
    texts.push_back(absl::StrCat(ShortId(each.transfer_id), " ", each.what));
  }
  const std::string more =
      named == report.differences.size()
          ? ""
          : absl::StrCat(" (+", report.differences.size() - named, ")");
  shell.Complain(
      ExitCode::kNo,
      absl::StrCat(shell.Say({"the two logs do not tell the same: ",
                              "las dos bitácoras no dicen lo mismo: "}),
                   absl::StrJoin(texts, ", "), more),
      "REPORT_NOT_EQUAL",
      shell.Say({"what is young may be on its way: give an earlier --as-of; of "
                 "what is old ask `enlace audit reconcile`; publish nothing "
                 "until both give the same",
                 "lo reciente puede ir en camino: indique un --as-of anterior; "
                 "de lo antiguo pregunte a `enlace audit reconcile`; no "
                 "publique nada mientras no den lo mismo"}));
  return ExitCode::kNo;
}

absl::StatusOr<ExitCode> Report(const ReportWords& words, Shell& shell) {
  const absl::StatusOr<Quarter> quarter = ParseQuarter(words.quarter);
  if (!quarter.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--quarter ",
        shell.Say({"must be a quarter of the years 2000 to 2099, such as "
                   "2026Q4",
                   "debe ser un trimestre de los años 2000 a 2099, como "
                   "2026Q4"})));
  }
  ASSIGN_OR_RETURN(const std::optional<ResultsFramework> framework,
                   LoadFramework(words.framework, shell));
  std::vector<std::string> dirs = {words.first};
  if (!words.second.empty()) dirs.push_back(words.second);
  NationalLedger national;
  ASSIGN_OR_RETURN(const std::vector<PairedLog> logs,
                   ReadLogs(dirs, words.pair, shell,
                            [&](size_t log, const OpenedEntry& opened) {
                              if (log == 0) national.Add(opened);
                            }));
  // Nothing is reported of a log that does not verify.
  const ExitCode judged = JudgeLogs(logs, shell);
  if (judged != ExitCode::kDone) return judged;
  ASSIGN_OR_RETURN(const int64_t as_of, AsOf(words, logs, *quarter, shell));
  ReportedLogs reported{logs[0].nation, &logs[0].ledger, &national, "",
                        nullptr};
  if (logs.size() > 1) {
    reported.peer = logs[1].nation;
    reported.peer_crossings = &logs[1].ledger;
  }
  PublishingLimits limits;
  limits.smallest = static_cast<uint64_t>(words.smallest);
  QuarterlyReport report = ReportOf(reported, *quarter, as_of, limits);
  for (const PairedLog& log : logs) report.logs.push_back(StateOf(log));
  if (framework.has_value()) {
    RETURN_IF_ERROR(CheckNations(*framework, reported, shell));
    report.commitments =
        JudgeAgainst(*framework, report.results, report.nation);
  }
  if (!words.html_path.empty()) {
    RETURN_IF_ERROR(ReplaceFileDurably(words.html_path,
                                       ReportHtml(report, shell.language())));
  }
  shell.Print(
      shell.options().format == "csv" ? ReportRows(report) : ReportJson(report),
      ReportText(report, shell.language()));
  WarnOf(report, shell);
  return Judge(report, shell);
}

}  // namespace

void AddAuditReport(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "report",
      shell.Say({"Compute the results of a quarter, as they may be published; "
                 "3 if two logs differ",
                 "Calcula los resultados de un trimestre, como pueden "
                 "publicarse; 3 si dos bitácoras difieren"}),
      {"enlace audit report AUDIT_DIR --quarter 2026Q4",
       "enlace audit report AUDIT_DIR PEER_AUDIT_DIR --quarter 2026Q4 --html "
       "report.html"});
  auto words = std::make_shared<ReportWords>();
  verb.AddOption(
          "AUDIT_DIR", words->first,
          shell.Say({"Log of the own nation", "Bitácora de la propia nación"}))
      .Required();
  verb.AddOption("PEER_AUDIT_DIR", words->second,
                 shell.Say({"Log of the other, to compute joint figures from "
                            "both",
                            "Bitácora de la otra, para calcular de ambas las "
                            "cifras conjuntas"}));
  verb.AddOption(
          "--quarter", words->quarter,
          shell.Say({"Which one, in UTC: 2026Q4", "Cuál, en UTC: 2026Q4"}))
      .Required()
      .Value("QUARTER");
  verb.AddOption("--as-of", words->as_of,
                 shell.Say({"Day or instant up to which answers count; the end "
                            "of the log that ends first",
                            "Día o instante hasta el que cuentan las "
                            "respuestas; el fin de la bitácora que acaba "
                            "primero"}))
      .Value("WHEN");
  verb.AddOption("--smallest", words->smallest,
                 shell.Say({"Smallest count that is shown (10); less than 10 "
                            "is not for publication",
                            "Menor cuenta que se muestra (10); con menos de 10 "
                            "no es para publicarse"}))
      .Between(kSmallestMin, kSmallestMax)
      .Value("N");
  verb.AddOption("--html", words->html_path,
                 shell.Say({"Also write a page to print, in both languages",
                            "Escribe además una página para imprimir, en ambos "
                            "idiomas"}))
      .Value("FILE");
  AddFrameworkWords(verb, words->framework, shell);
  AddAuditPair(verb, words->pair, shell);
  verb.OnRun(shell, [&shell, words] { return Report(*words, shell); });
}

}  // namespace enlace::client
