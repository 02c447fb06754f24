// How the log has its checkpoints cosigned: by the other nations' witnesses
// while it publishes, by neutral ones beside that.

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "proto/wire/note.h"
#include "server/audit/audit_log.h"

namespace enlace::audit {

std::optional<wire::SignedCheckpoint> AuditLog::Uncosigned(
    const std::string& name) const {
  if (!last_ || standings_.CosignedSize(name) == last_->checkpoint.size) {
    return std::nullopt;
  }
  return last_;
}

absl::Status AuditLog::Cosign(const std::string& nation) {
  const WitnessOfThisLog& witness = environment_.witnesses.at(nation);
  std::optional<wire::SignedCheckpoint> checkpoint;
  {
    const absl::MutexLock lock(&mutex_);
    // Without an anchor it is asked once more, about what it has cosigned.
    checkpoint =
        state_ == SigningState::kRecordOnly ? last_ : Uncosigned(nation);
  }
  if (!checkpoint) return absl::OkStatus();
  ASSIGN_OR_RETURN(wire::NoteSignature line, Ask(nation, witness, *checkpoint));
  RETURN_IF_ERROR(
      Attach(nation, witness, *std::move(checkpoint), std::move(line)));
  // It knows no larger tree than the one that is published.
  const absl::MutexLock lock(&mutex_);
  return SignAgain({last_->checkpoint.size, last_->checkpoint.root});
}

absl::Status AuditLog::AskNeutral(const std::string& name) {
  const WitnessOfThisLog& witness = environment_.neutral.at(name);
  std::optional<wire::SignedCheckpoint> checkpoint;
  {
    const absl::MutexLock lock(&mutex_);
    if (state_ == SigningState::kSign) checkpoint = Uncosigned(name);
  }
  if (!checkpoint) return absl::OkStatus();
  ASSIGN_OR_RETURN(wire::NoteSignature line, Ask(name, witness, *checkpoint));
  const absl::MutexLock publish_lock(&publish_mutex_);
  return Attach(name, witness, *std::move(checkpoint), std::move(line));
}

absl::StatusOr<wire::NoteSignature> AuditLog::Ask(
    const std::string& name, const WitnessOfThisLog& witness,
    const wire::SignedCheckpoint& checkpoint) {
  const uint64_t size = checkpoint.checkpoint.size;
  CosigningResult result = RequestCosignature(
      checkpoint, witness, cosigned_size(name),
      [&](uint64_t old_size) -> absl::StatusOr<std::vector<Hash>> {
        const absl::MutexLock lock(&mutex_);
        return tree_->ProveConsistency(old_size, size);
      });
  if (result.cosignature) return *std::move(result.cosignature);
  if (result.alarm) {
    const absl::MutexLock lock(&mutex_);
    if (standings_.Claims(name, result.status.message())) {
      Log(Severity::kError, "incident: a witness contradicts this log",
          {{"witness", name},
           {"claim", std::string(result.status.message())},
           {"size", absl::StrCat(size)},
           {"claimed_size", absl::StrCat(result.known_size)}});
    }
  }
  return absl::Status(result.status.code(),
                      absl::StrCat(name, ": ", result.status.message()));
}

absl::Status AuditLog::Attach(const std::string& name,
                              const WitnessOfThisLog& witness,
                              wire::SignedCheckpoint checkpoint,
                              wire::NoteSignature line) {
  bool is_last = false;
  {
    const absl::MutexLock lock(&mutex_);
    is_last = checkpoint.note.text == last_->note.text;
    if (is_last) checkpoint = *last_;  // others may have cosigned since
  }
  // Checked as a whole, as everybody else will.
  ASSIGN_OR_RETURN(
      checkpoint,
      Verify(wire::FormatNote(WithLine(checkpoint.note, std::move(line)))));
  if (is_last) RETURN_IF_ERROR(WriteCheckpoint(checkpoint));
  const absl::MutexLock lock(&mutex_);
  standings_.Cosigned(name, checkpoint.checkpoint.size,
                      *CosignedAt(checkpoint, witness.key));
  if (!is_last) return absl::OkStatus();
  if (CosignedByANation(checkpoint)) cosigned_ = checkpoint;
  last_ = std::move(checkpoint);
  return absl::OkStatus();
}

bool AuditLog::CosignedByANation(
    const wire::SignedCheckpoint& checkpoint) const {
  return std::any_of(
      environment_.witnesses.begin(), environment_.witnesses.end(),
      [&checkpoint](const auto& witness) {
        return CosignedAt(checkpoint, witness.second.key).has_value();
      });
}

}  // namespace enlace::audit
