// enlace audit sample AUDIT_DIR --of N: a random sample that neither the
// auditor nor the node chooses.

#include "client/library/audit_sample.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
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
#include "client/library/audit_search.h"
#include "client/library/context.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/compact_tree.h"

namespace enlace::client {
namespace {

struct SampleWords {
  AuditSource source;
  AuditFilterWords filter;
  uint64_t of = 0;
  bool transfers = false;
  std::string seed_path;
  std::string seed_vkey_path;
  std::vector<std::string> seed_witness_paths;
};

// The checkpoint whose root is the seed.
struct Seed {
  wire::Checkpoint checkpoint;
  std::vector<wire::CosignedBy> cosignatures;
};

absl::StatusOr<std::optional<Seed>> LoadSeed(const SampleWords& words,
                                             Shell& shell) {
  if (words.seed_path.empty()) {
    if (words.seed_vkey_path.empty() && words.seed_witness_paths.empty()) {
      return std::nullopt;
    }
    return absl::InvalidArgumentError(
        shell.Say({"--seed-vkey and --seed-witness-vkey are about another "
                   "checkpoint; give it as --seed-checkpoint",
                   "--seed-vkey y --seed-witness-vkey se refieren a otro punto "
                   "de control; indíquelo con --seed-checkpoint"}));
  }
  const std::string log_path =
      !words.seed_vkey_path.empty() ? words.seed_vkey_path
      : !words.source.log_vkey_path.empty()
          ? words.source.log_vkey_path
          : absl::StrCat(words.source.audit_dir, "/../audit.vkey");
  ASSIGN_OR_RETURN(const wire::VerifierKey log, LoadVerifierKey(log_path));
  std::vector<wire::VerifierKey> witnesses;
  for (const std::string& path : words.seed_witness_paths.empty()
                                     ? words.source.witness_vkey_paths
                                     : words.seed_witness_paths) {
    ASSIGN_OR_RETURN(wire::VerifierKey witness, LoadVerifierKey(path));
    witnesses.push_back(std::move(witness));
  }
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(words.seed_path));
  const auto opened = wire::OpenCheckpoint(bytes, {log}, witnesses);
  if (!opened.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(
        "--seed-checkpoint ", words.seed_path, ": ", opened.status().message(),
        shell.Say({"; give the key of its log as --seed-vkey",
                   "; indique la clave de su bitácora con --seed-vkey"})));
  }
  return Seed{opened->checkpoint, opened->cosignatures};
}

// The members of the population by index: every hit's entry, or the first of
// each transfer's.
std::map<uint64_t, OpenedEntry> PopulationOf(const AuditSearch& search,
                                             bool transfers) {
  std::map<uint64_t, OpenedEntry> members;
  std::set<std::string> seen;
  for (const OpenedEntry& hit : search.hits()) {
    if (transfers && !seen.insert(hit.transfer_id).second) continue;
    members.emplace(hit.index, hit);
  }
  return members;
}

std::string SeedText(const Seed& seed, Shell& shell) {
  std::string text =
      absl::StrCat(seed.checkpoint.origin, " ", seed.checkpoint.size, " ",
                   HexEncode(AsBytes(seed.checkpoint.root)));
  for (const wire::CosignedBy& by : seed.cosignatures) {
    absl::StrAppend(&text, shell.Say({", cosigned by ", ", cofirmado por "}),
                    by.witness);
  }
  return text;
}

Json JsonOf(const Seed& seed) {
  Json cosigned = Json::Array();
  for (const wire::CosignedBy& by : seed.cosignatures) {
    cosigned.Append(Json::String(by.witness));
  }
  return Json::Object()
      .Add("origin", Json::String(seed.checkpoint.origin))
      .Add("size", Json::Number(static_cast<int64_t>(seed.checkpoint.size)))
      .Add("root", Json::String(HexEncode(AsBytes(seed.checkpoint.root))))
      .Add("cosignedBy", std::move(cosigned));
}

// What the log says of the seed, if it is a checkpoint of the same log.
class PrefixCheck {
 public:
  explicit PrefixCheck(const std::optional<Seed>& seed) : seed_(seed) {
    Compare();
  }

  void Add(const OpenedEntry& opened) {
    if (opened.index != tree_.size()) return;  // another record of a batch
    tree_.Append(opened.leaf_hash);
    Compare();
  }

  // A checkpoint of this log that the log does not contain.
  bool Contradicts(const AuditSummary& summary) const {
    return seed_.has_value() && differs_ &&
           seed_->checkpoint.origin == summary.origin;
  }

 private:
  void Compare() {
    if (seed_.has_value() && tree_.size() == seed_->checkpoint.size) {
      differs_ = tree_.Root() != seed_->checkpoint.root;
    }
  }

  const std::optional<Seed>& seed_;
  wire::CompactTree tree_;
  bool differs_ = false;
};

absl::Status NotContained(const std::string& seed_path, Shell& shell) {
  return absl::FailedPreconditionError(absl::StrCat(
      "--seed-checkpoint ", seed_path, ": ",
      shell.Say({"is signed by this log and not contained in it; keep it and "
                 "tell the auditors of both nations",
                 "está firmado por esta bitácora y no está contenido en ella; "
                 "consérvelo y avise a los auditores de ambas naciones"})));
}

