// enlace audit entry AUDIT_DIR INDEX: one entry in words, in fields, in bytes.

#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/cli/audit_source.h"
#include "client/cli/entry_bytes.h"
#include "client/cli/entry_sentences.h"
#include "client/cli/entry_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/annex_file.h"

namespace enlace::client {
namespace {

struct EntryWords {
  AuditSource source;
  std::string index;
  bool bytes = false;
};

absl::StatusOr<uint64_t> IndexOf(const std::string& text, Shell& shell) {
  uint64_t index = 0;
  if (absl::SimpleAtoi(text, &index)) return index;
  return absl::InvalidArgumentError(
      shell.Say({"INDEX must be the number of an entry, from 0 on",
                 "INDEX debe ser el número de un asiento, desde 0"}));
}

absl::Status NoSuchEntry(uint64_t index, const AuditSummary& summary,
                         Shell& shell) {
  return absl::NotFoundError(absl::StrCat(
      shell.Say({"INDEX: the log has no entry ",
                 "INDEX: la bitácora no tiene el asiento "}),
      index,
      summary.size == 0
          ? shell.Say({"; it has none", "; no tiene ninguno"})
          : absl::StrCat(shell.Say({"; it has 0 to ", "; tiene del 0 al "}),
                         summary.size - 1)));
}

// A batch is told of record by record.
std::string TextOf(const OpenedEntry& opened, Language language) {
  return absl::StrCat(SentencesOf(opened, language), "\n\n",
                      FormatFields(FieldsOf(opened, language)),
                      RemovalsOf(opened, language));
}

std::string ClosedPlaces(uint64_t count, Language language) {
  return count == 0
             ? ""
             : absl::StrCat(
                   Phrase{"places of the batch that do not open: ",
                          "lugares del lote que no se abren: "}
                       .In(language),
                   count,
                   Phrase{" (decoys, or records that are not shown)\n",
                          " (de relleno, o registros que no se muestran)\n"}
                       .In(language));
}

absl::StatusOr<EntryBytes> BytesOf(const OpenedEntry& opened,
                                   const AuditSummary& summary,
                                   const AuditSource& source,
                                   LogProver& prover) {
  EntryBytes bytes;
  bytes.opened = opened;
  bytes.summary = summary;
  ASSIGN_OR_RETURN(const wire::TlogProof proof, prover.Prove(opened));
  bytes.steps =
      StepsOf(opened.index, summary.size, opened.leaf_hash, proof.proof);
  if (opened.in_annex) {
    ASSIGN_OR_RETURN(bytes.annex,
                     ReadAnnexEntry(AnnexFolder(source), opened.index));
  }
  return bytes;
}

absl::StatusOr<ExitCode> Entry(const EntryWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const uint64_t index, IndexOf(words.index, shell));
  std::vector<OpenedEntry> found;
  ASSIGN_OR_RETURN(
      const AuditSummary summary,
      ReadAudit(words.source, shell, [&](const OpenedEntry& opened) {
        if (opened.index == index) found.push_back(opened);
      }));
  if (found.empty()) {
    const ExitCode judged = JudgeAudit(summary, shell);
    if (judged != ExitCode::kDone) return judged;
    return NoSuchEntry(index, summary, shell);
  }
  const Language language = shell.language();
  LogProver prover(words.source.audit_dir, summary);
  Json records = Json::Array();
  std::string text;
  for (const OpenedEntry& opened : found) {
    Json json = JsonOf(opened);
    json.Add("sentences", Json::String(SentencesOf(opened, language)));
    absl::StrAppend(&text, text.empty() ? "" : "\n", TextOf(opened, language));
    if (words.bytes) {
      ASSIGN_OR_RETURN(const EntryBytes bytes,
                       BytesOf(opened, summary, words.source, prover));
      absl::StrAppend(&text, "\n", TextOf(bytes, language));
      json.Add("bytes", JsonOf(bytes));
    }
    records.Append(std::move(json));
  }
  const uint64_t closed = found.front().closed_places;
  absl::StrAppend(&text, ClosedPlaces(closed, language));
  shell.Print(
      Json::Object()
          .Add("index", Json::Number(static_cast<int64_t>(index)))
          .Add("closedPlaces", Json::Number(static_cast<int64_t>(closed)))
          .Add("told", std::move(records)),
      text);
  return JudgeAudit(summary, shell);
}

}  // namespace

void AddAuditEntry(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "entry",
      shell.Say({"Tell one entry in words, in fields and in bytes",
                 "Cuenta un asiento en palabras, campos y bytes"}),
      {"enlace audit entry AUDIT_DIR 0",
       "enlace audit entry AUDIT_DIR 0 --bytes"});
  auto words = std::make_shared<EntryWords>();
  AddAuditSource(verb, words->source, shell);
  verb.AddOption("INDEX", words->index,
                 shell.Say({"Number of the entry, from 0",
                            "Número del asiento, desde 0"}))
      .Required();
  verb.AddFlag("--bytes", words->bytes,
               shell.Say({"Also the bytes, what opens them, and the way to the "
                          "signed root",
                          "También los bytes, lo que los abre y el camino a la "
                          "raíz firmada"}));
  verb.OnRun(shell, [&shell, words] { return Entry(*words, shell); });
}

}  // namespace enlace::client
