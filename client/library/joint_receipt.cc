#include "client/library/joint_receipt.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "client/library/proven_entry.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/decision_statement.h"
#include "proto/wire/dsse.h"
#include "proto/wire/endorsement.h"
#include "proto/wire/link_file.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/merkle.h"
#include "proto/wire/problem.h"
#include "proto/wire/signing_key.h"
#include "proto/wire/statement.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::client {
namespace {

constexpr size_t kReceiptSizeMax = size_t{8} << 20;
constexpr int kNodesMax = 8;

absl::Status Contradicts(absl::string_view what) {
  return wire::Refusal(absl::StatusCode::kInvalidArgument,
                       wire::kReceiptInvalid,
                       absl::StrCat("the receipt contradicts itself: ", what));
}

std::optional<wire::SigningKey> FindIn(const certs::KeyDirectory& keys,
                                       absl::string_view key_id) {
  const certs::KeyDirectory::Entry* const entry = keys.Find(key_id);
  if (entry == nullptr) return std::nullopt;
  return wire::SigningKey{entry->key, entry->identity.Uri(), entry->not_before,
                          entry->not_after};
}

// The nations of a receipt, as their roots vouch for them.
class Nations {
 public:
  static absl::StatusOr<Nations> Of(
      const v1::JointReceipt& receipt,
      const std::vector<certs::TrustAnchor>& roots) {
    Nations nations(roots);
    for (const v1::NodeEvidence& evidence : receipt.nodes()) {
      std::string file = evidence.link_file().SerializeAsString();
      ASSIGN_OR_RETURN(const wire::LinkFile parsed,
                       wire::LinkFile::Parse(file));
      nations.domains_.push_back(parsed.trust_domain());
      nations.files_.push_back(std::move(file));
    }
    const std::set<std::string> distinct(nations.domains_.begin(),
                                         nations.domains_.end());
    if (distinct.size() != nations.domains_.size()) {
      return Contradicts("two nodes are of one nation");
    }
    return nations;
  }

  const std::string& domain(size_t i) const { return domains_[i]; }
  size_t size() const { return domains_.size(); }

  // The keys that the root of the i-th nation vouched for at `at`.
  absl::StatusOr<wire::Endorsement> KeysAt(size_t i, absl::Time at) const {
    const auto root = std::find_if(
        roots_.begin(), roots_.end(),
        [&](const auto& each) { return each.trust_domain() == domains_[i]; });
    if (root == roots_.end()) {
      return absl::UnauthenticatedError(
          absl::StrCat("no root of ", domains_[i], " was given; add --root"));
    }
    return wire::EndorsedKeys(files_[i], *root, at);
  }

  // Whose checkpoints count for the i-th nation: its logs, each cosigned at L2
  // by every other nation.
  absl::StatusOr<std::vector<wire::LogPolicy>> LogsOf(
      size_t i, absl::Time at, v1::ReceiptLevel level) const {
    std::vector<wire::VerifierKey> witnesses;
    for (size_t other = 0; other < size(); ++other) {
      if (other == i || level != v1::RECEIPT_LEVEL_L2) continue;
      ASSIGN_OR_RETURN(const wire::Endorsement keys, KeysAt(other, at));
      for (const wire::EndorsedLog& log : keys.logs) {
        witnesses.push_back(log.witness_key);
      }
    }
    if (witnesses.empty() && level == v1::RECEIPT_LEVEL_L2) {
      return absl::FailedPreconditionError(
          "the receipt names no other nation that could have cosigned");
    }
    ASSIGN_OR_RETURN(const wire::Endorsement own, KeysAt(i, at));
    std::vector<wire::LogPolicy> policies;
    for (const wire::EndorsedLog& log : own.logs) {
      ASSIGN_OR_RETURN(wire::LogPolicy policy,
                       wire::LogPolicy::Create(log.log_key, witnesses));
      policies.push_back(std::move(policy));
    }
    return policies;
  }

 private:
  explicit Nations(const std::vector<certs::TrustAnchor>& roots)
      : roots_(roots) {}

