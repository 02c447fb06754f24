// enlace audit search AUDIT_DIR: entries by what they say, and whether the
// answer is complete.

#include "client/library/audit_search.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/audit_filter_words.h"
#include "client/cli/audit_source.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/entry_facts.h"
#include "client/cli/entry_text.h"
#include "client/cli/json_message.h"
#include "client/cli/scan_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/annex_file.h"
#include "client/library/entry_proof.h"

namespace enlace::client {
namespace {

struct SearchWords {
  AuditSource source;
  AuditFilterWords filter;
  std::string proof_dir;
  bool with_proof = false;
};

std::vector<std::string> RowOf(const OpenedEntry& opened) {
  std::string reason;
  std::string rules;
  if (opened.national.has_value()) {
    const v1::NationalOpening& national = *opened.national;
    reason = national.reason().empty() ? national.problem() : national.reason();
    rules = absl::StrJoin(national.rule_ids(), ",");
  }
  return {std::to_string(opened.index),
          TimeText(opened.entry.log_time_ms),
          StepName(opened.entry.step),
          TypeOf(opened),
          ShortParty(SenderOf(opened)),
          ShortParty(RecipientOf(opened)),
          OutcomeName(OutcomeOf(opened)),
          reason,
          rules,
          ShortId(opened.transfer_id)};
}

// With the path to the record, if the entry covers a batch.
absl::StatusOr<std::string> ProofOf(const OpenedEntry& opened,
                                    const AuditSource& source,
                                    LogProver& prover) {
  ASSIGN_OR_RETURN(wire::TlogProof proof, prover.Prove(opened));
  if (opened.place.has_value()) {
    ASSIGN_OR_RETURN(const v1::AnnexEntry annex,
                     ReadAnnexEntry(AnnexFolder(source), opened.index));
    ASSIGN_OR_RETURN(const wire::LeafPath path,
                     PathInBatch(annex, *opened.place));
    proof.extra = wire::EncodeLeafPath(path);
  }
  return wire::FormatTlogProof(proof);
}

absl::Status WriteProof(const OpenedEntry& opened, const std::string& folder,
                        const std::string& proof) {
  const std::string stem = absl::StrCat(folder, "/", opened.index);
  const std::string place =
      opened.place.has_value() ? absl::StrCat("-", *opened.place) : "";
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(stem, ".entry"),
                                     wire::EncodeAuditEntry(opened.entry)));
  return ReplaceFileDurably(absl::StrCat(stem, place, ".tlog-proof"), proof);
}

absl::StatusOr<ExitCode> Search(const SearchWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(AuditFilter filter, FilterOf(words.filter, shell));
  AuditSearch search(std::move(filter));
  ASSIGN_OR_RETURN(
      const AuditSummary summary,
      ReadAudit(words.source, shell,
                [&](const OpenedEntry& opened) { search.Add(opened); }));
  LogProver prover(words.source.audit_dir, summary);
  Json hits = Json::Array();
  Table table({"ENTRY", "TIME", "STEP", "TYPE", "FROM", "TO", "OUTCOME",
               "REASON", "RULE", "TRANSFER"});
  if (!words.proof_dir.empty()) {
    RETURN_IF_ERROR(MakeDirectories(words.proof_dir));
  }
  for (const OpenedEntry& opened : search.hits()) {
    table.Add(RowOf(opened));
    Json json = JsonOf(opened);
    json.Add("transferId", Json::String(HexEncode(opened.transfer_id)));
    if (words.with_proof || !words.proof_dir.empty()) {
      ASSIGN_OR_RETURN(const std::string proof,
                       ProofOf(opened, words.source, prover));
      if (!words.proof_dir.empty()) {
        RETURN_IF_ERROR(WriteProof(opened, words.proof_dir, proof));
      }
      if (words.with_proof) {
        json.Add("entry",
                 Json::String(HexEncode(wire::EncodeAuditEntry(opened.entry))));
        json.Add("proof", Json::String(proof));
      }
    }
    hits.Append(std::move(json));
  }
  const ScanAnswer answer{search.count(), summary, search.IsComplete(summary),
                          search.hits().size()};
  Json json = Json::Object();
  json.Add("asked", JsonOf(words.filter));
  AddTo(json, answer);
  json.Add("hits", hits);
  // A table of objects in CSV has no place for what is said of all of them.
  const bool csv = shell.options().format == "csv";
  shell.Print(csv ? hits : json,
              absl::StrCat(search.hits().empty() ? "" : table.Format() + "\n",
                           TextOf(answer, shell.language())));
  return Judge(answer, shell);
}

}  // namespace

void AddAuditSearch(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "search",
      shell.Say({"Find entries by what they say; 3 if the answer cannot be "
                 "complete",
                 "Busca asientos por lo que dicen; 3 si la respuesta no puede "
                 "ser completa"}),
      {"enlace audit search AUDIT_DIR --outcome permit",
       "enlace audit search AUDIT_DIR --law evidence --since 2026-01-01",
       "enlace audit search AUDIT_DIR --step link-accepted --proof proofs"});
  auto words = std::make_shared<SearchWords>();
  AddAuditSource(verb, words->source, shell);
  AddAuditFilter(verb, words->filter, shell);
  verb.AddOption(
          "--proof", words->proof_dir,
          shell.Say({"Write the bytes and the inclusion proof of each "
                     "hit to this folder",
                     "Escribe los bytes y la prueba de inclusión de cada "
                     "hallazgo en esta carpeta"}))
      .Value("DIR");
  verb.AddFlag("--with-proof", words->with_proof,
               shell.Say({"Put the same into -o json and -o yaml",
                          "Lo mismo dentro de -o json y -o yaml"}));
  verb.OnRun(shell, [&shell, words] { return Search(*words, shell); });
}

}  // namespace enlace::client
