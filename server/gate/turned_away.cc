#include "server/gate/turned_away.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proto/wire/handshake_problem.h"
#include "proto/wire/problem.h"

namespace enlace::gate {

Knock KnockOf(const std::string& door, const certs::Identity* identity) {
  return {.door = door,
          .caller = identity == nullptr ? "" : identity->Uri(),
          .problem = std::string(identity == nullptr ? wire::kCallerUnknown
                                                     : wire::kNotEntitled)};
}

Knock BrokenHandshakeAt(const std::string& door) {
  return {.door = door, .problem = std::string(wire::kHandshakeFailed)};
}

void TurnedAway::Add(Knock knock, const Count& count) {
  if (kinds_.size() >= kKnocksMax && !kinds_.contains(knock)) {
    knock = {.door = knock.door, .problem = ""};
  }
  Count& waiting = kinds_[std::move(knock)].waiting;
  if (waiting.times == 0) {
    waiting = count;
    return;
  }
  waiting.times += count.times;
  waiting.first = std::min(waiting.first, count.first);
  waiting.last = std::max(waiting.last, count.last);
}

void TurnedAway::Note(Knock knock) {
  const absl::Time now = clock_.TimeNow();
  const absl::MutexLock lock(&mutex_);
  ++totals_[knock.door];
  Add(std::move(knock), {.times = 1, .first = now, .last = now});
}

std::map<std::string, uint64_t> TurnedAway::totals() const {
  const absl::MutexLock lock(&mutex_);
  return totals_;
}

TurnedAway::Counts TurnedAway::Take(bool at_once) {
  const absl::Time now = clock_.TimeNow();
  const absl::MutexLock lock(&mutex_);
  Counts taken;
  for (auto it = kinds_.begin(); it != kinds_.end();) {
    Kind& kind = it->second;
    // Whichever way the clock was set.
    const absl::Duration since = now - kind.logged_at.value_or(now - kPause);
    const bool rests = since >= absl::ZeroDuration() && since < kPause;
    if (kind.waiting.times == 0) {
      it = rests ? std::next(it) : kinds_.erase(it);
      continue;
    }
    if (!rests || at_once) {
      taken.emplace(it->first, std::exchange(kind.waiting, {}));
      kind.logged_at = now;
    }
    ++it;
  }
  return taken;
}

void TurnedAway::Log(Pipeline& pipeline, Drafts& drafts) {
  LogCounts(Take(/*at_once=*/false), pipeline, drafts);
}

void TurnedAway::LogAll(Pipeline& pipeline, Drafts& drafts) {
  LogCounts(Take(/*at_once=*/true), pipeline, drafts);
}

void TurnedAway::LogCounts(const Counts& counts, Pipeline& pipeline,
                           Drafts& drafts) {
  if (counts.empty()) return;
  std::vector<core::Input> notes;
  for (const auto& [knock, count] : counts) {
    core::Note note{drafts.ForCaller(knock.caller)};
    note.entry.step = v1::AUDIT_STEP_TURNED_AWAY;
    note.entry.transfer_id = drafts.NewTransferId();
    v1::NationalOpening& national = note.entry.national;
    national.set_outcome(v1::DECISION_OUTCOME_DENY);
    national.set_problem(knock.problem);
    v1::Knocks& knocks = *national.mutable_knocks();
    knocks.set_door(knock.door);
    knocks.set_method(knock.method);
    knocks.set_times(count.times);
    knocks.set_first_ms(absl::ToUnixMillis(count.first));
    knocks.set_last_ms(absl::ToUnixMillis(count.last));
    notes.emplace_back(std::move(note));
  }
  if (pipeline.Run(std::move(notes)).ok()) return;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [knock, count] : counts) {
    Add(knock, count);
    const auto kind = kinds_.find(knock);
    if (kind != kinds_.end()) kind->second.logged_at.reset();
  }
}

}  // namespace enlace::gate
