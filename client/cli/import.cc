// enlace import FILE.csv: sends every row of a file once.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/import_progress.h"
#include "client/cli/sending.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/importers/import_run.h"
#include "client/importers/import_state.h"
#include "client/importers/input_file.h"
#include "client/library/client.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

constexpr size_t kDefaultsSizeMax = 2 << 20;

struct ImportWords {
  std::string file;
  std::string type;
  std::string to;
  std::string defaults;  // path
  std::string state;     // folder; empty: beside the file
  std::string rejects;   // path; empty: in the folder
  std::string results;   // the same
  bool progress = false;
  TravelWords travel;
};

void AddWords(Command verb, ImportWords& words, Shell& shell) {
  verb.AddOption("FILE", words.file,
                 shell.Say({"CSV; `enlace export template` makes one",
                            "CSV; `enlace export template` hace uno"}))
      .Required();
  verb.AddOption("--type", words.type,
                 shell.Say({"Record type of rows that do not say theirs",
                            "Tipo de registro de las filas que no lo digan"}))
      .Value("TYPE");
  verb.AddOption("--to", words.to,
                 shell.Say({"Receiving agency of rows that do not say theirs",
                            "Autoridad que recibe, de las filas que no la "
                            "digan"}))
      .Value("AGENCY");
  verb.AddOption("--defaults", words.defaults,
                 shell.Say({"Record in proto3 JSON with what all rows share",
                            "Registro en JSON de proto3 con lo que comparten "
                            "todas las filas"}))
      .Value("FILE");
  verb.AddOption("--state", words.state,
                 shell.Say({"Folder that lets it go on after a crash "
                            "(FILE.import)",
                            "Carpeta que permite seguir después de una caída "
                            "(FILE.import)"}))
      .Value("DIR");
  verb.AddOption("--rejects", words.rejects,
                 shell.Say({"Where bad rows are listed (DIR/rejects.csv)",
                            "Dónde se enumeran las filas con errores "
                            "(DIR/rejects.csv)"}))
      .Value("FILE");
  verb.AddOption("--results", words.results,
                 shell.Say({"Where the outcome of each row is listed "
                            "(DIR/results.csv)",
                            "Dónde se enumera el resultado de cada fila "
                            "(DIR/results.csv)"}))
      .Value("FILE");
  verb.AddOption("--channel", words.travel.channel,
                 shell.Say({"Channel it travels on", "Canal por el que viaja"}))
      .OneOf({"intel", "admin", "judicial"})
      .Value("CHANNEL");
  verb.AddOption("--urgency", words.travel.urgency,
                 shell.Say({"How urgent it is", "Qué tan urgente es"}))
      .OneOf({"routine", "priority", "urgent"})
      .Value("URGENCY");
  verb.AddOption("--valid-for", words.travel.valid_for,
                 shell.Say({"How long each may be released, such as 72h",
                            "Cuánto tiempo puede liberarse cada uno, como "
                            "72h"}))
      .Value("DURATION");
  verb.AddFlag("--dry-run", words.travel.dry_run,
               shell.Say({"Only check the rows; nothing is signed or sent",
                          "Solo revisa las filas; no se firma ni se envía "
                          "nada"}));
  verb.AddFlag("--progress", words.progress,
               shell.Say({"Say how far it is, even if no one is at a terminal",
                          "Dice cuánto avanza, aunque no haya terminal"}));
}

std::string FolderOf(const ImportWords& words) {
  return words.state.empty() ? words.file + ".import" : words.state;
}

std::string PathOf(const std::string& asked, const ImportWords& words,
                   absl::string_view name) {
  return asked.empty() ? absl::StrCat(FolderOf(words), "/", name) : asked;
}

absl::StatusOr<RowRules> RulesOf(const ImportWords& words, Shell& shell) {
  RowRules rules;
  rules.type = words.type;
  rules.recipient = words.to;
  if (!words.defaults.empty()) {
    absl::StatusOr<std::string> json =
        ReadFile(words.defaults, kDefaultsSizeMax);
    if (!json.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(words.defaults, ": ", json.status().message()));
    }
    rules.defaults = *std::move(json);
  }
  RecordDraft travel;
  RETURN_IF_ERROR(ApplyTravelWords(words.travel, travel));
  rules.channel = travel.channel;
  rules.urgency = travel.urgency;
  rules.valid_for = travel.valid_for;
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  ASSIGN_OR_RETURN(const std::vector<Nation> nations, LoadTrust(*context));
  for (const Nation& nation : nations) {
    rules.trust_domains.push_back(nation.root.trust_domain());
  }
  return rules;
}

// All that decides what a row becomes.
std::vector<std::string> WordsOfJob(const RowRules& rules,
                                    const Context& context) {
  return {context.agency.Uri(),
          rules.type,
          rules.recipient,
          rules.defaults,
          v1::Channel_Name(rules.channel),
          v1::Urgency_Name(rules.urgency),
          absl::FormatDuration(rules.valid_for)};
}

