#include "server/core/audit_row.h"

#include <iterator>
#include <utility>

#include "absl/strings/strip.h"
#include "base/check.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/merkle.h"

namespace enlace::core {
namespace {

// The authority part of a SPIFFE-style URI.
std::string TrustDomainOf(absl::string_view identity) {
  absl::ConsumePrefix(&identity, "spiffe://");
  return std::string(identity.substr(0, identity.find('/')));
}

void CheckBlinds(const EntryDraft& draft) {
  CHECK(draft.shared_blind.size() == wire::kBlindSize) << "shared blind";
  CHECK(draft.national_blind.size() == wire::kBlindSize) << "national blind";
}

HashedAuditRow RowOf(const wire::AuditEntry& entry,
                     const v1::AnnexEntry& annex) {
  HashedAuditRow hashed;
  hashed.row = {annex.index(), wire::EncodeAuditEntry(entry),
                annex.SerializeAsString()};
  hashed.leaf = wire::HashLeaf(hashed.row.entry);
  return hashed;
}

// Completes `entry` with its commitments.
HashedAuditRow Seal(wire::AuditEntry entry, const EntryDraft& draft,
                    bool crosses, uint64_t index) {
  CHECK(entry.transfer_id.size() == wire::kTransferIdSize) << "transfer id";
  CheckBlinds(draft);
  v1::AnnexEntry annex;
  annex.set_index(index);
  annex.set_national_blind(draft.national_blind);
  annex.set_national(draft.national.SerializeAsString());
  if (crosses) {
    annex.set_shared_blind(draft.shared_blind);
    annex.set_shared(draft.shared.SerializeAsString());
  }
  entry.shared =
      crosses ? wire::SharedCommitment(annex.shared_blind(), annex.shared())
              : HashFromBytes(draft.shared_blind);
  entry.national =
      wire::NationalCommitment(annex.national_blind(), annex.national());
  return RowOf(entry, annex);
}

}  // namespace

EntrySubject SubjectOf(const Transfer& transfer) {
  return {.record = transfer.record,
          .incoming = transfer.incoming,
          .link = transfer.link,
          .link_sequence = transfer.link_sequence,
          .outcome = transfer.decision,
          .decided_at_ms = transfer.decided_at_ms,
          .crosses = transfer.link_sequence != 0};
}

EntryDraft CompleteDraft(v1::AuditStep step, const EntrySubject& subject,
                         EntryDraft draft) {
  const RecordFacts& record = subject.record;
  const bool decided = step == v1::AUDIT_STEP_DECIDED_OUTGOING ||
                       step == v1::AUDIT_STEP_DECIDED_INCOMING;
  v1::NationalOpening& national = draft.national;
  national.set_outcome(subject.outcome);
  national.set_type(record.type());
  national.set_sender(record.sender());
  national.set_recipient(record.recipient());
  national.set_record_id(record.record_id());
  if (decided) {
    *national.mutable_register_entries() = record.register_entries();
  }

  v1::SharedOpening& shared = draft.shared;
  shared.set_transfer_id(record.transfer_id());
  shared.set_record_id(record.record_id());
  shared.set_type(record.type());
  shared.set_sender(record.sender());
  shared.set_recipient(record.recipient());
  shared.set_channel(record.channel());
  shared.set_urgency(record.urgency());
  shared.set_step(step);
  shared.set_outcome(subject.outcome);
  const std::string link(subject.link);
  shared.set_from_nation(subject.incoming ? link
                                          : TrustDomainOf(record.sender()));
  shared.set_to_nation(subject.incoming ? TrustDomainOf(record.recipient())
                                        : link);
  shared.set_link_sequence(subject.link_sequence);
  shared.set_decided_at_ms(subject.decided_at_ms);
  shared.set_answer_due_ms(record.answer().due_ms());
  if (decided) {
    shared.set_parent(record.parent());
    shared.set_created_at_ms(record.created_at_ms());
    shared.set_valid_until_ms(record.valid_until_ms());
  }
  return draft;
}

HashedAuditRow MakeAuditRow(v1::AuditStep step, const EntrySubject& subject,
                            EntryDraft draft, uint64_t index,
                            int64_t log_time_ms) {
  wire::AuditEntry entry;
  entry.log_time_ms = log_time_ms;
  entry.transfer_id = subject.record.transfer_id();
  entry.step = step;
  return Seal(std::move(entry), CompleteDraft(step, subject, std::move(draft)),
              subject.crosses, index);
}

HashedAuditRow MakeBatchRow(v1::AuditStep step, std::vector<EntryDraft> records,
                            uint64_t index, int64_t log_time_ms) {
  wire::DrawnBatch drawn =
      wire::DrawBatch(records.front().batch_seed, records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    EntryDraft& record = records[i];
    CheckBlinds(record);
    v1::AnnexLeaf& leaf = drawn.leaves[drawn.order[i]];
    leaf.set_shared_blind(std::move(record.shared_blind));
    leaf.set_shared(record.shared.SerializeAsString());
    leaf.set_national_blind(std::move(record.national_blind));
    leaf.set_national(record.national.SerializeAsString());
  }
  v1::AnnexEntry annex;
  annex.set_index(index);
  annex.mutable_leaves()->Assign(std::make_move_iterator(drawn.leaves.begin()),
                                 std::make_move_iterator(drawn.leaves.end()));
  const auto leaves = wire::LeavesOf(annex);
  CHECK_OK(leaves.status());
  wire::AuditEntry entry;
  entry.log_time_ms = log_time_ms;
  entry.transfer_id = std::move(drawn.id);
  entry.step = step;
  entry.shared = wire::BatchRoot(leaves->shared);
  entry.national = wire::BatchRoot(leaves->national);
  return RowOf(entry, annex);
}

HashedAuditRow MakeNoteRow(const EntryDraft& draft, uint64_t index,
                           int64_t log_time_ms) {
  wire::AuditEntry entry;
  entry.log_time_ms = log_time_ms;
  entry.transfer_id = draft.transfer_id;
  entry.step = draft.step;
  return Seal(std::move(entry), draft, /*crosses=*/false, index);
}

}  // namespace enlace::core
