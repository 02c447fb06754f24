#include "tests/simulation/audit_view.h"

#include "absl/strings/str_cat.h"
#include "proto/wire/merkle.h"

namespace enlace::simulation {
namespace {

constexpr uint64_t kRowsMax = 1 << 20;

}  // namespace

void AuditView::Read(core::Store& store, Ledger& ledger) {
  const auto rows = store.ReadAudit(entries_.size(), kRowsMax);
  if (!rows.ok()) {
    ledger.Violation("P4: the log cannot be read");
    return;
  }
  for (const core::AuditRow& row : *rows) {
    const size_t i = entries_.size();
    const auto decoded = wire::DecodeAuditEntry(row.entry);
    v1::AnnexEntry annex;
    Entry entry;
    if (!decoded.ok() || !annex.ParseFromString(row.annex) ||
        !wire::VerifyOpenings(*decoded, annex).ok() ||
        !entry.shared.ParseFromString(annex.shared()) ||
        !entry.national.ParseFromString(annex.national())) {
      ledger.Violation("P5: an audit entry does not open");
      continue;
    }
    if (row.index != i || annex.index() != i) {
      ledger.Violation("P4: an audit entry has the wrong index");
    }
    if (!entries_.empty() &&
        decoded->log_time_ms < entries_.back().entry.log_time_ms) {
      ledger.Violation("P4: log time goes back");
    }
    entry.entry = *decoded;
    entry.has_shared = !annex.shared().empty();
    entry.leaf = wire::HashLeaf(row.entry);
    tree_.Append(entry.leaf);
    const bool first =
        positions_
            .emplace(std::make_pair(static_cast<int>(decoded->step),
                                    decoded->transfer_id),
                     i)
            .second;
    if (!first) {
      ledger.Violation(absl::StrCat("P2: step ", decoded->step,
                                    " was logged twice for one transfer"));
    }
    entries_.push_back(std::move(entry));
  }
}

const AuditView::Entry* AuditView::Find(v1::AuditStep step,
                                        const std::string& transfer_id) const {
  const auto it = positions_.find({static_cast<int>(step), transfer_id});
  return it == positions_.end() ? nullptr : &entries_[it->second];
}

}  // namespace enlace::simulation
