#include "server/core/plan.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "proto/wire/problem.h"
#include "server/core/planner.h"

namespace enlace::core {

int64_t BatchInstantMs(const State& state, absl::Time now) {
  return std::max(absl::ToUnixMillis(now), state.log_time_ms);
}

Planned Plan(const State& state, Input input, const policy::Book& book,
             absl::Time now) {
  return std::visit(Planner(state, book, now), std::move(input));
}

Planner::Planner(const State& state, const policy::Book& book, absl::Time now)
    : state_(state),
      book_(book),
      instant_ms_(BatchInstantMs(state, now)),
      clock_trusted_(absl::FromUnixMillis(state.log_time_ms) - now <=
                     kClockStepMax) {}

Planner::Entry Planner::AddEntry(v1::AuditStep step,
                                 const EntrySubject& subject,
                                 EntryDraft draft) {
  const uint64_t index = state_.audit_size + planned_.audit.size();
  HashedAuditRow hashed =
      MakeAuditRow(step, subject, std::move(draft), index, instant_ms_);
  planned_.audit.push_back(std::move(hashed.row));
  return {index, hashed.leaf};
}

uint64_t Planner::AddToBatch(v1::AuditStep step, const Transfer& transfer,
                             const EntrySubject& subject, EntryDraft draft) {
  const auto open = state_.open_entries.find({step, transfer.link});
  const uint64_t index =
      open == state_.open_entries.end() ? state_.audit_size : open->second;
  planned_.batched.push_back(
      {index, step, CompleteDraft(step, subject, std::move(draft))});
  return index;
}

Planner::Entry Planner::AddNote(const EntryDraft& draft) {
  const uint64_t index = state_.audit_size + planned_.audit.size();
  HashedAuditRow hashed = MakeNoteRow(draft, index, instant_ms_);
  planned_.audit.push_back(std::move(hashed.row));
  return {index, hashed.leaf};
}

const Transfer* Planner::FindOnLink(absl::string_view transfer_id,
                                    absl::string_view link,
                                    bool incoming) const {
  const Transfer* transfer = state_.FindTransfer(transfer_id);
  if (transfer != nullptr && transfer->incoming == incoming &&
      transfer->link == link && transfer->link_sequence != 0) {
    return transfer;
  }
  return nullptr;
}

Planned Planner::Done(std::string bytes) {
  planned_.answer.kind = Answer::Kind::kDone;
  planned_.answer.bytes = std::move(bytes);
  return std::move(planned_);
}

Planned Planner::Duplicate(std::string bytes) {
  planned_.answer.kind = Answer::Kind::kDuplicate;
  planned_.answer.bytes = std::move(bytes);
  return std::move(planned_);
}

Planned Planner::Stale() {
  planned_.answer.kind = Answer::Kind::kStale;
  return std::move(planned_);
}

Planned Planner::Refuse(absl::StatusCode code, absl::string_view reason,
                        absl::string_view message) {
  return Refuse(wire::Refusal(code, reason, message));
}

Planned Planner::Refuse(absl::Status status) {
  planned_.answer.kind = Answer::Kind::kRefused;
  planned_.answer.status = std::move(status);
  return std::move(planned_);
}

Planned Planner::RefuseUnknownTransfer() {
  return Refuse(absl::StatusCode::kNotFound, kTransferUnknown,
                "transfer_id: no such transfer on this link");
}

Planned Planner::RefuseUnknownDelivery() {
  return Refuse(absl::StatusCode::kNotFound, kTransferUnknown,
                "transfer_id: no such delivery to the caller");
}

Planned Planner::RefuseRevoked() {
  return Refuse(absl::StatusCode::kFailedPrecondition, kRecordRevoked,
                "transfer_id: the sender's nation took its permit back");
}

Planned Planner::RefuseForClock() {
  return Refuse(absl::StatusCode::kUnavailable, wire::kClockUntrusted,
                "the node's clock is behind its log; try again later");
}

}  // namespace enlace::core
