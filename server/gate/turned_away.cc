#include "server/gate/turned_away.h"

#include <algorithm>
#include <utility>

#include "proto/wire/problem.h"

namespace enlace::gate {

Knock KnockOf(const std::string& door, const certs::Identity* identity) {
  return {.door = door,
          .caller = identity == nullptr ? "" : identity->Uri(),
          .problem = std::string(identity == nullptr ? wire::kCallerUnknown
                                                     : wire::kNotEntitled)};
}

void TurnedAway::Add(Knock knock, const Count& count) {
  if (counts_.size() >= kKnocksMax && !counts_.contains(knock)) {
    knock = {.door = knock.door, .problem = ""};
  }
  const auto [at, added] = counts_.emplace(std::move(knock), count);
  if (added) return;
  at->second.times += count.times;
  at->second.first = std::min(at->second.first, count.first);
  at->second.last = std::max(at->second.last, count.last);
}

void TurnedAway::Note(Knock knock) {
  const absl::Time now = clock_.TimeNow();
  const absl::MutexLock lock(&mutex_);
  Add(std::move(knock), {.times = 1, .first = now, .last = now});
}

TurnedAway::Counts TurnedAway::Take(bool at_once) {
  const absl::Time now = clock_.TimeNow();
  const absl::MutexLock lock(&mutex_);
  // Whichever way the clock was set.
  const absl::Duration since = now - logged_at_;
  const bool rests = since >= absl::ZeroDuration() && since < kPause;
  if (rests && !at_once) return {};
  logged_at_ = now;
  return std::exchange(counts_, {});
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
  for (const auto& [knock, count] : counts) Add(knock, count);
}

}  // namespace enlace::gate
