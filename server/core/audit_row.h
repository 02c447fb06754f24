// Makes the rows of the audit log: the entry's bytes and what opens them.
//
// Decisions have an entry each.  What happens to many records at once
// (relayed, handed over, collected, reported) has one entry a commit and link:
// proto/wire/batch_entry.h.

#ifndef ENLACE_SERVER_CORE_AUDIT_ROW_H_
#define ENLACE_SERVER_CORE_AUDIT_ROW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/store.h"

namespace enlace::core {

// What the core knows about an entry that concerns a record.
struct EntrySubject {
  const RecordFacts& record;
  bool incoming = false;
  absl::string_view link;
  uint64_t link_sequence = 0;
  v1::DecisionOutcome outcome = v1::DECISION_OUTCOME_UNSPECIFIED;
  int64_t decided_at_ms = 0;
  // False for what never left its nation: such an entry has no shared opening.
  bool crosses = false;
};

// The subject of an entry about a transfer that was decided before.
EntrySubject SubjectOf(const Transfer& transfer);

// A row, and the RFC 6962 leaf hash of its entry.
struct HashedAuditRow {
  AuditRow row;
  Hash leaf{};
};

// `draft` with all that the core knows of `subject`, to which `step` happened.
EntryDraft CompleteDraft(v1::AuditStep step, const EntrySubject& subject,
                         EntryDraft draft);

// The entry that says `step` happened to `subject`.
// REQUIRES: blinds of 32 bytes, a transfer id of 16.
HashedAuditRow MakeAuditRow(v1::AuditStep step, const EntrySubject& subject,
                            EntryDraft draft, uint64_t index,
                            int64_t log_time_ms);

// The entry that says `step` happened to several records, all of which crossed.
// REQUIRES: at least one completed draft; blinds and seeds of 32 bytes.
HashedAuditRow MakeBatchRow(v1::AuditStep step, std::vector<EntryDraft> records,
                            uint64_t index, int64_t log_time_ms);

// The entry of a Note: of the draft's own transfer id and step, never shared.
HashedAuditRow MakeNoteRow(const EntryDraft& draft, uint64_t index,
                           int64_t log_time_ms);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_AUDIT_ROW_H_
