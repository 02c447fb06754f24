#include "proto/wire/decision_statement.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr uint32_t kDecisionVersion = 1;
constexpr size_t kReasonMax = 16;

absl::Status Invalid(absl::string_view field, absl::string_view problem) {
  return Refusal(absl::StatusCode::kInvalidArgument, kReceiptInvalid,
                 absl::StrCat("decision.", field, " ", problem));
}

}  // namespace

absl::Status CheckDecision(const v1::DecisionStatement& decision) {
  if (decision.version() != kDecisionVersion) {
    return Invalid("version", "must be 1");
  }
  const absl::StatusOr<certs::Identity> node =
      certs::ParseIdentity(decision.node());
  if (!node.ok() || node->kind != certs::Identity::Kind::kNode) {
    return Invalid("node", "must be the identity of a node");
  }
  if (decision.record_id().size() != kHashSize) {
    return Invalid("record_id", "must have 32 bytes");
  }
  if (decision.transfer_id().size() != kTransferIdSize) {
    return Invalid("transfer_id", "must have 16 bytes");
  }
  if (decision.step() != v1::AUDIT_STEP_DECIDED_OUTGOING &&
      decision.step() != v1::AUDIT_STEP_DECIDED_INCOMING) {
    return Invalid("step", "must be a decision");
  }
  if (!v1::DecisionOutcome_IsValid(decision.outcome()) ||
      decision.outcome() == v1::DECISION_OUTCOME_UNSPECIFIED) {
    return Invalid("outcome", "must be stated");
  }
  if (decision.reason().size() > kReasonMax) {
    return Invalid("reason", "must be a reason code");
  }
  if (decision.decided_at_ms() <= 0) {
    return Invalid("decided_at_ms", "must be milliseconds since 1970 UTC");
  }
  if (decision.entry_hash().size() != kHashSize) {
    return Invalid("entry_hash", "must have 32 bytes");
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SignedDecision> SignDecision(
    const v1::DecisionStatement& decision, const certs::Signer& signer) {
  RETURN_IF_ERROR(CheckDecision(decision));
  v1::SignedDecision result;
  result.set_statement(SerializeStrictly(decision));
  ASSIGN_OR_RETURN(*result.mutable_signature(),
                   SignPayload(signer, kDecisionPayload, result.statement()));
  return result;
}

absl::StatusOr<v1::DecisionStatement> ParseDecision(
    const v1::SignedDecision& signed_decision) {
  v1::DecisionStatement decision;
  RETURN_IF_ERROR(ParseStrictly(signed_decision.statement(), "decision",
                                kDecisionSizeMax, decision));
  RETURN_IF_ERROR(CheckDecision(decision));
  return decision;
}

absl::StatusOr<v1::DecisionStatement> VerifyDecision(
    const v1::SignedDecision& signed_decision, KeyLookup keys) {
  ASSIGN_OR_RETURN(const v1::DecisionStatement decision,
                   ParseDecision(signed_decision));
  ASSIGN_OR_RETURN(const certs::PublicKey key,
                   KeyOf(decision.node(), signed_decision.signature().key_id(),
                         absl::FromUnixMillis(decision.decided_at_ms()), keys));
  RETURN_IF_ERROR(VerifyPayload(key, kDecisionPayload,
                                signed_decision.statement(),
                                signed_decision.signature()));
  return decision;
}

}  // namespace enlace::wire
