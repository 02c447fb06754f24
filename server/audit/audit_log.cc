#include "server/audit/audit_log.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/log.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"
#include "proto/wire/note.h"
#include "proto/wire/problem.h"
#include "proto/wire/tlog_proof.h"
#include "server/audit/shared_part.h"
#include "server/audit/tree_recovery.h"

namespace enlace::audit {
namespace {

constexpr absl::string_view kCheckpoint = "checkpoint";

TreeHead HeadOf(const wire::Checkpoint& checkpoint) {
  return {checkpoint.size, checkpoint.root};
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(
    Environment environment) {
  ASSIGN_OR_RETURN(auto audit,
                   DiskDirectory::Open(environment.audit_directory,
                                       DiskDirectory::Readers::kAll));
  ASSIGN_OR_RETURN(auto annex,
                   DiskDirectory::Open(environment.annex_directory,
                                       DiskDirectory::Readers::kOwner));
  return OpenIn(std::move(environment), std::move(audit), std::move(annex));
}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::OpenIn(
    Environment environment, std::unique_ptr<Directory> audit,
    std::unique_ptr<Directory> annex) {
  auto log = absl::WrapUnique(
      new AuditLog(std::move(environment), std::move(audit), std::move(annex)));
  RETURN_IF_ERROR(log->Load());
  return log;
}

AuditLog::AuditLog(Environment environment, std::unique_ptr<Directory> audit,
                   std::unique_ptr<Directory> annex)
    : environment_(std::move(environment)),
      audit_(std::move(audit)),
      annex_(std::move(annex)) {
  const absl::MutexLock lock(&mutex_);
  for (const auto& [nation, witness] : environment_.witnesses) {
    standings_.Add(nation, witness.key.name(), nation);
  }
  for (const auto& [name, witness] : environment_.neutral) {
    standings_.Add(name, witness.key.name(), /*nation=*/"");
  }
}

absl::Status AuditLog::Load() {
  const absl::MutexLock publish_lock(&publish_mutex_);
  std::optional<wire::SignedCheckpoint> published = ReadCheckpoint();
  ASSIGN_OR_RETURN(RecoveredTree recovered,
                   RecoverTree(*environment_.store, *audit_,
                               published ? std::optional(published->checkpoint)
                                         : std::nullopt));
  const std::string& origin = environment_.key.name();
  std::optional<TreeHead> anchor = environment_.anchor->LastSigned(origin);
  if (!anchor && recovered.tree.size() == 0) {
    // A new log.  Recorded at once: after a crash before the first signature
    // the log would have entries, and a missing anchor would mean a lost one.
    anchor = TreeHead{0, wire::EmptyTreeHash()};
    RETURN_IF_ERROR(environment_.anchor->RecordSigned(origin, *anchor));
  }
  ASSIGN_OR_RETURN(
      const SigningState state,
      DecideSigning(recovered.tree.size(), anchor,
                    [&](uint64_t size) { return recovered.tree.Root(size); }));
  if (state == SigningState::kRefuse) {
    return absl::DataLossError(
        "the log does not hold what was signed before: a backup was restored "
        "or entries were lost; restore the tail of the journal, or have two "
        "persons open a new shard");
  }
  const PublishedLog files{environment_.store, audit_.get(), annex_.get()};
  ASSIGN_OR_RETURN(publisher_,
                   Publisher::Resume(files, recovered.published_size,
                                     [&](wire::NodeId node) {
                                       return recovered.tree.Node(node);
                                     }));
  scrubber_.emplace(files);
  const absl::MutexLock lock(&mutex_);
  tree_ = std::move(recovered.tree);
  last_ = std::move(published);
  if (last_) {
    const uint64_t size = last_->checkpoint.size;
    standings_.Signed(size, environment_.clock->TimeNow());
    for (const auto* witnesses :
         {&environment_.witnesses, &environment_.neutral}) {
      for (const auto& [name, witness] : *witnesses) {
        const auto at = CosignedAt(*last_, witness.key);
        if (at) standings_.Cosigned(name, size, *at);
      }
    }
    if (CosignedByANation(*last_)) cosigned_ = last_;
  }
  if (state == SigningState::kRecordOnly) {
    Stop(state, "the signer anchor is missing");
  }
  return absl::OkStatus();
}

std::optional<wire::SignedCheckpoint> AuditLog::ReadCheckpoint() {
  const absl::StatusOr<std::string> note = audit_->Read(kCheckpoint);
  if (absl::IsNotFound(note.status())) return std::nullopt;
  absl::StatusOr<wire::SignedCheckpoint> checkpoint =
      note.ok() ? Verify(*note) : note.status();
  if (!checkpoint.ok()) {
    Log(Severity::kWarning, "the published checkpoint is damaged; made anew",
        {{"error", checkpoint.status().ToString()}});
    return std::nullopt;
  }
  return *std::move(checkpoint);
}

void AuditLog::Publish() {
  const absl::Status status = TryPublish();
  const absl::MutexLock lock(&publish_mutex_);
  const std::string error = status.ok() ? "" : status.ToString();
  if (error == last_error_) return;
  last_error_ = error;
  if (!status.ok()) {
    Log(Severity::kWarning, "the log was not published and cosigned",
        {{"error", error}});
  }
}

absl::Status AuditLog::TryPublish() {
  const absl::MutexLock publish_lock(&publish_mutex_);
  absl::Status status;
  {
    const absl::MutexLock lock(&mutex_);
    if (state_ == SigningState::kRefuse) {
      return absl::DataLossError(stopped_);
    }
    status = AppendRows(*environment_.store, *tree_);
  }
  if (status.ok()) status = SignNewest();
  if (absl::IsDataLoss(status)) {
    // What is damaged stays as it is, for whoever looks into it.
    const absl::MutexLock lock(&mutex_);
    Stop(SigningState::kRefuse, status.message());
    return status;
  }
  for (const auto& [nation, witness] : environment_.witnesses) {
    status.Update(Cosign(nation));
  }
  return status;
}

void AuditLog::Scrub() {
  const absl::MutexLock publish_lock(&publish_mutex_);
  {
    const absl::MutexLock lock(&mutex_);
    if (state_ == SigningState::kRefuse) return;
  }
  const absl::StatusOr<std::vector<std::string>> damaged = scrubber_->Next(
      publisher_->size(), [this](wire::NodeId node) { return Node(node); });
  if (absl::IsDataLoss(damaged.status())) {
    const absl::MutexLock lock(&mutex_);
    return Stop(SigningState::kRefuse, damaged.status().message());
  }
  if (!damaged.ok()) {
    return Log(Severity::kWarning, "the published log could not be read again",
               {{"error", damaged.status().ToString()}});
  }
  for (const std::string& path : *damaged) {
    Log(Severity::kError,
        "a published file was not what was published; made anew",
        {{"file", path}});
  }
  const absl::Time now = environment_.clock->TimeNow();
  const absl::MutexLock lock(&mutex_);
  if (scrub_progress_.rounds != scrubber_->rounds()) {
    scrub_progress_.rounds = scrubber_->rounds();
    scrub_progress_.completed_at = now;
  }
  if (damaged->empty()) return;
  scrub_progress_.files_made_anew += damaged->size();
  scrub_progress_.made_anew_at = now;
}

absl::Status AuditLog::SignNewest() {
  wire::Checkpoint next{.origin = environment_.key.name()};
  {
    const absl::MutexLock lock(&mutex_);
    next.size = tree_->size();
    if (state_ != SigningState::kSign || next.size == 0 ||
        (last_ && last_->checkpoint.size == next.size)) {
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(next.root, tree_->Root(next.size));
  }
  RETURN_IF_ERROR(publisher_->Publish(
      next.size, next.root, [this](wire::NodeId node) { return Node(node); }));
  // The anchor first: what it does not know must not be out.
  RETURN_IF_ERROR(environment_.anchor->RecordSigned(next.origin, HeadOf(next)));
  ASSIGN_OR_RETURN(
      wire::NoteSignature signature,
      wire::SignCheckpoint(next, environment_.key, *environment_.signer));
  wire::SignedCheckpoint checkpoint{.checkpoint = std::move(next)};
  checkpoint.note.text = wire::FormatCheckpoint(checkpoint.checkpoint);
  checkpoint.note.signatures.push_back(std::move(signature));
  RETURN_IF_ERROR(WriteCheckpoint(checkpoint));
  const absl::MutexLock lock(&mutex_);
  standings_.Signed(checkpoint.checkpoint.size, environment_.clock->TimeNow());
  last_ = std::move(checkpoint);
  return absl::OkStatus();
}

absl::Status AuditLog::Clear(absl::string_view cosigned_checkpoint) {
  const absl::MutexLock publish_lock(&publish_mutex_);
  ASSIGN_OR_RETURN(const wire::SignedCheckpoint checkpoint,
                   Verify(cosigned_checkpoint));
  if (!CosignedByANation(checkpoint)) {
    return absl::UnauthenticatedError(
        "no other nation's witness has cosigned this checkpoint");
  }
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(AppendRows(*environment_.store, *tree_));
  ASSIGN_OR_RETURN(const SigningState state,
                   DecideSigning(tree_->size(), HeadOf(checkpoint.checkpoint),
                                 [this](uint64_t size) {
                                   mutex_.AssertHeld();
                                   return tree_->Root(size);
                                 }));
  if (state == SigningState::kRefuse) {
    Stop(state,
         "a checkpoint with this log's signature covers what the log does not "
         "hold");
    return absl::DataLossError(stopped_);
  }
  return SignAgain(HeadOf(checkpoint.checkpoint));
}

absl::Status AuditLog::SignAgain(const TreeHead& cosigned) {
  if (state_ != SigningState::kRecordOnly) return absl::OkStatus();
  RETURN_IF_ERROR(
      environment_.anchor->RecordSigned(environment_.key.name(), cosigned));
  state_ = SigningState::kSign;
  stopped_.clear();
  Log(Severity::kInfo, "signing again: the log holds what was cosigned last",
      {{"size", absl::StrCat(cosigned.size)}});
  return absl::OkStatus();
}

absl::Status AuditLog::WriteCheckpoint(
    const wire::SignedCheckpoint& checkpoint) {
  RETURN_IF_ERROR(
      audit_->Write(kCheckpoint, wire::FormatNote(checkpoint.note)));
  return audit_->Sync();
}

void AuditLog::Stop(SigningState state, absl::string_view reason) {
  state_ = state;
  stopped_ = std::string(reason);
  Log(Severity::kError, "nothing is signed", {{"reason", stopped_}});
}

absl::StatusOr<Hash> AuditLog::Node(wire::NodeId node) {
  const absl::MutexLock lock(&mutex_);
  return tree_->Node(node);
}

absl::StatusOr<wire::SignedCheckpoint> AuditLog::Verify(
    absl::string_view note) const {
  std::vector<wire::VerifierKey> witnesses;
  for (const auto* each : {&environment_.witnesses, &environment_.neutral}) {
    for (const auto& [name, witness] : *each) witnesses.push_back(witness.key);
  }
  return wire::OpenCheckpoint(note, {&environment_.key, 1}, witnesses);
}

absl::StatusOr<v1::EntryProof> AuditLog::Prove(uint64_t index,
                                               absl::string_view transfer_id,
                                               v1::ReceiptLevel level) {
  if (level != v1::RECEIPT_LEVEL_L1 && level != v1::RECEIPT_LEVEL_L2) {
    return wire::Refusal(absl::StatusCode::kInvalidArgument,
                         wire::kRequestInvalid, "level must be L1 or L2");
  }
  wire::TlogProof proof;
  proof.index = index;
  Hash leaf = {};
  {
    const absl::MutexLock lock(&mutex_);
    const auto& checkpoint = level == v1::RECEIPT_LEVEL_L2 ? cosigned_ : last_;
    if (!checkpoint || index >= checkpoint->checkpoint.size) {
      return wire::Refusal(
          absl::StatusCode::kUnavailable, wire::kReceiptNotReady,
          "no checkpoint of this level covers the entry yet; ask again");
    }
    ASSIGN_OR_RETURN(leaf, tree_->Node({0, index}));
    ASSIGN_OR_RETURN(proof.proof,
                     tree_->ProveInclusion(index, checkpoint->checkpoint.size));
    proof.checkpoint = wire::FormatNote(checkpoint->note);
  }
  ASSIGN_OR_RETURN(const std::vector<core::AuditRow> rows,
                   environment_.store->ReadAudit(index, 1));
  v1::AnnexEntry annex;
  if (rows.size() != 1 || wire::HashLeaf(rows.front().entry) != leaf ||
      !annex.ParseFromString(rows.front().annex)) {
    return absl::DataLossError(absl::StrCat(
        "entry ", index, " in the journal is not the one in the log"));
  }
  // The national part is for the own nation's auditors alone.
  ASSIGN_OR_RETURN(v1::EntryProof response,
                   SharedPartOf(annex, transfer_id, proof));
  response.set_entry(rows.front().entry);
  response.set_proof(wire::FormatTlogProof(proof));
  return response;
}

std::string AuditLog::StateText() const {
  const absl::MutexLock lock(&mutex_);
  if (!stopped_.empty()) return absl::StrCat("not signing: ", stopped_);
  const std::string incident = standings_.Incident();
  return incident.empty() ? "ready"
                          : absl::StrCat("ready; incident: ", incident);
}

SigningState AuditLog::signing_state() const {
  const absl::MutexLock lock(&mutex_);
  return state_;
}

ScrubProgress AuditLog::scrub_progress() const {
  const absl::MutexLock lock(&mutex_);
  return scrub_progress_;
}

uint64_t AuditLog::checkpoint_size() const {
  const absl::MutexLock lock(&mutex_);
  return last_ ? last_->checkpoint.size : 0;
}

uint64_t AuditLog::cosigned_size(const std::string& nation) const {
  const absl::MutexLock lock(&mutex_);
  return standings_.CosignedSize(nation);
}

std::vector<WitnessStanding> AuditLog::WitnessesOfThisLog() const {
  const absl::MutexLock lock(&mutex_);
  return standings_.All();
}

uint64_t AuditLog::size() const {
  const absl::MutexLock lock(&mutex_);
  return tree_->size();
}

}  // namespace enlace::audit
