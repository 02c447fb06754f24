#include "client/cli/audit_pair.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/json_message.h"

namespace enlace::client {
namespace {

AuditSource SourceOf(const std::vector<std::string>& dirs, size_t log,
                     const AuditPairWords& words) {
  AuditSource source;
  source.audit_dir = dirs[log];
  source.partial_annex = words.partial_annex;
  if (log < words.annex_dirs.size()) source.annex_dir = words.annex_dirs[log];
  if (log < words.log_vkey_paths.size()) {
    source.log_vkey_path = words.log_vkey_paths[log];
  }
  for (size_t other = 0; other < dirs.size(); ++other) {
    const std::string key = absl::StrCat(dirs[other], "/../witness.vkey");
    if (other != log && FileExists(key)) {
      source.witness_vkey_paths.push_back(key);
    }
  }
  return source;
}

}  // namespace

void AddAuditPair(Command verb, AuditPairWords& words, Shell& shell) {
  verb.AddOption(
          "--annex", words.annex_dirs,
          shell.Say({"Folder with the openings of a log, in the order of "
                     "the logs",
                     "Carpeta con las aperturas de una bitácora, en el "
                     "orden de las bitácoras"}))
      .Value("DIR");
  verb.AddOption(
          "--log-vkey", words.log_vkey_paths,
          shell.Say({"Verifier key of a log, in the order of the logs",
                     "Clave verificadora de una bitácora, en el orden de "
                     "las bitácoras"}))
      .Value("FILE");
  verb.AddFlag("--partial-annex", words.partial_annex,
               shell.Say({"The folders may hold only some openings, as of the "
                          "other nation's the shared ones",
                          "Las carpetas pueden tener solo algunas aperturas, "
                          "como de la otra nación las compartidas"}));
}

absl::StatusOr<std::vector<PairedLog>> ReadLogs(
    const std::vector<std::string>& dirs, const AuditPairWords& words,
    Shell& shell,
    absl::FunctionRef<void(size_t log, const OpenedEntry& opened)> visit) {
  std::vector<PairedLog> logs(dirs.size());
  for (size_t log = 0; log < dirs.size(); ++log) {
    ASSIGN_OR_RETURN(logs[log].summary,
                     ReadAudit(SourceOf(dirs, log, words), shell,
                               [&](const OpenedEntry& opened) {
                                 logs[log].ledger.Add(opened);
                                 visit(log, opened);
                               }));
    const std::string& origin = logs[log].summary.origin;
    logs[log].nation = origin.substr(0, origin.find('/'));
    for (size_t before = 0; before < log; ++before) {
      if (!origin.empty() && logs[before].nation == logs[log].nation) {
        return absl::InvalidArgumentError(
            absl::StrCat(dirs[log], ": ",
                         shell.Say({"is the log of the same nation as ",
                                    "es la bitácora de la misma nación que "}),
                         dirs[before],
                         shell.Say({"; give each nation's once",
                                    "; indique la de cada nación una vez"})));
      }
    }
  }
  return logs;
}

ExitCode JudgeLogs(const std::vector<PairedLog>& logs, Shell& shell) {
  for (const PairedLog& log : logs) {
    const ExitCode judged = JudgeAudit(log.summary, shell);
    if (judged != ExitCode::kDone) return judged;
  }
  return ExitCode::kDone;
}

Json JsonOf(const Difference& difference, const std::vector<PairedLog>& logs) {
  return Json::Object()
      .Add("transferId", Json::String(HexEncode(difference.transfer_id)))
      .Add("what", Json::String(difference.what))
      .Add("told",
           Json::Array()
               .Append(Json::Object()
                           .Add("nation", Json::String(logs[0].nation))
                           .Add("value", Json::String(difference.first)))
               .Append(Json::Object()
                           .Add("nation", Json::String(logs[1].nation))
                           .Add("value", Json::String(difference.second))));
}

}  // namespace enlace::client
