// First contact: who accepted whose link file.  docs/identity.md.

#include <utility>

#include "proto/wire/problem.h"
#include "server/core/first_contact.h"
#include "server/core/planner.h"

namespace enlace::core {

Planned Planner::operator()(LinkAcceptance input) {
  if (!clock_trusted_) return RefuseForClock();
  const Link* const link = state_.FindLink(input.link);
  size_t before = 0;
  if (link != nullptr && link->contact.file_digest == input.file_digest) {
    if (link->contact.Accepted(input.file_digest)) {
      return Refuse(absl::StatusCode::kAlreadyExists, wire::kAlreadyAccepted,
                    "nation: enough persons have accepted its link file");
    }
    if (link->contact.accepted_by.contains(input.person)) {
      return Refuse(absl::StatusCode::kAlreadyExists, wire::kAlreadyAccepted,
                    "nation: you have accepted its link file; another person "
                    "must do so too");
    }
    before = link->contact.accepted_by.size();
  }
  EntryDraft& draft = input.entry;
  draft.step = v1::AUDIT_STEP_LINK_ACCEPTED;
  draft.national.add_persons(input.person);
  draft.national.set_link_nation(input.link);
  draft.national.set_link_file_digest(input.file_digest);
  const Entry entry = AddNote(draft);
  journal::v1::LinkAccepted& accepted =
      *planned_.events.emplace_back().mutable_link_accepted();
  accepted.set_link(std::move(input.link));
  accepted.set_file_digest(std::move(input.file_digest));
  accepted.set_person(std::move(input.person));
  accepted.set_complete(before + 1 >= kAcceptingPersons);
  accepted.set_entry_index(entry.index);
  accepted.set_accepted_at_ms(instant_ms_);
  return Done();
}

Planned Planner::operator()(LinkAcceptanceByPeer input) {
  const Link* const link = state_.FindLink(input.link);
  if (link != nullptr &&
      link->contact.own_file_digest == input.link_files.own &&
      link->contact.peer_file_digest == input.link_files.peer) {
    return Duplicate();
  }
  EntryDraft& draft = input.entry;
  draft.step = v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER;
  draft.national.set_link_nation(input.link);
  draft.national.set_link_file_digest(input.link_files.own);
  const Entry entry = AddNote(draft);
  journal::v1::LinkAcceptedByPeer& accepted =
      *planned_.events.emplace_back().mutable_link_accepted_by_peer();
  accepted.set_link(std::move(input.link));
  accepted.set_file_digest(std::move(input.link_files.own));
  accepted.set_peer_file_digest(std::move(input.link_files.peer));
  accepted.set_entry_index(entry.index);
  return Done();
}

}  // namespace enlace::core
