#include "client/library/receipt.h"

#include <utility>

#include "base/status_macros.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/note.h"

namespace enlace::client {
namespace {

absl::Status Malformed() {
  return absl::InvalidArgumentError(
      "the receipt does not hold an audit entry and its opening");
}

// The index, among `nations`, of the one whose log the checkpoint is of.
absl::StatusOr<size_t> NationOf(absl::string_view checkpoint,
                                const std::vector<Nation>& nations) {
  const absl::string_view origin = checkpoint.substr(0, checkpoint.find('\n'));
  for (size_t i = 0; i < nations.size(); ++i) {
    if (nations[i].log.name() == origin) return i;
  }
  return absl::UnauthenticatedError(
      "the receipt is of a log that the context does not know");
}

absl::StatusOr<wire::LogPolicy> PolicyFor(size_t own,
                                          const std::vector<Nation>& nations,
                                          v1::ReceiptLevel level) {
  std::vector<wire::VerifierKey> witnesses;
  for (size_t i = 0; i < nations.size(); ++i) {
    if (i != own && level == v1::RECEIPT_LEVEL_L2) {
      witnesses.push_back(nations[i].witness);
    }
  }
  if (witnesses.empty() && level == v1::RECEIPT_LEVEL_L2) {
    return absl::FailedPreconditionError(
        "the context knows no other nation that could have cosigned");
  }
  return wire::LogPolicy::Create(nations[own].log, std::move(witnesses));
}

}  // namespace

absl::StatusOr<std::string> ExportReceipt(
    const v1::GetReceiptResponse& receipt) {
  ASSIGN_OR_RETURN(wire::TlogProof proof,
                   wire::ParseTlogProof(receipt.proof()));
  if (proof.extra.has_value()) return receipt.proof();
  v1::GetReceiptResponse beside = receipt;
  beside.clear_proof();
  proof.extra = beside.SerializeAsString();
  return wire::FormatTlogProof(proof);
}

absl::StatusOr<v1::GetReceiptResponse> ImportReceipt(absl::string_view text) {
  ASSIGN_OR_RETURN(const wire::TlogProof proof, wire::ParseTlogProof(text));
  v1::GetReceiptResponse receipt;
  if (!proof.extra.has_value() || !receipt.ParseFromString(*proof.extra) ||
      receipt.entry().empty() || !receipt.proof().empty()) {
    return Malformed();
  }
  receipt.set_proof(std::string(text));
  return receipt;
}

absl::StatusOr<ProvenDecision> VerifyReceipt(
    const v1::GetReceiptResponse& receipt, const std::vector<Nation>& nations,
    v1::ReceiptLevel level) {
  ASSIGN_OR_RETURN(const wire::TlogProof proof,
                   wire::ParseTlogProof(receipt.proof()));
  ASSIGN_OR_RETURN(const size_t own, NationOf(proof.checkpoint, nations));
  ASSIGN_OR_RETURN(const wire::LogPolicy policy,
                   PolicyFor(own, nations, level));
  ProvenDecision proven;
  ASSIGN_OR_RETURN(proven.proof, wire::VerifyReceipt(receipt.proof(),
                                                     receipt.entry(), policy));
  ASSIGN_OR_RETURN(proven.entry, wire::DecodeAuditEntry(receipt.entry()));
  const v1::AnnexEntry& opening = receipt.opening();
  RETURN_IF_ERROR(wire::VerifyOpenings(proven.entry, opening));
  if (opening.index() != proven.proof.index) {
    return absl::InvalidArgumentError("the opening is another entry's");
  }
  if (opening.shared_blind().empty()) return proven;
  if (!proven.shared.ParseFromString(opening.shared()) ||
      proven.shared.transfer_id() != proven.entry.transfer_id) {
    return absl::InvalidArgumentError(
        "the opening contradicts the entry: another transfer");
  }
  return proven;
}

}  // namespace enlace::client
