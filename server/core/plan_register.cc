// The register: what persons propose, approve and revoke.  docs/register.md.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "proto/wire/problem.h"
#include "server/core/inspection.h"
#include "server/core/lapse.h"
#include "server/core/planner.h"
#include "server/core/register.h"
#include "server/core/retention.h"
#include "server/core/substitution.h"

namespace enlace::core {
namespace {

// Nobody gives a right to oneself.
absl::Status CheckNotForOneself(const v1::RegisterEntry& entry,
                                const std::string& person) {
  if (MakesSubstitute(entry, person)) {
    return wire::Refusal(
        absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
        "entry.substitute: is you; other persons must write and approve it");
  }
  if (MakesInspector(entry, person)) {
    return wire::Refusal(
        absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
        "entry.inspector: is you; other persons must write and approve it");
  }
  return absl::OkStatus();
}

// An order that names what is not here would wait for ever.
absl::Status CheckOrdered(const State& state, const v1::RegisterEntry& entry) {
  if (entry.kind() != v1::REGISTER_KIND_ERASURE_ORDER) return absl::OkStatus();
  const bool known = std::all_of(
      entry.transfer_ids().begin(), entry.transfer_ids().end(),
      [&](const std::string& id) { return state.FindTransfer(id) != nullptr; });
  if (known) return absl::OkStatus();
  return wire::FieldInvalid("entry.transfer_ids",
                            "must be transfers that this node knows");
}

}  // namespace

Planned Planner::operator()(RegisterProposal input) {
  if (!clock_trusted_) return RefuseForClock();
  const std::string& id = input.change.entry_id;
  const auto known = state_.register_items.find(id);
  if (known != state_.register_items.end()) {
    if (known->second.digest == input.change.entry_digest &&
        known->second.persons.contains(input.change.person)) {
      return Duplicate();
    }
    return Refuse(absl::StatusCode::kAlreadyExists, kRegisterEntryKnown,
                  "entry.entry_id: names another entry for ever; take a new "
                  "one");
  }
  v1::RegisterEntry entry;
  if (!entry.ParseFromString(input.entry)) {
    return Refuse(absl::StatusCode::kInvalidArgument, wire::kFieldInvalid,
                  "entry: cannot be read");
  }
  absl::Status for_another = CheckNotForOneself(entry, input.change.person);
  if (!for_another.ok()) return Refuse(std::move(for_another));
  absl::Status ordered = CheckOrdered(state_, entry);
  if (!ordered.ok()) return Refuse(std::move(ordered));
  if (input.valid_until_ms <= instant_ms_) {
    return Refuse(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                  "entry.valid_until_ms: is past");
  }
  const uint64_t index =
      AddRegisterNote(v1::AUDIT_STEP_REGISTER_PROPOSED, input.change);
  journal::v1::RegisterProposed& proposed =
      *planned_.events.emplace_back().mutable_register_proposed();
  proposed.set_entry_id(id);
  proposed.set_entry(std::move(input.entry));
  proposed.set_matter_tag(std::move(input.matter_tag));
  proposed.set_person(input.change.person);
  proposed.set_entry_index(index);
  return Done();
}

absl::Status Planner::CheckRegisterChange(const RegisterChange& change) const {
  const auto known = state_.register_items.find(change.entry_id);
  if (known == state_.register_items.end() ||
      known->second.digest != change.entry_digest) {
    return wire::Refusal(absl::StatusCode::kNotFound, kRegisterEntryUnknown,
                         "act.entry_id: no such entry, or another one than was "
                         "looked at; see `enlace register show`");
  }
  if (known->second.revoked_at_ms != 0) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition,
                         kRegisterEntryRevoked,
                         "act.entry_id: the entry was revoked");
  }
  return absl::OkStatus();
}

