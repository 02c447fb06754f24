#include "tests/bench/decision_row.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "server/core/audit_row.h"

namespace enlace::bench {
namespace {

constexpr int64_t kFirstMs = 1770000000000;

}  // namespace

std::string Drawn(absl::string_view label, uint64_t index) {
  return ToBytes(Sha256(absl::StrCat(label, index)));
}

std::string TransferIdOf(uint64_t index) {
  return Drawn("transfer", index).substr(0, 16);
}

core::AuditRow DecisionRow(uint64_t index, absl::string_view history) {
  core::RecordFacts record;
  record.set_transfer_id(TransferIdOf(index));
  record.set_record_id(Drawn(absl::StrCat("record", history), index));
  record.set_type("FirearmTraceRequest");
  record.set_sender("spiffe://mx.enlace.example/agency/fgr");
  record.set_recipient("spiffe://us.enlace.example/agency/atf");
  core::EntryDraft draft;
  draft.shared_blind = Drawn("shared", index);
  draft.national_blind = Drawn("national", index);
  draft.national.set_caller(record.sender());
  draft.national.add_rule_ids("MX-TRACE-1");
  draft.national.add_citations("MX-CPEUM/21");
  draft.national.set_book_digest(Drawn("book", 0));
  draft.national.set_facts_commitment(Drawn("facts", index));
  core::EntrySubject subject{.record = record, .link = "us.enlace.example"};
  subject.link_sequence = index + 1;
  subject.outcome = v1::DECISION_OUTCOME_PERMIT;
  subject.decided_at_ms = kFirstMs + static_cast<int64_t>(index);
  subject.crosses = true;
  return core::MakeAuditRow(v1::AUDIT_STEP_DECIDED_OUTGOING, subject,
                            std::move(draft), index, subject.decided_at_ms)
      .row;
}

}  // namespace enlace::bench