void PrintSummary(const ImportCounts& counts, const ImportWords& words,
                  Shell& shell) {
  const std::pair<const char*, uint64_t> numbers[] = {
      {"rows", counts.rows},
      {"good", counts.good},
      {"bad", counts.bad},
      {"keptBefore", counts.kept_before},
      {"settledNow", counts.settled},
      {"permitted", counts.permitted},
      {"denied", counts.denied},
      {"held", counts.held},
      {"refused", counts.refused},
      {"waiting", counts.waiting}};
  const Phrase labels[] = {{"rows", "filas"},
                           {"good", "correctas"},
                           {"bad", "con errores"},
                           {"kept before", "guardadas antes"},
                           {"answered now", "respondidas ahora"},
                           {"permitted", "permitidas"},
                           {"denied", "denegadas"},
                           {"held", "retenidas"},
                           {"refused", "rechazadas"},
                           {"waiting", "en espera"}};
  Json json = Json::Object();
  std::vector<std::pair<std::string, std::string>> fields;
  for (size_t i = 0; i < std::size(numbers); ++i) {
    json.Add(numbers[i].first,
             Json::Number(static_cast<int64_t>(numbers[i].second)));
    fields.emplace_back(shell.Say(labels[i]), absl::StrCat(numbers[i].second));
  }
  const std::string rejects = PathOf(words.rejects, words, "rejects.csv");
  json.Add("rejects", Json::String(rejects));
  fields.emplace_back(shell.Say({"bad rows", "filas con errores"}), rejects);
  if (!words.travel.dry_run) {
    const std::string results = PathOf(words.results, words, "results.csv");
    json.Add("results", Json::String(results));
    fields.emplace_back(shell.Say({"outcomes", "resultados"}), results);
  }
  shell.Print(json, FormatFields(fields));
}

ExitCode JudgeImport(const ImportCounts& counts, Shell& shell) {
  if (!counts.stopped.ok()) {
    const Failure failure = FailureOf(counts.stopped, shell.language());
    shell.Complain(failure);
    return failure.code;
  }
  if (counts.bad + counts.denied + counts.refused > 0) {
    shell.Complain(
        ExitCode::kNo,
        shell.Say({"not every row was accepted; the reports say which",
                   "no se aceptaron todas las filas; los informes dicen "
                   "cuáles"}),
        "ROWS_REFUSED",
        shell.Say({"put corrected rows into a file of their own: this one is "
                   "done",
                   "ponga las filas corregidas en otro archivo: este ya está "
                   "procesado"}));
    return ExitCode::kNo;
  }
  return counts.held > 0 ? ExitCode::kNeedsPerson : ExitCode::kDone;
}

absl::Status CheckUnchanged(const InputFile& file, const std::string& digest) {
  ASSIGN_OR_RETURN(const std::string now, file.Digest());
  if (now == digest) return absl::OkStatus();
  return absl::DataLossError(
      "the file changed while it was read; rows may have been sent of either "
      "form: compare the results with it");
}

absl::StatusOr<ExitCode> Import(const ImportWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const auto file, InputFile::Open(words.file));
  // Starts before this process has read any key.
  ASSIGN_OR_RETURN(const auto parser,
                   ParserProcess::Start(file->descriptor(), words.type));
  ASSIGN_OR_RETURN(RowRules rules, RulesOf(words, shell));
  ASSIGN_OR_RETURN(const Context* context, shell.context());
  const std::vector<std::string> job_words = WordsOfJob(rules, *context);
  ASSIGN_OR_RETURN(RowChecker checker, RowChecker::Make(std::move(rules)));
  ASSIGN_OR_RETURN(const std::string digest, file->Digest());
  RETURN_IF_ERROR(MakeDirectories(FolderOf(words)));
  std::unique_ptr<Spool> spool;
  std::unique_ptr<Client> client;
  if (!words.travel.dry_run) {
    ASSIGN_OR_RETURN(spool, OpenImportSpool(FolderOf(words), digest, job_words,
                                            shell.clock()));
    ASSIGN_OR_RETURN(client, shell.NewClient());
  }
  ReportFile rejects(PathOf(words.rejects, words, "rejects.csv"),
                     RejectsHeader());
  std::unique_ptr<ReportFile> results;
  if (!words.travel.dry_run) {
    results = std::make_unique<ReportFile>(
        PathOf(words.results, words, "results.csv"), ResultsHeader());
  }
  ImportProgress progress(file->size(), words.progress, shell);
  ImportRun run({.parser = *parser,
                 .checker = checker,
                 .file_digest = digest,
                 .language = std::string(LocaleOf(shell.language())),
                 .rejects = rejects,
                 .client = client.get(),
                 .spool = spool.get(),
                 .results = results.get()});
  const absl::StatusOr<ImportCounts> counts =
      run.Go([&](const ImportCounts& so_far) { progress.Show(so_far); });
  progress.End();
  RETURN_IF_ERROR(counts.status());
  PrintSummary(*counts, words, shell);
  RETURN_IF_ERROR(CheckUnchanged(*file, digest));
  return JudgeImport(*counts, shell);
}

}  // namespace

void AddImport(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "import",
      shell.Say({"Send every row of a CSV file once; run again to go on",
                 "Envía una vez cada fila de un archivo CSV; repita para "
                 "seguir"}),
      {"enlace import traces.csv --type FirearmTraceRequest --to AGENCY "
       "--defaults trace.json --dry-run",
       "enlace import traces.csv --type FirearmTraceRequest --to AGENCY "
       "--defaults trace.json"});
  auto words = std::make_shared<ImportWords>();
  AddWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words] { return Import(*words, shell); });
}

}  // namespace enlace::client