Planned Planner::operator()(const RegisterApproval& input) {
  if (!clock_trusted_) return RefuseForClock();
  const RegisterChange& change = input.change;
  absl::Status allowed = CheckRegisterChange(change);
  if (!allowed.ok()) return Refuse(std::move(allowed));
  const RegisterItem& item = state_.register_items.at(change.entry_id);
  // Who wrote it does not approve it; who approved it has done so.
  if (item.persons.contains(change.person)) {
    return Refuse(absl::StatusCode::kAlreadyExists, wire::kAlreadyAccepted,
                  "act.person: you wrote or approved the entry; another person "
                  "must approve it");
  }
  if (item.approved_at_ms != 0) return Duplicate();
  absl::Status for_another = CheckNotForOneself(item.entry, change.person);
  if (!for_another.ok()) return Refuse(std::move(for_another));
  if (item.entry.valid_until_ms() <= instant_ms_) {
    return Refuse(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                  "act.entry_id: the entry's time has run out");
  }
  const uint64_t index =
      AddRegisterNote(v1::AUDIT_STEP_REGISTER_APPROVED, change);
  journal::v1::RegisterApproved& approved =
      *planned_.events.emplace_back().mutable_register_approved();
  approved.set_entry_id(change.entry_id);
  approved.set_person(change.person);
  approved.set_complete(item.persons.size() + 1 >= kRegisterPersons);
  approved.set_approved_at_ms(instant_ms_);
  approved.set_entry_index(index);
  return Done();
}

// Ending an entry only tightens: it takes one person, and no good clock.
Planned Planner::operator()(const RegisterRevocation& input) {
  const RegisterChange& change = input.change;
  absl::Status allowed = CheckRegisterChange(change);
  if (!allowed.ok()) return Refuse(std::move(allowed));
  const uint64_t index =
      AddRegisterNote(v1::AUDIT_STEP_REGISTER_REVOKED, change);
  journal::v1::RegisterRevoked& revoked =
      *planned_.events.emplace_back().mutable_register_revoked();
  revoked.set_entry_id(change.entry_id);
  revoked.set_person(change.person);
  revoked.set_revoked_at_ms(instant_ms_);
  revoked.set_entry_index(index);
  return Done();
}

uint64_t Planner::AddRegisterNote(v1::AuditStep step,
                                  const RegisterChange& change) {
  EntryDraft draft = change.entry;
  draft.step = step;
  draft.national.add_persons(change.person);
  draft.national.add_register_entries(change.entry_id);
  draft.national.set_register_digest(change.entry_digest);
  draft.national.set_register_act(change.signed_act);
  return AddNote(draft).index;
}

void Planner::RestPermit(const StateFacts& known, policy::Direction direction,
                         const policy::Decision& decision,
                         RecordFacts& record) const {
  // What is held is decided anew when the register changes.
  const std::vector<Standing> rests_on =
      decision.outcome == policy::Outcome::kPermit
          ? RestsOn(known.standing, book_, direction, record.type())
          : std::vector<Standing>();
  record.set_permit_until_ms(PermitUntilMs(
      decision, EarlierEndMs(known.consent_until_ms, FirstEndMs(rests_on))));
  record.set_receipt_level(ToProto(decision.receipt));
  LimitRetention(decision, instant_ms_, record);
  record.clear_register_entries();
  for (std::string& id : EntryIdsOf(rests_on)) {
    record.add_register_entries(std::move(id));
  }
}

void Planner::AddWithdrawn(const Transfer& transfer, EntryDraft draft) {
  draft.national.mutable_register_entries()->CopyFrom(
      transfer.record.register_entries());
  if (transfer.incoming) {
    return AddExpired(transfer, kBasisEndedReason, std::move(draft));
  }
  AddRevoked(SubjectOf(transfer), std::string(kBasisEndedReason),
             std::move(draft));
  if (transfer.state == v1::RECORD_STATE_QUEUED || transfer.inbox_cursor != 0) {
    planned_.dropped_payloads.push_back(transfer.record.transfer_id());
  }
}

}  // namespace enlace::core
