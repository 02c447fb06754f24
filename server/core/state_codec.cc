#include "server/core/state_codec.h"

#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_override.h"
#include "server/core/apply_register.h"
#include "server/core/book_version.h"
#include "server/core/retention.h"
#include "server/core/state_index.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

void EncodeTransfer(const Transfer& transfer, jv1::TransferSnapshot& out) {
  *out.mutable_record() = transfer.record;
  out.set_incoming(transfer.incoming);
  out.set_state(transfer.state);
  out.set_decision(transfer.decision);
  out.set_link(transfer.link);
  out.set_link_sequence(transfer.link_sequence);
  out.set_inbox_cursor(transfer.inbox_cursor);
  out.set_answer(transfer.answer);
  out.set_peer_reason(transfer.peer_reason);
  out.set_entry_index(transfer.entry_index);
  out.set_entry_hash(transfer.entry_hash);
  out.set_decided_at_ms(transfer.decided_at_ms);
  out.set_evidence_owed(transfer.evidence_owed);
  out.set_peer_answered(transfer.peer_answered);
  out.set_peer_reported(transfer.peer_reported);
  out.set_handed_over(transfer.handed_over);
  out.set_revocation_asked(transfer.revocation_asked);
  out.set_answer_overdue(transfer.answer_overdue);
  out.mutable_event_entries()->Assign(transfer.event_entries.begin(),
                                      transfer.event_entries.end());
  for (const Approval& approval : transfer.approvals) {
    jv1::ApprovalSnapshot& snapshot = *out.add_approvals();
    snapshot.set_rule_id(approval.rule_id);
    snapshot.set_rule_digest(approval.rule_digest);
    snapshot.set_role(approval.role);
    snapshot.set_reviewer(approval.reviewer);
    snapshot.set_substitute_for(approval.substitute_for);
  }
  out.set_second_answer(transfer.second_answer);
  for (const Override& each : transfer.overrides) {
    jv1::OverrideSnapshot& snapshot = *out.add_overrides();
    snapshot.set_rule_id(each.rule_id);
    snapshot.set_rule_digest(each.rule_digest);
    snapshot.set_role(each.role);
    snapshot.set_person(each.person);
    snapshot.set_statement(each.statement);
    snapshot.set_overridden_at_ms(each.at_ms);
  }
  for (const OverriddenRule& each : transfer.unreviewed) {
    *out.add_unreviewed() = ToMessage(each);
  }
  out.set_erased(transfer.erased);
}

Transfer DecodeTransfer(const jv1::TransferSnapshot& in) {
  Transfer transfer;
  transfer.record = in.record();
  transfer.incoming = in.incoming();
  transfer.state = in.state();
  transfer.decision = in.decision();
  transfer.link = in.link();
  transfer.link_sequence = in.link_sequence();
  transfer.inbox_cursor = in.inbox_cursor();
  transfer.answer = in.answer();
  transfer.peer_reason = in.peer_reason();
  transfer.entry_index = in.entry_index();
  transfer.entry_hash = in.entry_hash();
  transfer.decided_at_ms = in.decided_at_ms();
  transfer.evidence_owed = in.evidence_owed();
  transfer.peer_answered = in.peer_answered();
  transfer.peer_reported = in.peer_reported();
  transfer.handed_over = in.handed_over();
  transfer.revocation_asked = in.revocation_asked();
  transfer.answer_overdue = in.answer_overdue();
  transfer.event_entries.assign(in.event_entries().begin(),
                                in.event_entries().end());
  for (const jv1::ApprovalSnapshot& approval : in.approvals()) {
    transfer.approvals.push_back({approval.rule_id(), approval.rule_digest(),
                                  approval.role(), approval.reviewer(),
                                  approval.substitute_for()});
  }
  transfer.second_answer = in.second_answer();
  for (const jv1::OverrideSnapshot& each : in.overrides()) {
    transfer.overrides.push_back({each.rule_id(), each.rule_digest(),
                                  each.role(), each.person(), each.statement(),
                                  each.overridden_at_ms()});
  }
  for (const jv1::OverriddenRule& each : in.unreviewed()) {
    transfer.unreviewed.push_back(FromMessage(each));
  }
  transfer.erased = in.erased();
  return transfer;
}

void EncodeContact(const FirstContact& contact, jv1::LinkSnapshot& out) {
  out.set_file_digest(contact.file_digest);
  out.mutable_accepted_by()->Assign(contact.accepted_by.begin(),
                                    contact.accepted_by.end());
  out.set_accepted_at_ms(contact.accepted_at_ms);
  out.set_own_file_digest(contact.own_file_digest);
  out.set_peer_file_digest(contact.peer_file_digest);
}

FirstContact DecodeContact(const jv1::LinkSnapshot& in) {
  FirstContact contact;
  contact.file_digest = in.file_digest();
  contact.accepted_by.insert(in.accepted_by().begin(), in.accepted_by().end());
  contact.accepted_at_ms = in.accepted_at_ms();
  contact.own_file_digest = in.own_file_digest();
  contact.peer_file_digest = in.peer_file_digest();
  return contact;
}

void EncodeRegisterItem(const RegisterItem& item, jv1::RegisterSnapshot& out) {
  out.set_entry(item.bytes);
  out.set_matter_tag(item.matter_tag);
  out.mutable_persons()->Assign(item.persons.begin(), item.persons.end());
  out.set_approved_at_ms(item.approved_at_ms);
  out.set_revoked_at_ms(item.revoked_at_ms);
  out.set_revoked_by(item.revoked_by);
}