  const std::vector<certs::TrustAnchor>& roots_;
  std::vector<std::string> domains_;
  std::vector<std::string> files_;
};

bool Names(const v1::SharedOpening& shared,
           const v1::DecisionStatement& decision) {
  return shared.transfer_id() == decision.transfer_id() &&
         shared.record_id() == decision.record_id();
}

absl::Status VerifyDecided(const v1::EntryProof& proof,
                           const std::vector<wire::LogPolicy>& logs,
                           ProvenNode& node) {
  const v1::DecisionStatement& decision = node.decision;
  ASSIGN_OR_RETURN(ProvenEntry proven, VerifyEntry(proof, logs));
  if (proven.proof.index != decision.entry_index() ||
      ToBytes(wire::HashLeaf(proof.entry())) != decision.entry_hash() ||
      proven.entry.step != decision.step() ||
      proven.entry.transfer_id != decision.transfer_id()) {
    return Contradicts("the entry is not the one that the node names");
  }
  if (proven.shared.has_value() &&
      (!Names(*proven.shared, decision) ||
       proven.shared->outcome() != decision.outcome() ||
       proven.shared->decided_at_ms() != decision.decided_at_ms())) {
    return Contradicts("the entry tells of another decision");
  }
  node.log_size = proven.proof.checkpoint.checkpoint.size;
  node.cosignatures = std::move(proven.proof.checkpoint.cosignatures);
  node.shared = std::move(proven.shared);
  return absl::OkStatus();
}

absl::Status VerifyEvents(const v1::NodeEvidence& evidence,
                          const std::vector<wire::LogPolicy>& logs,
                          ProvenNode& node) {
  for (const v1::EntryProof& proof : evidence.events()) {
    ASSIGN_OR_RETURN(const ProvenEntry proven, VerifyEntry(proof, logs));
    // What never crossed has no shared part; then the entry itself names the
    // transfer.
    if (proven.shared.has_value()
            ? !Names(*proven.shared, node.decision)
            : proven.entry.transfer_id != node.decision.transfer_id()) {
      return Contradicts("an event is of another record");
    }
    if (proven.proof.index <= node.decision.entry_index() ||
        (!node.events.empty() &&
         proven.proof.index <= node.events.back().index)) {
      return Contradicts("the events are out of order");
    }
    node.events.push_back(
        {proven.entry.step, proven.entry.log_time_ms, proven.proof.index});
  }
  return absl::OkStatus();
}

absl::StatusOr<ProvenNode> VerifyNode(const v1::NodeEvidence& evidence,
                                      const Nations& nations, size_t i,
                                      v1::ReceiptLevel level) {
  ProvenNode node;
  node.nation = nations.domain(i);
  if (!evidence.has_decision()) {
    if (evidence.has_decided() || !evidence.events().empty()) {
      return Contradicts("proofs without a decision");
    }
    return node;
  }
  ASSIGN_OR_RETURN(const v1::DecisionStatement claimed,
                   wire::ParseDecision(evidence.decision()));
  const absl::Time at = absl::FromUnixMillis(claimed.decided_at_ms());
  ASSIGN_OR_RETURN(const wire::Endorsement keys, nations.KeysAt(i, at));
  ASSIGN_OR_RETURN(
      node.decision,
      wire::VerifyDecision(evidence.decision(), [&](absl::string_view key_id) {
        return FindIn(keys.keys, key_id);
      }));
  if (level == v1::RECEIPT_LEVEL_L0) return node;
  if (!evidence.has_decided()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the receipt has no proof from the log of ", node.nation,
                     "; it is of level L0"));
  }
  ASSIGN_OR_RETURN(const std::vector<wire::LogPolicy> logs,
                   nations.LogsOf(i, at, level));
  RETURN_IF_ERROR(VerifyDecided(evidence.decided(), logs, node));
  RETURN_IF_ERROR(VerifyEvents(evidence, logs, node));
  return node;
}

