#include "server/core/plan.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
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

const Transfer* Planner::FindOnLink(absl::string_view transfer_id,
                                    absl::string_view link, bool incoming) {
  const Transfer* transfer = state_.FindTransfer(transfer_id);
  if (transfer != nullptr && transfer->incoming == incoming &&
      transfer->link == link && transfer->link_sequence != 0) {
    return transfer;
  }
  Refuse(absl::StatusCode::kNotFound, "TRANSFER_NOT_FOUND",
         "transfer_id: no such transfer on this link");
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
  planned_.answer.kind = Answer::Kind::kRefused;
  planned_.answer.status =
      absl::Status(code, absl::StrCat(reason, ": ", message));
  return std::move(planned_);
}

Planned Planner::RefuseForClock() {
  return Refuse(absl::StatusCode::kUnavailable, "CLOCK_STEPPED_BACK",
                "the node's clock is behind its log; try again later");
}

}  // namespace enlace::core
