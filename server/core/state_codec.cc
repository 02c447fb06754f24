#include "server/core/state_codec.h"

#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "server/core/apply_register.h"
#include "server/core/book_version.h"
#include "server/core/maintenance.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

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

// Nothing of a nation that never planned any.
template <typename Snapshot>
void EncodeMaintenance(const Maintenance& maintenance, Snapshot& out) {
  if (maintenance.plans == 0) return;
  jv1::MaintenanceSnapshot& snapshot = *out.mutable_maintenance();
  *snapshot.mutable_window() = ToMessage(maintenance.window);
  snapshot.set_plans(maintenance.plans);
}

Maintenance DecodeMaintenance(const jv1::MaintenanceSnapshot& in) {
  return {WindowOf(in.window()), in.plans()};
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

template <typename Names>
void AddAll(const std::set<std::string>& from, Names* to) {
  to->Assign(from.begin(), from.end());
}

void EncodeDue(const std::set<Due>& dues,
               google::protobuf::RepeatedPtrField<jv1::DueSnapshot>& out) {
  for (const auto& [at_ms, id] : dues) {
    jv1::DueSnapshot* due = out.Add();
    due->set_at_ms(at_ms);
    due->set_transfer_id(id);
  }
}

std::set<Due> DecodeDue(
    const google::protobuf::RepeatedPtrField<jv1::DueSnapshot>& in) {
  std::set<Due> dues;
  for (const jv1::DueSnapshot& due : in) {
    dues.emplace(due.at_ms(), due.transfer_id());
  }
  return dues;
}

void EncodeLink(const Link& link, jv1::LinkSnapshot& out) {
  out.set_sent_sequence(link.sent_sequence);
  out.set_received_sequence(link.received_sequence);
  for (const auto& [first, last] : link.received_ahead) {
    jv1::SequenceRange* range = out.add_received_ahead();
    range->set_first(first);
    range->set_last(last);
  }
  EncodeContact(link.contact, out);
  for (const auto& [id, revocation] : link.revocations) {
    jv1::RevocationSnapshot* pending = out.add_revocations();
    pending->set_transfer_id(id);
    pending->set_reason(revocation.reason);
    pending->set_entry_index(revocation.entry_index);
    pending->set_entry_hash(revocation.entry_hash);
  }
  out.set_queued(link.queued);
  for (const auto& [index, id] : link.evidence) {
    jv1::OwedEvidence* owed = out.add_evidence();
    owed->set_entry_index(index);
    owed->set_transfer_id(id);
  }
  EncodeMaintenance(link.maintenance, out);
}

Link DecodeLink(const jv1::LinkSnapshot& in) {
  Link link;
  link.sent_sequence = in.sent_sequence();
  link.received_sequence = in.received_sequence();
  for (const jv1::SequenceRange& range : in.received_ahead()) {
    link.received_ahead.emplace(range.first(), range.last());
  }
  link.contact = DecodeContact(in);
  for (const jv1::RevocationSnapshot& pending : in.revocations()) {
    link.revocations.emplace(pending.transfer_id(),
                             Revocation{pending.reason(), pending.entry_index(),
                                        pending.entry_hash()});
  }
  link.queued = in.queued();
  for (const jv1::OwedEvidence& owed : in.evidence()) {
    link.evidence.emplace(owed.entry_index(), owed.transfer_id());
  }
  link.maintenance = DecodeMaintenance(in.maintenance());
  return link;
}

// What persons or a clock still have to do.
void EncodeOpenWork(const State& state, jv1::StateSnapshot& out) {
  EncodeDue(state.alarms, *out.mutable_alarms());
  EncodeDue(state.holds, *out.mutable_holds());
  AddAll(state.overdue, out.mutable_overdue());
  AddAll(state.withdrawals, out.mutable_withdrawals());
  AddAll(state.unreviewed, out.mutable_unreviewed());
  AddAll(state.ordered_erasures, out.mutable_ordered_erasures());
}

void DecodeOpenWork(const jv1::StateSnapshot& in, State& state) {
  state.alarms = DecodeDue(in.alarms());
  state.holds = DecodeDue(in.holds());
  state.overdue = {in.overdue().begin(), in.overdue().end()};
  state.withdrawals = {in.withdrawals().begin(), in.withdrawals().end()};
  state.unreviewed = {in.unreviewed().begin(), in.unreviewed().end()};
  state.ordered_erasures = {in.ordered_erasures().begin(),
                            in.ordered_erasures().end()};
}

}  // namespace

std::string EncodeRest(const State& state) {
  jv1::StateSnapshot out;
  out.set_batch_number(state.batch_number);
  out.set_log_time_ms(state.log_time_ms);
  out.set_audit_size(state.audit_size);
  for (const auto& [trust_domain, link] : state.links) {
    jv1::LinkSnapshot* snapshot = out.add_links();
    snapshot->set_trust_domain(trust_domain);
    EncodeLink(link, *snapshot);
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
  out.set_newest_content_ms(state.newest_content_ms);
  EncodeOpenWork(state, out);
  for (const auto& [kind, count] : state.first_decisions) {
    jv1::DecisionCount* decided = out.add_first_decisions();
    decided->set_incoming(kind.first);
    decided->set_decision(kind.second);
    decided->set_count(count);
  }
  EncodeMaintenance(state.maintenance, out);
  std::string bytes;
  CHECK(out.SerializeToString(&bytes)) << "open work beyond 2 GiB";
  return bytes;
}

absl::StatusOr<State> DecodeRest(absl::string_view bytes) {
  jv1::StateSnapshot in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("snapshot: not a serialized state");
  }
  State state;
  state.batch_number = in.batch_number();
  state.log_time_ms = in.log_time_ms();
  state.audit_size = in.audit_size();
  for (const jv1::LinkSnapshot& link : in.links()) {
    state.links[link.trust_domain()] = DecodeLink(link);
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
  state.newest_content_ms = in.newest_content_ms();
  DecodeOpenWork(in, state);
  for (const jv1::DecisionCount& decided : in.first_decisions()) {
    state.first_decisions[{decided.incoming(), decided.decision()}] =
        decided.count();
  }
  state.maintenance = DecodeMaintenance(in.maintenance());
  // Fields this version does not know, or a spelling of its own, would be lost
  // with the next snapshot.
  if (EncodeRest(state) != bytes) {
    return absl::DataLossError("snapshot: not the encoding of a state");
  }
  return state;
}

}  // namespace enlace::core