absl::StatusOr<ExitCode> Sample(const SampleWords& words, Shell& shell) {
  if (words.of == 0) {
    return absl::InvalidArgumentError(
        shell.Say({"--of must be at least 1: how many to draw",
                   "--of debe ser al menos 1: cuántos se sacan"}));
  }
  ASSIGN_OR_RETURN(AuditFilter filter, FilterOf(words.filter, shell));
  ASSIGN_OR_RETURN(std::optional<Seed> seed, LoadSeed(words, shell));
  AuditSearch search(std::move(filter));
  PrefixCheck prefix(seed);
  ASSIGN_OR_RETURN(
      const AuditSummary summary,
      ReadAudit(words.source, shell, [&](const OpenedEntry& opened) {
        search.Add(opened);
        prefix.Add(opened);
      }));
  if (prefix.Contradicts(summary)) {
    return NotContained(words.seed_path, shell);
  }
  if (!seed.has_value()) {
    seed = Seed{{summary.origin, summary.size, summary.root},
                summary.cosignatures};
  }
  const std::map<uint64_t, OpenedEntry> members =
      PopulationOf(search, words.transfers);
  std::vector<uint64_t> population;
  population.reserve(members.size());
  for (const auto& [index, opened] : members) population.push_back(index);
  Json drawn = Json::Array();
  Table table(
      {"DRAWN", "ENTRY", "TIME", "STEP", "TYPE", "OUTCOME", "TRANSFER", "KEY"});
  for (const Drawn& each :
       DrawSample(seed->checkpoint.root, population, words.of)) {
    const OpenedEntry& opened = members.at(each.index);
    table.Add({std::to_string(drawn.children().size() + 1),
               std::to_string(each.index), TimeText(opened.entry.log_time_ms),
               StepName(opened.entry.step), TypeOf(opened),
               OutcomeName(OutcomeOf(opened)), ShortId(opened.transfer_id),
               ShortId(AsBytes(each.key))});
    drawn.Append(
        client::JsonOf(opened)
            .Add("transferId", Json::String(HexEncode(opened.transfer_id)))
            .Add("key", Json::String(HexEncode(AsBytes(each.key)))));
  }
  const ScanAnswer answer{search.count(), summary, search.IsComplete(summary),
                          search.hits().size()};
  Json json = Json::Object();
  json.Add("seed", JsonOf(*seed));
  json.Add("population", Json::Number(static_cast<int64_t>(population.size())));
  AddTo(json, answer);
  json.Add("drawn", drawn);
  const bool csv = shell.options().format == "csv";
  shell.Print(csv ? drawn : json,
              absl::StrCat(
                  table.Format(), "\n",
                  FormatFields(
                      {{shell.Say({"seed", "semilla"}), SeedText(*seed, shell)},
                       {shell.Say({"population", "población"}),
                        absl::StrCat(population.size())}}),
                  TextOf(answer, shell.language())));
  if (seed->cosignatures.empty()) {
    shell.Warn(shell.Say(
        {"nobody is shown to have cosigned the seed: its log could have chosen "
         "it; give --witness-vkey or --seed-witness-vkey",
         "no consta que alguien haya cofirmado la semilla: su bitácora pudo "
         "elegirla; indique --witness-vkey o --seed-witness-vkey"}));
  }
  return Judge(answer, shell);
}

}  // namespace

void AddAuditSample(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "sample",
      shell.Say({"Draw a random sample that nobody chooses and anybody can "
                 "draw again",
                 "Saca una muestra al azar que nadie elige y cualquiera puede "
                 "repetir"}),
      {"enlace audit sample AUDIT_DIR --of 20",
       "enlace audit sample AUDIT_DIR --of 5 --transfers --outcome permit"});
  auto words = std::make_shared<SampleWords>();
  AddAuditSource(verb, words->source, shell);
  verb.AddOption("--of", words->of,
                 shell.Say({"How many to draw", "Cuántos se sacan"}))
      .Required()
      .Value("N");
  verb.AddFlag("--transfers", words->transfers,
               shell.Say({"Draw transfers, each by its first entry that is "
                          "asked for",
                          "Saca transferencias, cada una por el primero de los "
                          "asientos pedidos"}));
  verb.AddOption(
          "--seed-checkpoint", words->seed_path,
          shell.Say({"Checkpoint whose root is the seed; the log's own",
                     "Punto de control cuya raíz es la semilla; el de la "
                     "bitácora"}))
      .Value("FILE");
  verb.AddOption("--seed-vkey", words->seed_vkey_path,
                 shell.Say({"Verifier key of that checkpoint's log",
                            "Clave verificadora de la bitácora de ese punto"}))
      .Value("FILE");
  verb.AddOption("--seed-witness-vkey", words->seed_witness_paths,
                 shell.Say({"Verifier key of a nation that cosigned it",
                            "Clave verificadora de una nación que lo cofirmó"}))
      .Value("FILE");
  AddAuditFilter(verb, words->filter, shell);
  verb.OnRun(shell, [&shell, words] { return Sample(*words, shell); });
}

}  // namespace enlace::client
