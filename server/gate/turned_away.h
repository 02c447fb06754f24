// Who was turned away at a door, counted until the log says so.
//
// Anybody can knock as often as they like: an entry for each knock would let a
// stranger write the log.  What is alike (door, caller, problem, method) is one
// kind: its first knock after a pause is logged at the next look, so that a
// crash a moment later does not hide it; what follows is counted, and becomes
// one entry when ten minutes have passed since.  Of a caller whose certificate
// did not verify no name is kept: it would be the stranger's own words.
//
// Kinds are bounded, and each has one entry in ten minutes at most: so is what
// a flood can write, and what it can fill.
//
//   turned_away.Note(KnockOf("peers", nullptr));
//   turned_away.Log(pipeline, drafts);   // every second or so
//
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_TURNED_AWAY_H_
#define ENLACE_SERVER_GATE_TURNED_AWAY_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "certs/identity.h"
#include "server/core/input.h"
#include "server/gate/drafts.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

struct Knock {
  std::string door;         // "agencies" or "peers"
  std::string caller = {};  // identity, if its certificate verified
  std::string problem;      // a reason of proto/wire/problem.h
  std::string method = {};  // of a call, by its full name

  auto operator<=>(const Knock&) const = default;
};

// A connection that was refused: NOT_ENTITLED, or CALLER_UNKNOWN where
// `identity` is null because its certificate did not verify.
Knock KnockOf(const std::string& door, const certs::Identity* identity);

// A connection that ended before its handshake was done: HANDSHAKE_FAILED.
Knock BrokenHandshakeAt(const std::string& door);

class TurnedAway {
 public:
  // So many kinds are told apart; the others count as one that says nothing but
  // the door.  A kind makes room once it has been quiet for kPause.
  static constexpr size_t kKnocksMax = 256;
  static constexpr absl::Duration kPause = absl::Minutes(10);

  // `clock` must outlive the object.
  explicit TurnedAway(Clock& clock) : clock_(clock) {}

  void Note(Knock knock) ABSL_LOCKS_EXCLUDED(mutex_);

  // How many knocks were noted so far, by door.
  std::map<std::string, uint64_t> totals() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Logs what was counted of each kind that has no entry yet or whose last one
  // is kPause old, and waits until that is durable; what could not be logged
  // counts on, and is tried again at the next call.
  void Log(Pipeline& pipeline, Drafts& drafts) ABSL_LOCKS_EXCLUDED(mutex_);

  // The same of every kind, however young its last entry: before the node
  // stops.
  void LogAll(Pipeline& pipeline, Drafts& drafts) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Count {
    uint64_t times = 0;
    absl::Time first;
    absl::Time last;
  };
  using Counts = std::map<Knock, Count>;
  struct Kind {
    Count waiting;  // what no entry covers
    std::optional<absl::Time> logged_at;
  };

  void Add(Knock knock, const Count& count)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Counts Take(bool at_once) ABSL_LOCKS_EXCLUDED(mutex_);
  void LogCounts(const Counts& counts, Pipeline& pipeline, Drafts& drafts)
      ABSL_LOCKS_EXCLUDED(mutex_);

  Clock& clock_;
  mutable absl::Mutex mutex_;
  std::map<std::string, uint64_t> totals_ ABSL_GUARDED_BY(mutex_);
  std::map<Knock, Kind> kinds_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_TURNED_AWAY_H_
