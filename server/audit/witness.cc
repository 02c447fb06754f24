#include "server/audit/witness.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"

namespace enlace::audit {
namespace {

constexpr int kNotDurable = 500;
// Of each kind.  A log that forks proves it once; more only fills the disk.
constexpr int kEvidenceFilesMax = 100;

int CountFiles(const std::string& directory, absl::string_view prefix) {
  std::error_code error;
  const std::filesystem::directory_iterator files(directory, error);
  if (error) return 0;
  return static_cast<int>(
      std::count_if(begin(files), end(files), [prefix](const auto& file) {
        return absl::StartsWith(file.path().filename().string(), prefix);
      }));
}

}  // namespace

Witness::Witness(Environment environment,
                 std::vector<wire::VerifierKey> log_keys)
    : environment_(std::move(environment)) {
  for (wire::VerifierKey& key : log_keys) {
    const auto known = std::find_if(
        logs_.begin(), logs_.end(), [&key](const wire::WitnessedLog& log) {
          return log.keys.front().name() == key.name();
        });
    if (known != logs_.end()) {
      known->keys.push_back(std::move(key));
      continue;
    }
    wire::WitnessedLog log;
    if (const auto last = environment_.anchor->LastWitnessed(key.name())) {
      log.size = last->head.size;
      log.root = last->head.root;
    }
    log.keys.push_back(std::move(key));
    logs_.push_back(std::move(log));
  }
}

WitnessAnswer Witness::Answer(absl::string_view body) {
  const absl::MutexLock lock(&mutex_);
  const wire::WitnessDecision decision = wire::DecideWitness(body, logs_);
  if (decision.checkpoint &&
      (decision.contradicts_latest ||
       decision.status == wire::WitnessStatus::kInconsistent)) {
    KeepEvidence(body, decision);
  }
  switch (decision.status) {
    case wire::WitnessStatus::kCosign:
      return Cosign(*decision.checkpoint);
    case wire::WitnessStatus::kNotTheLatest:
      return {static_cast<int>(decision.status),
              absl::StrCat(decision.latest_size, "\n")};
    default:
      return {static_cast<int>(decision.status),
              absl::StrCat(decision.reason, "\n")};
  }
}

WitnessAnswer Witness::Cosign(const wire::SignedCheckpoint& checkpoint) {
  const auto fail = [](const absl::Status& status) -> WitnessAnswer {
    Log(Severity::kError, "a checkpoint was not cosigned",
        {{"error", status.ToString()}});
    return {kNotDurable, "not cosigned; ask again\n"};
  };
  const wire::Checkpoint& tree = checkpoint.checkpoint;
  absl::StatusOr<wire::NoteSignature> cosignature =
      wire::CosignCheckpoint(tree, environment_.key, *environment_.signer,
                             environment_.clock->TimeNow());
  if (!cosignature.ok()) return fail(cosignature.status());
  wire::Note note = checkpoint.note;
  note.signatures.push_back(*cosignature);
  // From here on the signature exists; it leaves once this is on disk.
  const absl::Status recorded = environment_.anchor->RecordWitnessed(
      tree.origin,
      {.head = {tree.size, tree.root}, .note = wire::FormatNote(note)});
  if (!recorded.ok()) return fail(recorded);
  for (wire::WitnessedLog& log : logs_) {
    if (log.keys.front().name() != tree.origin) continue;
    log.size = tree.size;
    log.root = tree.root;
  }
  return {static_cast<int>(wire::WitnessStatus::kCosign),
          wire::FormatSignatureLine(*cosignature)};
}

void Witness::KeepEvidence(absl::string_view body,
                           const wire::WitnessDecision& decision) {
  const wire::Checkpoint& refused = decision.checkpoint->checkpoint;
  const bool forked = decision.contradicts_latest;
  const absl::string_view kind = forked ? "fork-" : "unproven-";
  // By what the log signed: another proof beside it is no new evidence.
  const std::string path = absl::StrCat(
      environment_.evidence_directory, "/", kind,
      HexEncode(AsBytes(Sha256(wire::FormatCheckpoint(refused)))), ".txt");
  if (FileExists(path)) return;
  const bool full =
      CountFiles(environment_.evidence_directory, kind) >= kEvidenceFilesMax;
  if (full && !forked && std::exchange(unproven_full_, true)) return;
  Log(Severity::kError,
      forked ? "a log has forked: it signed two roots for one size"
             : "a log did not prove that it extends what was cosigned",
      {{"origin", refused.origin},
       {"size", absl::StrCat(refused.size)},
       {"evidence", full ? "not kept: there is too much of it" : path}});
  if (full) return;
  const absl::Status kept = ReplaceFileDurably(
      path, absl::StrCat("cosigned before:\n\n", LatestCosigned(refused.origin),
                         "\nrefused:\n\n", body));
  if (!kept.ok()) {
    Log(Severity::kError, "evidence of a fork could not be kept",
        {{"error", kept.ToString()}});
  }
}

uint64_t Witness::WitnessedSize(absl::string_view origin) const {
  const auto last = environment_.anchor->LastWitnessed(origin);
  return last ? last->head.size : 0;
}

std::string Witness::LatestCosigned(absl::string_view origin) const {
  const auto last = environment_.anchor->LastWitnessed(origin);
  return last ? last->note : "";
}

}  // namespace enlace::audit
