#include "server/gate/drafts.h"

#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

constexpr size_t kBlindSize = 32;

void DescribeRecord(const v1::Header& header, absl::string_view record_id,
                    v1::NationalOpening& national) {
  national.set_type(header.type());
  national.set_sender(header.sender());
  national.set_recipient(header.recipient());
  national.set_record_id(std::string(record_id));
}

// What no rule names is dropped by default; that is not news of its own.
void NoteAction(const policy::FieldAction& action,
                v1::NationalOpening& national) {
  if (action.kind == policy::FieldAction::kRelease || action.rule_id.empty()) {
    return;
  }
  v1::Redaction& redaction = *national.add_redactions();
  redaction.set_path(action.path);
  redaction.set_rule_id(action.rule_id);
  redaction.set_reason(action.reason);
  redaction.set_citation(action.citation);
  if (action.silent) national.add_silent_paths(action.path);
}

}  // namespace

v1::DecisionOutcome ToProto(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::kPermit:
      return v1::DECISION_OUTCOME_PERMIT;
    case policy::Outcome::kHold:
      return v1::DECISION_OUTCOME_HOLD;
    case policy::Outcome::kDeny:
      break;
  }
  return v1::DECISION_OUTCOME_DENY;
}

core::EntryDraft Drafts::ForCaller(absl::string_view caller) {
  core::EntryDraft draft;
  const std::string drawn = random_.Bytes(3 * kBlindSize);
  draft.shared_blind = drawn.substr(0, kBlindSize);
  draft.national_blind = drawn.substr(kBlindSize, kBlindSize);
  draft.batch_seed = drawn.substr(2 * kBlindSize);
  draft.national.set_caller(std::string(caller));
  return draft;
}

core::EntryDraft Drafts::ForLink(absl::string_view caller) {
  core::EntryDraft draft = ForCaller(caller);
  draft.transfer_id = NewTransferId();
  return draft;
}

core::EntryDraft Drafts::ForDecision(absl::string_view caller,
                                     const policy::Decision& decision,
                                     absl::string_view facts_commitment) {
  core::EntryDraft draft = ForCaller(caller);
  draft.national.set_facts_commitment(std::string(facts_commitment));
  if (decision.outcome == policy::Outcome::kDeny) return draft;
  for (const policy::FieldAction& action : decision.fields) {
    NoteAction(action, draft.national);
  }
  for (const policy::ElementActions& list : decision.elements) {
    for (const policy::FieldAction& action : list.actions) {
      NoteAction(action, draft.national);
    }
  }
  return draft;
}

core::Note Drafts::ForRefusal(absl::string_view caller,
                              const absl::Status& status,
                              const v1::Header* header,
                              absl::string_view record_id) {
  core::Note note{ForCaller(caller)};
  note.entry.step = v1::AUDIT_STEP_REFUSED;
  note.entry.transfer_id = NewTransferId();
  v1::NationalOpening& national = note.entry.national;
  national.set_outcome(v1::DECISION_OUTCOME_DENY);
  national.set_problem(std::string(wire::ReasonOf(status)));
  if (header != nullptr) DescribeRecord(*header, record_id, national);
  return note;
}

core::Note Drafts::ForLook(absl::string_view caller,
                           const core::RecordFacts& record) {
  core::Note note{ForCaller(caller)};
  note.entry.step = v1::AUDIT_STEP_LOOKED_AT;
  note.entry.transfer_id = record.transfer_id();
  v1::NationalOpening& national = note.entry.national;
  national.set_type(record.type());
  national.set_sender(record.sender());
  national.set_recipient(record.recipient());
  national.set_record_id(record.record_id());
  national.set_outcome(v1::DECISION_OUTCOME_HOLD);
  return note;
}

core::Note Drafts::ForListing(absl::string_view caller,
                              absl::string_view method) {
  core::Note note{ForCaller(caller)};
  note.entry.step = v1::AUDIT_STEP_LISTED;
  note.entry.transfer_id = NewTransferId();
  note.entry.national.set_method(std::string(method));
  return note;
}

core::Note Drafts::ForSearch(absl::string_view caller,
                             const std::string& request) {
  core::Note note{ForCaller(caller)};
  note.entry.step = v1::AUDIT_STEP_SUBJECT_SEARCHED;
  note.entry.transfer_id = NewTransferId();
  note.entry.national.add_register_entries(request);
  return note;
}

core::Note Drafts::ForTry(absl::string_view caller, const v1::Header& header,
                          absl::string_view record_id,
                          const policy::Decision& decision,
                          absl::string_view facts_commitment) {
  core::Note note{ForDecision(caller, decision, facts_commitment)};
  note.entry.step = v1::AUDIT_STEP_TRIED;
  note.entry.transfer_id = NewTransferId();
  v1::NationalOpening& national = note.entry.national;
  DescribeRecord(header, record_id, national);
  national.set_outcome(ToProto(decision.outcome));
  national.set_reason(decision.reason);
  national.mutable_rule_ids()->Assign(decision.rule_ids.begin(),
                                      decision.rule_ids.end());
  national.mutable_citations()->Assign(decision.citations.begin(),
                                       decision.citations.end());
  national.set_book_digest(decision.book_digest);
  return note;
}

}  // namespace enlace::gate
