#include "server/store/journal_check.h"

#include <algorithm>
#include <vector>

#include "base/sqlite.h"
#include "base/status_macros.h"
#include "proto/wire/compact_tree.h"
#include "proto/wire/merkle.h"
#include "server/store/journal_schema.h"
#include "server/store/payload_index.h"

namespace enlace::store {
namespace {

constexpr uint64_t kRowsAtOnce = 1024;
// Batches between two calls of the progress.
constexpr uint64_t kBatchesPerCall = 256;

}  // namespace

absl::StatusOr<Hash> LogRoot(JournalReader& journal, uint64_t size) {
  wire::CompactTree tree;
  for (uint64_t first = 0; first < size; first += kRowsAtOnce) {
    ASSIGN_OR_RETURN(
        const std::vector<core::AuditRow> rows,
        journal.ReadAudit(first, std::min(size, first + kRowsAtOnce)));
    for (const core::AuditRow& row : rows) {
      tree.Append(wire::HashLeaf(row.entry));
    }
  }
  return tree.Root();
}

absl::StatusOr<CheckedJournal> CheckJournal(absl::string_view path,
                                            CheckProgress progress) {
  {
    ASSIGN_OR_RETURN(
        sqlite::Database database,
        sqlite::Database::Open(path, sqlite::Database::Mode::kReadAtRest));
    RETURN_IF_ERROR(CheckIdentity(database, path));
  }
  ASSIGN_OR_RETURN(
      JournalReader journal,
      JournalReader::Open(path, sqlite::Database::Mode::kReadAtRest));
  CheckedJournal checked;
  PayloadIndex index;
  ASSIGN_OR_RETURN(
      checked.end,
      journal.Follow(0, [&](uint64_t number, const Manifest& manifest) {
        index.Apply(number, manifest);
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(journal.CheckEnds(checked.end));
  const auto check_batch = [&](uint64_t number,
                               const Manifest& manifest) -> absl::Status {
    RETURN_IF_ERROR(journal.ReadEvents(number, manifest).status());
    for (size_t i = 0; i < manifest.payloads.size(); ++i) {
      const std::string& id = manifest.payloads[i].transfer_id;
      ASSIGN_OR_RETURN(const auto location, index.Find(id));
      if (!location || location->position != PayloadPosition(number, i)) {
        continue;
      }
      ASSIGN_OR_RETURN(const core::SealedPayload payload,
                       journal.ReadPayload(id, *location));
      ++checked.payloads_of_epoch[payload.key_epoch];
    }
    if (number % kBatchesPerCall == 0 || number == checked.end.number) {
      progress(number, checked.end.number);
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(journal.Follow(0, check_batch).status());
  ASSIGN_OR_RETURN(checked.log_root, LogRoot(journal, checked.end.audit_size));
  return checked;
}

}  // namespace enlace::store