// The two decisions are about one record and one crossing.
absl::Status Compare(const ProvenReceipt& proven) {
  for (const ProvenNode& node : proven.nodes) {
    if (node.decision.version() == 0) continue;
    if (node.decision.record_id() != proven.record_id ||
        node.decision.transfer_id() != proven.transfer_id) {
      return Contradicts("the nodes decided about different records");
    }
    const bool sender = &node == &proven.nodes.front();
    if (node.decision.step() != (sender ? v1::AUDIT_STEP_DECIDED_OUTGOING
                                        : v1::AUDIT_STEP_DECIDED_INCOMING)) {
      return Contradicts("a node decided in the wrong direction");
    }
    if (!node.shared.has_value()) continue;
    const std::string& nation =
        sender ? node.shared->from_nation() : node.shared->to_nation();
    if (nation != node.nation) return Contradicts("another nation's entry");
    const ProvenNode& first = proven.nodes.front();
    if (first.shared.has_value() &&
        (first.shared->link_sequence() != node.shared->link_sequence() ||
         first.shared->sender() != node.shared->sender() ||
         first.shared->recipient() != node.shared->recipient() ||
         first.shared->from_nation() != node.shared->from_nation())) {
      return Contradicts("the two logs tell of different crossings");
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyOriginator(const v1::SignedStatement& statement,
                              const Nations& nations, ProvenReceipt& proven) {
  if (statement.statement().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Statement parsed,
                   wire::ParseStatement(statement.statement()));
  if (ToBytes(wire::RecordId(statement.statement())) != proven.record_id) {
    return Contradicts("the statement is another record's");
  }
  const v1::Header& header = parsed.header();
  const absl::Time at = absl::FromUnixMillis(header.created_at_ms());
  ASSIGN_OR_RETURN(const wire::Endorsement keys, nations.KeysAt(0, at));
  ASSIGN_OR_RETURN(const certs::PublicKey key,
                   wire::KeyOf(header.sender(), statement.signature().key_id(),
                               at, [&](absl::string_view key_id) {
                                 return FindIn(keys.keys, key_id);
                               }));
  RETURN_IF_ERROR(wire::VerifyStatement(key, statement));
  proven.header = header;
  return absl::OkStatus();
}

}  // namespace

std::string FormatReceipt(const v1::JointReceipt& receipt) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string text;
  const auto status =
      google::protobuf::util::MessageToJsonString(receipt, &text, options);
  CHECK(status.ok()) << status.ToString();
  return text;
}

absl::StatusOr<v1::JointReceipt> ParseReceipt(absl::string_view text) {
  v1::JointReceipt receipt;
  if (text.size() > kReceiptSizeMax ||
      !google::protobuf::util::JsonStringToMessage(std::string(text), &receipt)
           .ok()) {
    return wire::Refusal(absl::StatusCode::kInvalidArgument,
                         wire::kReceiptInvalid, "the file is no joint receipt");
  }
  return receipt;
}

bool ProvenReceipt::joint() const {
  return std::count_if(nodes.begin(), nodes.end(), [](const ProvenNode& node) {
           return node.decision.version() != 0;
         }) > 1;
}

ProvenReceipt ClaimsOf(const v1::JointReceipt& receipt) {
  ProvenReceipt claims;
  const auto statement = wire::ParseStatement(receipt.statement().statement());
  if (statement.ok()) claims.header = statement->header();
  for (const v1::NodeEvidence& evidence : receipt.nodes()) {
    const auto decision = wire::ParseDecision(evidence.decision());
    if (!decision.ok()) continue;
    ProvenNode& node = claims.nodes.emplace_back();
    node.decision = *decision;
    const auto identity = certs::ParseIdentity(decision->node());
    if (identity.ok()) node.nation = identity->trust_domain;
    claims.record_id = decision->record_id();
    claims.transfer_id = decision->transfer_id();
    v1::SharedOpening shared;
    if (!evidence.decided().shared().empty() &&
        shared.ParseFromString(evidence.decided().shared())) {
      node.shared = shared;
    }
    for (const v1::EntryProof& event : evidence.events()) {
      const auto entry = wire::DecodeAuditEntry(event.entry());
      const auto proof = wire::ParseTlogProof(event.proof());
      if (!entry.ok() || !proof.ok()) continue;
      node.events.push_back({entry->step, entry->log_time_ms, proof->index});
    }
  }
  return claims;
}

absl::StatusOr<ProvenReceipt> VerifyJointReceipt(
    const v1::JointReceipt& receipt,
    const std::vector<certs::TrustAnchor>& roots, v1::ReceiptLevel level) {
  if (level == v1::RECEIPT_LEVEL_UNSPECIFIED) {
    return absl::InvalidArgumentError("the receipt states no level");
  }
  if (receipt.nodes().empty() || receipt.nodes_size() > kNodesMax) {
    return Contradicts("it must have a part of one to eight nodes");
  }
  ASSIGN_OR_RETURN(const Nations nations, Nations::Of(receipt, roots));
  ProvenReceipt proven;
  for (size_t i = 0; i < nations.size(); ++i) {
    ASSIGN_OR_RETURN(
        proven.nodes.emplace_back(),
        VerifyNode(receipt.nodes(static_cast<int>(i)), nations, i, level));
    const v1::DecisionStatement& decision = proven.nodes.back().decision;
    if (decision.version() == 0 || !proven.record_id.empty()) continue;
    proven.record_id = decision.record_id();
    proven.transfer_id = decision.transfer_id();
  }
  if (proven.record_id.empty()) return Contradicts("nobody decided anything");
  RETURN_IF_ERROR(Compare(proven));
  RETURN_IF_ERROR(VerifyOriginator(receipt.statement(), nations, proven));
  return proven;
}

}  // namespace enlace::client
