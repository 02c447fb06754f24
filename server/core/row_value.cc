#include "server/core/row_value.h"

#include "base/check.h"
#include "base/encoding.h"
#include "enlace/journal/v1/snapshot.pb.h"
#include "server/core/apply_override.h"

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
  out.set_alarm_ms(transfer.alarm_ms);
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
  transfer.alarm_ms = in.alarm_ms();
  return transfer;
}

}  // namespace

std::string RowValue(const Transfer& value) {
  jv1::TransferSnapshot out;
  EncodeTransfer(value, out);
  std::string bytes;
  CHECK(out.SerializeToString(&bytes)) << "a transfer beyond 2 GiB";
  return bytes;
}

std::string RowValue(int64_t value) {
  std::string bytes;
  AppendU64(bytes, static_cast<uint64_t>(value));
  return bytes;
}

bool ParseRowValue(absl::string_view bytes, Transfer& value) {
  jv1::TransferSnapshot in;
  if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return false;
  }
  value = DecodeTransfer(in);
  return true;
}

bool ParseRowValue(absl::string_view bytes, std::string& value) {
  value = std::string(bytes);
  return true;
}

bool ParseRowValue(absl::string_view bytes, int64_t& value) {
  if (bytes.size() != sizeof(value)) return false;
  value = static_cast<int64_t>(ReadU64(bytes));
  return true;
}

}  // namespace enlace::core
