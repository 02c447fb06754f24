#include "tests/client/fake_receipt.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/sha256.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/decision_statement.h"
#include "proto/wire/merkle.h"
#include "proto/wire/note.h"
#include "proto/wire/statement.h"
#include "proto/wire/tlog_proof.h"
#include "proto/wire/verifier_key.h"

namespace enlace::client {
namespace {

constexpr char kTransfer[] = "0123456789abcdef";

// One nation's part in the making.
class FakeEvidence {
 public:
  FakeEvidence(const TwoNations& nations, std::string nation,
               v1::SharedOpening shared)
      : nations_(nations), nation_(std::move(nation)), shared_(shared) {}

  v1::NodeEvidence Make(const std::vector<v1::AuditStep>& events) {
    AddDecision();
    for (const v1::AuditStep step : events) AddEvent(step);
    *evidence_.mutable_decided() = Proof(0);
    for (size_t i = 1; i < parts_.size(); ++i) {
      *evidence_.add_events() = Proof(i);
    }
    v1::DecisionStatement decision;
    decision.set_version(1);
    decision.set_node(nations_.party(nation_ + "-node").identity.Uri());
    decision.set_record_id(shared_.record_id());
    decision.set_transfer_id(kTransfer);
    decision.set_step(shared_.step());
    decision.set_outcome(v1::DECISION_OUTCOME_PERMIT);
    decision.set_decided_at_ms(shared_.decided_at_ms());
    decision.set_entry_hash(ToBytes(leaves_[0]));
    auto word =
        wire::SignDecision(decision, nations_.party(nation_ + "-node").key);
    CHECK_OK(word.status());
    *evidence_.mutable_decision() = *std::move(word);
    CHECK(evidence_.mutable_link_file()->ParseFromString(
        nations_.LinkFile(nation_)));
    return std::move(evidence_);
  }

 private:
  void Add(const wire::AuditEntry& entry, v1::EntryProof part) {
    part.set_entry(wire::EncodeAuditEntry(entry));
    leaves_.push_back(wire::HashLeaf(part.entry()));
    parts_.push_back(std::move(part));
  }

  void AddDecision() {
    v1::EntryProof part;
    part.set_shared_blind(std::string(32, 'b'));
    part.set_shared(shared_.SerializeAsString());
    wire::AuditEntry entry;
    entry.log_time_ms = shared_.decided_at_ms();
    entry.transfer_id = kTransfer;
    entry.step = shared_.step();
    entry.shared = wire::SharedCommitment(part.shared_blind(), part.shared());
    paths_.emplace_back();
    Add(entry, std::move(part));
  }

  void AddEvent(v1::AuditStep step) {
    v1::SharedOpening shared = shared_;
    shared.set_step(step);
    v1::EntryProof part;
    part.set_shared_blind(std::string(32, 'c'));
    part.set_shared(shared.SerializeAsString());
    const wire::DrawnBatch drawn =
        wire::DrawBatch(ToBytes(Sha256(absl::StrCat(nation_, step))), 1);
    v1::AnnexEntry annex;
    for (const v1::AnnexLeaf& leaf : drawn.leaves) *annex.add_leaves() = leaf;
    v1::AnnexLeaf& leaf =
        *annex.mutable_leaves(static_cast<int>(drawn.order.front()));
    leaf.set_shared_blind(part.shared_blind());
    leaf.set_shared(part.shared());
    const auto leaves = wire::LeavesOf(annex);
    CHECK_OK(leaves.status());
    paths_.push_back(wire::EncodeLeafPath(
        wire::BatchPath(leaves->shared, drawn.order.front())));
    wire::AuditEntry entry;
    entry.log_time_ms =
        shared_.decided_at_ms() + 1000 * static_cast<int64_t>(parts_.size());
    entry.transfer_id = drawn.id;
    entry.step = step;
    entry.shared = wire::BatchRoot(leaves->shared);
    Add(entry, std::move(part));
  }

  // Of a log of at most three entries.
  v1::EntryProof Proof(size_t index) const {
    const Hash first = leaves_.size() > 1
                           ? wire::HashNode(leaves_[0], leaves_[1])
                           : leaves_[0];
    const Hash root =
        leaves_.size() > 2 ? wire::HashNode(first, leaves_[2]) : first;
    wire::TlogProof proof;
    proof.index = index;
    if (index == 2) {
      proof.proof = {first};
    } else if (leaves_.size() > 1) {
      proof.proof = {leaves_[1 - index]};
      if (leaves_.size() > 2) proof.proof.push_back(leaves_[2]);
    }
    if (!paths_[index].empty()) proof.extra = paths_[index];
    proof.checkpoint = Checkpoint(root);
    v1::EntryProof part = parts_[index];
    part.set_proof(wire::FormatTlogProof(proof));
    return part;
  }

  std::string Checkpoint(const Hash& root) const {
    const std::string other = nation_ == "us" ? "mx" : "us";
    const auto log = wire::VerifierKey::Create(
        nation_ + ".enlace.example/audit", wire::NoteKeyType::kEd25519,
        nations_.LogKey(nation_).public_key());
    const auto witness = wire::VerifierKey::Create(
        other + ".enlace.example/witness", wire::NoteKeyType::kCosignatureV1,
        nations_.WitnessKey(other).public_key());
    const wire::Checkpoint checkpoint{log->name(), leaves_.size(), root};
    wire::Note note{wire::FormatCheckpoint(checkpoint), {}};
    note.signatures.push_back(
        *wire::SignCheckpoint(checkpoint, *log, nations_.LogKey(nation_)));
    note.signatures.push_back(*wire::CosignCheckpoint(
        checkpoint, *witness, nations_.WitnessKey(other), nations_.clock.now));
    return wire::FormatNote(note);
  }

  const TwoNations& nations_;
  const std::string nation_;
  const v1::SharedOpening shared_;
  std::vector<v1::EntryProof> parts_;
  std::vector<std::string> paths_;
  std::vector<Hash> leaves_;
  v1::NodeEvidence evidence_;
};

}  // namespace

v1::JointReceipt FakeReceipt(const TwoNations& nations,
                             const v1::SignedStatement& statement) {
  v1::SharedOpening shared;
  shared.set_transfer_id(kTransfer);
  shared.set_record_id(ToBytes(wire::RecordId(statement.statement())));
  shared.set_type("FirearmTraceResult");
  shared.set_sender(nations.party("us-atf").identity.Uri());
  shared.set_recipient(nations.party("mx-fgr").identity.Uri());
  shared.set_step(v1::AUDIT_STEP_DECIDED_OUTGOING);
  shared.set_outcome(v1::DECISION_OUTCOME_PERMIT);
  shared.set_from_nation("us.enlace.example");
  shared.set_to_nation("mx.enlace.example");
  shared.set_link_sequence(7);
  shared.set_decided_at_ms(absl::ToUnixMillis(nations.clock.now) + 1000);
  v1::JointReceipt receipt;
  receipt.set_level(v1::RECEIPT_LEVEL_L2);
  *receipt.mutable_statement() = statement;
  *receipt.add_nodes() =
      FakeEvidence(nations, "us", shared).Make({v1::AUDIT_STEP_RELAYED});
  shared.set_step(v1::AUDIT_STEP_DECIDED_INCOMING);
  shared.set_decided_at_ms(shared.decided_at_ms() + 1000);
  *receipt.add_nodes() =
      FakeEvidence(nations, "mx", shared)
          .Make({v1::AUDIT_STEP_HANDED_OVER, v1::AUDIT_STEP_COLLECTED});
  return receipt;
}

}  // namespace enlace::client
