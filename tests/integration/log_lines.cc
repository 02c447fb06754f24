#include "tests/integration/log_lines.h"

#include <utility>

#include "base/check.h"
#include "proto/wire/audit_entry.h"
#include "server/store/sqlite_store.h"

namespace enlace {

std::vector<LogLine> LogOf(const TwoNodes& nodes, const std::string& nation) {
  auto store = store::SqliteStore::Open(nodes.config(nation).store_directory);
  CHECK_OK(store.status());
  std::vector<LogLine> lines;
  const auto rows = (*store)->ReadAudit(0, (*store)->audit_size());
  CHECK_OK(rows.status());
  for (const core::AuditRow& row : *rows) {
    const auto entry = wire::DecodeAuditEntry(row.entry);
    CHECK_OK(entry.status());
    v1::AnnexEntry annex;
    LogLine& line = lines.emplace_back();
    line.step = entry->step;
    CHECK(annex.ParseFromString(row.annex)) << "annex";
    CHECK(line.national.ParseFromString(annex.national())) << "opening";
    line.shared = !annex.shared().empty();
  }
  return lines;
}

}  // namespace enlace
