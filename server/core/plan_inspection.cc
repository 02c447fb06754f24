// An inspector's look at the contents of a record.  docs/inspection.md.

#include "server/core/inspection.h"
#include "server/core/planner.h"

namespace enlace::core {

// Whether the entry covers it is decided in the commit that logs it: what is
// revoked before that lets nobody look.
Planned Planner::operator()(Inspection input) {
  if (!clock_trusted_) return RefuseForClock();
  const Transfer* const transfer = state_.FindTransfer(input.transfer_id);
  const auto item = state_.register_items.find(input.entry_id);
  if (transfer == nullptr || item == state_.register_items.end() ||
      !CoversLook(item->second, input.inspector, *transfer, instant_ms_)) {
    return Refuse(LookNotCovered());
  }
  const RecordFacts& record = transfer->record;
  EntryDraft& draft = input.entry;
  draft.step = v1::AUDIT_STEP_INSPECTED;
  draft.transfer_id = record.transfer_id();
  draft.national.set_outcome(transfer->decision);
  draft.national.set_type(record.type());
  draft.national.set_sender(record.sender());
  draft.national.set_recipient(record.recipient());
  draft.national.set_record_id(record.record_id());
  draft.national.add_register_entries(input.entry_id);
  const uint64_t index = AddNote(draft).index;
  journal::v1::Noted& noted = *planned_.events.emplace_back().mutable_noted();
  noted.set_step(v1::AUDIT_STEP_INSPECTED);
  noted.set_entry_index(index);
  return Done();
}

}  // namespace enlace::core
