#include "tests/simulation/audit_view.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/wire/merkle.h"
#include "tests/simulation/reach.h"

namespace enlace::simulation {
namespace {

constexpr uint64_t kRowsMax = 1 << 20;

// Whether its step may be logged once more for the same transfer: what was held
// is decided again, reviewed by several, and reported when it is released.
bool MayHappenAgain(const AuditView::Entry& entry) {
  switch (entry.entry.step) {
    case v1::AUDIT_STEP_DECIDED_OUTGOING:
    case v1::AUDIT_STEP_DECIDED_INCOMING:
      return entry.national.outcome() == v1::DECISION_OUTCOME_HOLD;
    case v1::AUDIT_STEP_REPORTED:
      return entry.national.reported_state() == v1::RECORD_STATE_DELIVERED;
    default:
      return entry.entry.step == v1::AUDIT_STEP_REVIEWED ||
             entry.entry.step == v1::AUDIT_STEP_OVERRIDDEN ||
             entry.entry.step == v1::AUDIT_STEP_OVERRIDE_REVIEWED;
  }
}

}  // namespace

void AuditView::Read(core::Store& store, Ledger& ledger) {
  const auto rows = store.ReadAudit(leaves_.size(), kRowsMax);
  if (!rows.ok()) {
    ledger.Violation("P4: the log cannot be read");
    return;
  }
  for (const core::AuditRow& row : *rows) {
    const size_t i = leaves_.size();
    Entry entry;
    entry.leaf = wire::HashLeaf(row.entry);
    leaves_.push_back(entry.leaf);
    tree_.Append(entry.leaf);
    const auto decoded = wire::DecodeAuditEntry(row.entry);
    v1::AnnexEntry annex;
    if (!decoded.ok() || !annex.ParseFromString(row.annex) ||
        !wire::VerifyOpenings(*decoded, annex).ok()) {
      ledger.Violation("P5: an audit entry does not open");
      continue;
    }
    entry.entry = *decoded;
    if (row.index != i || annex.index() != i) {
      ledger.Violation("P4: an audit entry has the wrong index");
    }
    if (!entries_.empty() &&
        decoded->log_time_ms < entries_.back().entry.log_time_ms) {
      ledger.Violation("P4: log time goes back");
    }
    if (!Open(entry, annex, ledger)) {
      ledger.Violation("P5: an audit entry does not open");
    }
  }
}

bool AuditView::Open(const Entry& entry, const v1::AnnexEntry& annex,
                     Ledger& ledger) {
  Entry opened = entry;
  if (annex.leaves().empty()) {
    opened.transfer_id = entry.entry.transfer_id;
    opened.has_shared = !annex.shared().empty();
    if (!opened.shared.ParseFromString(annex.shared()) ||
        !opened.national.ParseFromString(annex.national())) {
      return false;
    }
    Add(std::move(opened), ledger);
    return true;
  }
  int records = 0;
  for (const v1::AnnexLeaf& leaf : annex.leaves()) {
    if (leaf.shared().empty() && leaf.national().empty()) continue;
    opened.has_shared = !leaf.shared().empty();
    if (!opened.shared.ParseFromString(leaf.shared()) ||
        !opened.national.ParseFromString(leaf.national()) ||
        opened.shared.step() != entry.entry.step) {
      return false;
    }
    opened.transfer_id = opened.shared.transfer_id();
    if (opened.transfer_id == entry.entry.transfer_id) return false;
    ++records;
    Add(opened, ledger);
  }
  if (records > 1) SIM_REACHED("entry_of_many_records");
  return records > 0;
}

void AuditView::Add(Entry entry, Ledger& ledger) {
  std::vector<size_t>& positions =
      positions_[{static_cast<int>(entry.entry.step), entry.transfer_id}];
  if (!positions.empty() && !MayHappenAgain(entries_[positions.back()])) {
    ledger.Violation(absl::StrCat("P2: step ", entry.entry.step,
                                  " was logged twice for one transfer"));
  }
  positions.push_back(entries_.size());
  entries_.push_back(std::move(entry));
}

const AuditView::Entry* AuditView::Find(v1::AuditStep step,
                                        const std::string& transfer_id) const {
  const auto it = positions_.find({static_cast<int>(step), transfer_id});
  return it == positions_.end() ? nullptr : &entries_[it->second.back()];
}

const AuditView::Entry* AuditView::FindFirst(
    v1::AuditStep step, const std::string& transfer_id) const {
  const auto it = positions_.find({static_cast<int>(step), transfer_id});
  return it == positions_.end() ? nullptr : &entries_[it->second.front()];
}

}  // namespace enlace::simulation
