// enlace register propose ENTRY: one person writes an entry; it counts once
// another approves it.

#include <algorithm>
#include <memory>

#include "absl/time/time.h"
#include "base/status_macros.h"
#include "client/cli/instant_text.h"
#include "client/cli/register_text.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

struct ProposeWords {
  std::string entry_id;
  std::string kind;
  std::string term;
  std::string holder;
  std::string matter;
  std::string principal;
  std::string substitute;
  int after = 0;
  std::vector<std::string> types;
  std::string inspector;
  std::vector<std::string> transfers;
  std::string from;
  std::string until;
  std::string document;
  std::string reference;
  bool dry_run = false;
};

absl::StatusOr<v1::RegisterEntry> EntryOf(const ProposeWords& words,
                                          Shell& shell) {
  v1::RegisterEntry entry;
  entry.set_version(1);
  entry.set_entry_id(words.entry_id);
  ASSIGN_OR_RETURN(const v1::RegisterKind kind, KindOf(words.kind));
  entry.set_kind(kind);
  entry.set_term(words.term);
  ASSIGN_OR_RETURN(const std::string holder, HolderOf(words.holder, shell));
  entry.set_holder(holder);
  entry.set_matter(words.matter);
  ASSIGN_OR_RETURN(const std::string principal,
                   PersonOf(words.principal, shell));
  entry.set_principal(principal);
  ASSIGN_OR_RETURN(const std::string substitute,
                   PersonOf(words.substitute, shell));
  entry.set_substitute(substitute);
  entry.set_after_percent(static_cast<uint32_t>(words.after));
  std::vector<std::string> types = words.types;
  std::sort(types.begin(), types.end());
  entry.mutable_record_types()->Assign(types.begin(), types.end());
  ASSIGN_OR_RETURN(const std::string inspector,
                   PersonOf(words.inspector, shell));
  entry.set_inspector(inspector);
  ASSIGN_OR_RETURN(const std::vector<std::string> transfers,
                   TransferIdsOf(words.transfers));
  entry.mutable_transfer_ids()->Assign(transfers.begin(), transfers.end());
  entry.set_valid_from_ms(absl::ToUnixMillis(shell.clock().TimeNow()));
  if (!words.from.empty()) {
    ASSIGN_OR_RETURN(const int64_t from_ms,
                     InstantOf("--from", words.from, shell));
    entry.set_valid_from_ms(from_ms);
  }
  ASSIGN_OR_RETURN(const int64_t until_ms,
                   InstantOf("--until", words.until, shell));
  entry.set_valid_until_ms(until_ms);
  RETURN_IF_ERROR(SetDocument(words.document, words.reference, entry));
  return entry;
}

absl::StatusOr<ExitCode> Propose(const ProposeWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const v1::RegisterEntry entry, EntryOf(words, shell));
  return ProposeEntry(entry, words.dry_run, shell);
}

void AddWords(Command verb, ProposeWords& words, Shell& shell) {
  verb.AddOption("ENTRY", words.entry_id,
                 shell.Say({"Its name for ever: capitals, digits, hyphens",
                            "Su nombre para siempre: mayúsculas, dígitos y "
                            "guiones"}))
      .Required();
  verb.AddOption("--kind", words.kind,
                 shell.Say({"What it attests", "Qué acredita"}))
      .OneOf(KindTexts())
      .Required()
      .Value("KIND");
  verb.AddOption("--term", words.term,
                 shell.Say({"Name by which rules ask for it",
                            "Nombre con que lo piden las reglas"}))
      .Required()
      .Value("TERM");
  verb.AddOption(
          "--holder", words.holder,
          shell.Say({"Agency whom it is about", "Autoridad de la que trata"}))
      .Value("AGENCY");
  verb.AddOption("--case", words.matter,
                 shell.Say({"Case reference that it is bound to",
                            "Expediente al que se limita"}))
      .Value("CASE");
  verb.AddOption("--substitute", words.substitute,
                 shell.Say({"Of a delegation: person who stands in",
                            "De una delegación: persona que suple"}))
      .Value("PERSON");
  verb.AddOption("--in-place-of", words.principal,
                 shell.Say({"Person who holds the role --term",
                            "Persona que tiene la función --term"}))
      .Value("PERSON");
  verb.AddOption("--after", words.after,
                 shell.Say({"Only once so many hundredths of a hold's time are "
                            "over",
                            "Solo pasadas tantas centésimas del plazo de una "
                            "retención"}))
      .Value("PERCENT");
  verb.AddOption("--for-type", words.types,
                 shell.Say({"Record type it is for; else all",
                            "Tipo de registro al que se limita; si no, todos"}))
      .Value("TYPE");
  verb.AddOption("--inspector", words.inspector,
                 shell.Say({"Of an inspection: person who may look",
                            "De una inspección: persona que puede mirar"}))
      .Value("PERSON");
  verb.AddOption("--transfer", words.transfers,
                 shell.Say({"Transfer that an inspection or an erasure order "
                            "is for",
                            "Transferencia a la que se refiere una inspección "
                            "o una orden de supresión"}))
      .Value("TRANSFER");
  verb.AddOption("--from", words.from,
                 shell.Say({"Day or instant from which it counts (now)",
                            "Día o instante desde el que vale (ahora)"}))
      .Value("WHEN");
  verb.AddOption("--until", words.until,
                 shell.Say({"Day or instant from which it counts no more",
                            "Día o instante desde el que ya no vale"}))
      .Required()
      .Value("WHEN");
  verb.AddOption("--document", words.document,
                 shell.Say({"The document; only its SHA-256 is kept",
                            "El documento; solo se guarda su SHA-256"}))
      .Required()
      .Value("FILE");
  verb.AddOption("--reference", words.reference,
                 shell.Say({"Where the document is kept; name no person",
                            "Dónde se guarda el documento; no nombre a "
                            "personas"}))
      .Required()
      .Value("WORDS");
  verb.AddFlag(
      "--dry-run", words.dry_run,
      shell.Say({"Only check and show it", "Solo lo revisa y lo muestra"}));
}

}  // namespace

void AddRegisterPropose(Command group, Shell& shell) {
  Command verb = group.AddVerb(
      "propose",
      shell.Say({"Propose an entry, which another person must approve",
                 "Propone un asiento, que otra persona debe aprobar"}),
      {"enlace register propose NEW_ENTRY --kind assurance --term "
       "customs-confidentiality --holder AGENCY --until 2031-01-01 --document "
       "trace.json --reference archive/2026/17"});
  auto words = std::make_shared<ProposeWords>();
  AddWords(verb, *words, shell);
  verb.OnRun(shell, [&shell, words] { return Propose(*words, shell); });
}

}  // namespace enlace::client
