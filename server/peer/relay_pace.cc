#include "server/peer/relay_pace.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "proto/wire/problem.h"

namespace enlace::peer {
namespace {

constexpr absl::Duration kPauseMin = absl::Seconds(1);
constexpr absl::Duration kPauseMax = absl::Minutes(10);
constexpr int kLoneFailuresMax = 3;

absl::Duration PauseAfter(int attempts) {
  const int doublings = std::min(attempts - 1, 10);
  return std::min(kPauseMax, kPauseMin * (1 << doublings));
}

// The other node did not answer: it may be away, or may have broken.
bool IsUnheard(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable ||
         code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kCancelled;
}

}  // namespace

bool ConcernsRecord(const v1::Problem& problem) {
  constexpr std::array kOfTheNode = {
      wire::kSuspended,       wire::kOverloaded,      wire::kClockUntrusted,
      wire::kUnavailable,     wire::kLinkNotAccepted, wire::kLinkUnknown,
      wire::kLinkFileExpired, wire::kLinkFileInvalid};
  const auto code = static_cast<absl::StatusCode>(problem.code());
  return !IsUnheard(code) && code != absl::StatusCode::kResourceExhausted &&
         code != absl::StatusCode::kAborted &&
         std::find(kOfTheNode.begin(), kOfTheNode.end(), problem.reason()) ==
             kOfTheNode.end();
}

std::set<std::string> RelayPace::WaitingAt(absl::Time now) const {
  std::set<std::string> waiting;
  for (const auto& [id, each] : set_aside_) {
    if (now < each.until) waiting.insert(id);
  }
  return waiting;
}

void RelayPace::Settle(const std::string& transfer_id) {
  set_aside_.erase(transfer_id);
}

bool RelayPace::Put(const std::string& transfer_id, absl::string_view reason,
                    absl::Time now) {
  const auto known = set_aside_.find(transfer_id);
  if (known == set_aside_.end() && set_aside_.size() >= kSetAsideMax) {
    return false;
  }
  SetAside& each = set_aside_[transfer_id];
  if (each.attempts == 0) each.since = now;
  ++each.attempts;
  each.reason = std::string(reason);
  each.unheard = false;
  each.until = now + PauseAfter(each.attempts);
  return true;
}

void RelayPace::Passed() {
  batch_max_ = std::min(kBatchMax, batch_max_ * 2);
  lone_failures_ = 0;
  // The other node was away, most likely; had it broken at one of these, that
  // one will be tried in vain once more.
  for (auto& [id, each] : set_aside_) {
    if (each.unheard && each.attempts == 1) each.until = absl::InfinitePast();
  }
}

void RelayPace::Failed(const std::vector<std::string>& transfer_ids,
                       const absl::Status& status, absl::Time now) {
  if (transfer_ids.size() > 1) {
    batch_max_ = std::max<size_t>(1, transfer_ids.size() / 2);
    return;
  }
  const bool unheard = IsUnheard(status.code());
  if (!unheard && !ConcernsRecord(wire::ToProblem(status, "en"))) return;
  if (unheard && ++lone_failures_ < kLoneFailuresMax) return;
  lone_failures_ = 0;
  if (!Put(transfer_ids.front(), wire::ReasonOf(status), now)) return;
  SetAside& each = set_aside_[transfer_ids.front()];
  each.unheard = unheard;
  // An outage would otherwise set one record after the other aside for long.
  if (unheard) each.until = std::max(each.until, now + absl::Seconds(30));
}

void RelayPace::KeepQueued(
    const std::function<bool(const std::string&)>& is_queued) {
  for (auto it = set_aside_.begin(); it != set_aside_.end();) {
    it = is_queued(it->first) ? std::next(it) : set_aside_.erase(it);
  }
}

}  // namespace enlace::peer