absl::Status DecodeRegisterItem(const jv1::RegisterSnapshot& in, State& state) {
  ASSIGN_OR_RETURN(RegisterItem item,
                   RegisterItemOf(in.entry(), in.matter_tag()));
  item.persons.insert(in.persons().begin(), in.persons().end());
  item.approved_at_ms = in.approved_at_ms();
  item.revoked_at_ms = in.revoked_at_ms();
  item.revoked_by = in.revoked_by();
  return InsertRegisterItem(state, std::move(item));
}

}  // namespace

std::string EncodeState(const State& state) {
  jv1::StateSnapshot out;
  out.set_batch_number(state.batch_number);
  out.set_log_time_ms(state.log_time_ms);
  out.set_audit_size(state.audit_size);
  for (const auto& [id, transfer] : state.transfers) {
    EncodeTransfer(transfer, *out.add_transfers());
  }
  for (const auto& [trust_domain, link] : state.links) {
    jv1::LinkSnapshot* snapshot = out.add_links();
    snapshot->set_trust_domain(trust_domain);
    snapshot->set_sent_sequence(link.sent_sequence);
    snapshot->set_received_sequence(link.received_sequence);
    for (const auto& [first, last] : link.received_ahead) {
      jv1::SequenceRange* range = snapshot->add_received_ahead();
      range->set_first(first);
      range->set_last(last);
    }
    EncodeContact(link.contact, *snapshot);
    for (const auto& [id, revocation] : link.revocations) {
      jv1::RevocationSnapshot* pending = snapshot->add_revocations();
      pending->set_transfer_id(id);
      pending->set_reason(revocation.reason);
      pending->set_entry_index(revocation.entry_index);
      pending->set_entry_hash(revocation.entry_hash);
    }
  }
  for (const auto& [id, item] : state.register_items) {
    EncodeRegisterItem(item, *out.add_register_entries());
  }
  if (state.book.book_version != 0) {
    *out.mutable_book() = ToMessage(state.book);
  }
  if (state.scheduled_book.book_version != 0) {
    *out.mutable_scheduled_book() = ToMessage(state.scheduled_book);
  }
  out.set_closed_epoch(state.closed_epoch);
  for (const auto& [at, counted] : state.limit_counts) {
    jv1::LimitCountSnapshot* count = out.add_limit_counts();
    count->set_key(at.first);
    count->set_rule_id(at.second);
    count->set_window_from_ms(counted.from_ms);
    count->set_count(counted.count);
  }
  for (const auto& [agency, cursor] : state.inbox_end) {
    jv1::InboxEnd* end = out.add_inbox_ends();
    end->set_agency(agency);
    end->set_cursor(cursor);
  }
  std::string bytes;
  CHECK(out.SerializeToString(&bytes)) << "a state beyond 2 GiB";
  return bytes;
}

absl::StatusOr<State> DecodeState(absl::string_view bytes) {
  jv1::StateSnapshot in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("snapshot: not a serialized state");
  }
  State state;
  state.batch_number = in.batch_number();
  state.log_time_ms = in.log_time_ms();
  state.audit_size = in.audit_size();
  for (const jv1::LinkSnapshot& snapshot : in.links()) {
    Link& link = state.links[snapshot.trust_domain()];
    link.sent_sequence = snapshot.sent_sequence();
    link.received_sequence = snapshot.received_sequence();
    for (const jv1::SequenceRange& range : snapshot.received_ahead()) {
      link.received_ahead.emplace(range.first(), range.last());
    }
    link.contact = DecodeContact(snapshot);
    for (const jv1::RevocationSnapshot& pending : snapshot.revocations()) {
      link.revocations.emplace(
          pending.transfer_id(),
          Revocation{pending.reason(), pending.entry_index(),
                     pending.entry_hash()});
    }
  }
  for (const jv1::InboxEnd& end : in.inbox_ends()) {
    state.inbox_end[end.agency()] = end.cursor();
  }
  state.book = FromMessage(in.book());
  state.scheduled_book = FromMessage(in.scheduled_book());
  state.closed_epoch = in.closed_epoch();
  for (const jv1::LimitCountSnapshot& count : in.limit_counts()) {
    state.limit_counts[{count.key(), count.rule_id()}] = {
        count.window_from_ms(), count.count()};
  }
  for (const jv1::RegisterSnapshot& snapshot : in.register_entries()) {
    RETURN_IF_ERROR(DecodeRegisterItem(snapshot, state));
  }
  for (const jv1::TransferSnapshot& snapshot : in.transfers()) {
    const auto [it, inserted] = state.transfers.emplace(
        snapshot.record().transfer_id(), DecodeTransfer(snapshot));
    if (!inserted) {
      return absl::DataLossError("snapshot: a transfer id appears twice");
    }
    RETURN_IF_ERROR(IndexTransfer(state, it->second));
  }
  for (const auto& [id, transfer] : state.transfers) {
    IndexConsent(state, transfer);
    IndexReply(state, transfer);
  }
  for (auto& [id, transfer] : state.transfers) {
    UpdateAnswerClocks(state, transfer);
    UpdateWithdrawal(state, transfer);
    UpdateUnreviewed(state, transfer);
    UpdateRetention(state, transfer);
  }
  // Fields this version does not know, or a spelling of its own, would be lost
  // with the next snapshot.
  if (EncodeState(state) != bytes) {
    return absl::DataLossError("snapshot: not the encoding of a state");
  }
  return state;
}

}  // namespace enlace::core
