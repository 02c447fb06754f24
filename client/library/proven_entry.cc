#include "client/library/proven_entry.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/decision_statement.h"
#include "proto/wire/problem.h"

namespace enlace::client {
namespace {

absl::Status Invalid(absl::string_view why) {
  return wire::Refusal(absl::StatusCode::kInvalidArgument,
                       wire::kReceiptInvalid, why);
}

// The policy of the log whose checkpoint it is.
absl::StatusOr<const wire::LogPolicy*> PolicyOf(
    absl::string_view checkpoint, const std::vector<wire::LogPolicy>& logs) {
  const absl::string_view origin = checkpoint.substr(0, checkpoint.find('\n'));
  for (const wire::LogPolicy& policy : logs) {
    const auto& keys = policy.logs();
    if (std::any_of(keys.begin(), keys.end(),
                    [&](const auto& key) { return key.name() == origin; })) {
      return &policy;
    }
  }
  return absl::UnauthenticatedError(
      "the receipt is of a log that nobody known here has vouched for");
}

// Whether the opening is the one behind `entry`'s shared commitment.
absl::StatusOr<bool> Opens(const v1::EntryProof& proof,
                           const ProvenEntry& proven) {
  const Hash commitment =
      wire::SharedCommitment(proof.shared_blind(), proof.shared());
  if (!proven.proof.extra.has_value()) return commitment == proven.entry.shared;
  ASSIGN_OR_RETURN(const wire::LeafPath path,
                   wire::DecodeLeafPath(*proven.proof.extra));
  return wire::RootOfPath(commitment, path) == proven.entry.shared;
}

}  // namespace

absl::StatusOr<ProvenEntry> VerifyEntry(
    const v1::EntryProof& proof, const std::vector<wire::LogPolicy>& logs) {
  ASSIGN_OR_RETURN(const wire::TlogProof parsed,
                   wire::ParseTlogProof(proof.proof()));
  ASSIGN_OR_RETURN(const wire::LogPolicy* policy,
                   PolicyOf(parsed.checkpoint, logs));
  ProvenEntry proven;
  ASSIGN_OR_RETURN(proven.proof,
                   wire::VerifyReceipt(proof.proof(), proof.entry(), *policy));
  ASSIGN_OR_RETURN(proven.entry, wire::DecodeAuditEntry(proof.entry()));
  if (proof.shared_blind().empty() && proof.shared().empty()) {
    if (proven.proof.extra.has_value()) {
      return Invalid("the receipt has a path and nothing that it leads from");
    }
    return proven;
  }
  if (proof.shared_blind().size() != wire::kBlindSize) {
    return Invalid("the opening needs a blind of 32 bytes");
  }
  ASSIGN_OR_RETURN(const bool opens, Opens(proof, proven));
  if (!opens) {
    return Invalid("the opening is not the one that the entry commits to");
  }
  v1::SharedOpening shared;
  if (!shared.ParseFromString(proof.shared()) ||
      shared.step() != proven.entry.step ||
      (!proven.proof.extra.has_value() &&
       shared.transfer_id() != proven.entry.transfer_id)) {
    return Invalid("the opening contradicts the entry");
  }
  proven.shared = std::move(shared);
  return proven;
}

absl::StatusOr<std::string> ExportEntry(const v1::EntryProof& proof) {
  ASSIGN_OR_RETURN(wire::TlogProof parsed, wire::ParseTlogProof(proof.proof()));
  if (parsed.extra.has_value()) {
    return Invalid("an entry that covers a batch is kept in a joint receipt");
  }
  v1::EntryProof beside = proof;
  beside.clear_proof();
  parsed.extra = beside.SerializeAsString();
  return wire::FormatTlogProof(parsed);
}

absl::StatusOr<v1::EntryProof> ImportEntry(absl::string_view text) {
  ASSIGN_OR_RETURN(wire::TlogProof parsed, wire::ParseTlogProof(text));
  v1::EntryProof proof;
  if (!parsed.extra.has_value() || !proof.ParseFromString(*parsed.extra) ||
      proof.entry().empty() || !proof.proof().empty()) {
    return Invalid("the file does not hold an audit entry and its opening");
  }
  parsed.extra.reset();
  proof.set_proof(wire::FormatTlogProof(parsed));
  return proof;
}

}  // namespace enlace::client
