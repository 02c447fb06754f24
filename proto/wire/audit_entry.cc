#include "proto/wire/audit_entry.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/batch_entry.h"

namespace enlace::wire {
namespace {

constexpr uint8_t kVersion = 1;
constexpr absl::string_view kSharedLabel("enlace.shared.v1\0", 17);
constexpr absl::string_view kNationalLabel("enlace.national.v1\0", 19);

// Positions of the fields.
constexpr size_t kLogTimeAt = 1;
constexpr size_t kTransferIdAt = 9;
constexpr size_t kStepAt = 25;
constexpr size_t kSharedAt = 26;
constexpr size_t kNationalAt = 58;

bool IsKnownStep(int step) {
  return v1::AuditStep_IsValid(step) && step != v1::AUDIT_STEP_UNSPECIFIED;
}

absl::Status VerifyOpening(absl::string_view part, absl::string_view label,
                           const Hash& commitment, absl::string_view blind,
                           absl::string_view opening) {
  if (blind.empty() && opening.empty()) return absl::OkStatus();
  if (blind.size() != kBlindSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("the ", part, " opening needs a blind of ", kBlindSize,
                     " bytes; read the annex again"));
  }
  if (Sha256({label, blind, opening}) != commitment) {
    return absl::InvalidArgumentError(
        absl::StrCat("the ", part,
                     " opening is not the one that the entry commits to; "
                     "treat the annex as altered"));
  }
  return absl::OkStatus();
}

absl::Status VerifyBatch(const AuditEntry& entry, const v1::AnnexEntry& annex) {
  if (!annex.shared_blind().empty() || !annex.shared().empty() ||
      !annex.national_blind().empty() || !annex.national().empty()) {
    return absl::InvalidArgumentError(
        "the annex opens both an entry and a batch; treat it as altered");
  }
  ASSIGN_OR_RETURN(const BatchLeaves leaves, LeavesOf(annex));
  if (BatchRoot(leaves.shared) != entry.shared ||
      BatchRoot(leaves.national) != entry.national) {
    return absl::InvalidArgumentError(
        "the batch is not the one that the entry commits to; treat the annex "
        "as altered");
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeAuditEntry(const AuditEntry& entry) {
  CHECK(entry.transfer_id.size() == kTransferIdSize) << "transfer id";
  CHECK(IsKnownStep(entry.step)) << "step";
  CHECK(entry.log_time_ms >= 0) << "log time";
  std::string bytes;
  bytes.reserve(kAuditEntrySize);
  bytes.push_back(kVersion);
  AppendU64(bytes, static_cast<uint64_t>(entry.log_time_ms));
  bytes.append(entry.transfer_id);
  bytes.push_back(static_cast<char>(entry.step));
  bytes.append(ToBytes(entry.shared));
  bytes.append(ToBytes(entry.national));
  return bytes;
}

absl::StatusOr<AuditEntry> DecodeAuditEntry(absl::string_view bytes) {
  if (bytes.size() != kAuditEntrySize) {
    return absl::InvalidArgumentError(absl::StrCat(
        "an audit entry has ", kAuditEntrySize, " bytes, not ", bytes.size()));
  }
  if (static_cast<uint8_t>(bytes[0]) != kVersion) {
    return absl::InvalidArgumentError(
        "the audit entry is not of version 1; read it with a newer release");
  }
  const uint64_t log_time_ms = ReadU64(bytes.substr(kLogTimeAt));
  if (log_time_ms >> 63 != 0) {
    return absl::InvalidArgumentError("the audit entry's log time is negative");
  }
  const int step = static_cast<uint8_t>(bytes[kStepAt]);
  if (!IsKnownStep(step)) {
    return absl::InvalidArgumentError(
        "the audit entry's step is unknown; read it with a newer release");
  }
  return AuditEntry{
      .log_time_ms = static_cast<int64_t>(log_time_ms),
      .transfer_id = std::string(bytes.substr(kTransferIdAt, kTransferIdSize)),
      .step = static_cast<v1::AuditStep>(step),
      .shared = HashFromBytes(bytes.substr(kSharedAt, kHashSize)),
      .national = HashFromBytes(bytes.substr(kNationalAt, kHashSize)),
  };
}

Hash SharedCommitment(absl::string_view blind, absl::string_view opening) {
  CHECK(blind.size() == kBlindSize) << "blind";
  return Sha256({kSharedLabel, blind, opening});
}

Hash NationalCommitment(absl::string_view blind, absl::string_view opening) {
  CHECK(blind.size() == kBlindSize) << "blind";
  return Sha256({kNationalLabel, blind, opening});
}

absl::Status VerifyOpenings(const AuditEntry& entry,
                            const v1::AnnexEntry& annex) {
  if (!annex.leaves().empty()) return VerifyBatch(entry, annex);
  if (absl::Status shared = VerifyOpening("shared", kSharedLabel, entry.shared,
                                          annex.shared_blind(), annex.shared());
      !shared.ok()) {
    return shared;
  }
  return VerifyOpening("national", kNationalLabel, entry.national,
                       annex.national_blind(), annex.national());
}

}  // namespace enlace::wire
