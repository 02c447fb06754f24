#include "server/core/audit_row.h"

#include <utility>

#include "absl/strings/strip.h"
#include "base/check.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/merkle.h"

namespace enlace::core {
namespace {

// The authority part of a SPIFFE-style URI.
std::string TrustDomainOf(absl::string_view identity) {
  absl::ConsumePrefix(&identity, "spiffe://");
  return std::string(identity.substr(0, identity.find('/')));
}

// Completes `entry` with its commitments.
HashedAuditRow Seal(wire::AuditEntry entry, const EntryDraft& draft,
                    bool crosses, uint64_t index) {
  CHECK(entry.transfer_id.size() == wire::kTransferIdSize) << "transfer id";
  CHECK(draft.shared_blind.size() == wire::kBlindSize) << "shared blind";
  CHECK(draft.national_blind.size() == wire::kBlindSize) << "national blind";
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
  HashedAuditRow hashed;
  hashed.row = {index, wire::EncodeAuditEntry(entry),
                annex.SerializeAsString()};
  hashed.leaf = wire::HashLeaf(hashed.row.entry);
  return hashed;
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

HashedAuditRow MakeAuditRow(v1::AuditStep step, const EntrySubject& subject,
                            EntryDraft draft, uint64_t index,
                            int64_t log_time_ms) {
  const RecordFacts& record = subject.record;
  v1::NationalOpening& national = draft.national;
  national.set_outcome(subject.outcome);
  national.set_type(record.type());
  national.set_sender(record.sender());
  national.set_recipient(record.recipient());
  national.set_record_id(record.record_id());

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
  wire::AuditEntry entry;
  entry.log_time_ms = log_time_ms;
  entry.transfer_id = record.transfer_id();
  entry.step = step;
  return Seal(std::move(entry), draft, subject.crosses, index);
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
