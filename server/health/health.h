// What was measured of a node at one instant: facts, and no judgement of them.
//
// Nothing here is a value of a record, or names a person.  Plain values.

#ifndef ENLACE_SERVER_HEALTH_HEALTH_H_
#define ENLACE_SERVER_HEALTH_HEALTH_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace enlace::health {

// From when until when something holds.
struct Lifetime {
  absl::Time begins = absl::InfinitePast();
  absl::Time ends = absl::InfiniteFuture();
};

enum class Signing { kSigns, kAnchorMissing, kStopped };

// The audit log, and reading it again.
struct LogHealth {
  Signing signing = Signing::kSigns;
  uint64_t size = 0;             // entries in the journal
  uint64_t checkpoint_size = 0;  // of them under the last signed checkpoint
  // Since when an entry is known to lack one; never if none does.
  absl::Time unsigned_since = absl::InfiniteFuture();
  uint64_t scrub_rounds = 0;  // since the start
  absl::Time scrubbed_at = absl::InfinitePast();
  uint64_t files_made_anew = 0;  // since the start
  absl::Time made_anew_at = absl::InfinitePast();
  // Files with evidence that a log that is watched here has two histories.
  uint64_t fork_files = 0;
};

// Somebody who cosigns this node's log.
struct WitnessHealth {
  std::string name;    // of its key
  std::string nation;  // trust domain; "" of a neutral one
  uint64_t cosigned_size = 0;
  absl::Time cosigned_at = absl::InfinitePast();  // by its clock
  // Since when a signed checkpoint waits for it; never if none does.
  absl::Time waiting_since = absl::InfiniteFuture();
  bool disputes = false;  // claims what must never happen
};

// The link to one other nation.
struct LinkHealth {
  std::string nation;  // trust domain
  bool connected = false;
  absl::Time down_since = absl::InfiniteFuture();
  uint64_t queued = 0;
  // Of the first record that waits: when it was let through, and its end.
  absl::Time oldest_queued_at = absl::InfiniteFuture();
  absl::Time oldest_queued_ends = absl::InfiniteFuture();
  // Records that could not pass, and since when the first of them; never if
  // there is none.
  uint64_t set_aside = 0;
  absl::Time set_aside_since = absl::InfiniteFuture();
  uint64_t sent_sequence = 0;
  uint64_t received_sequence = 0;
  uint64_t witnessed_size = 0;  // of its log, cosigned here
  Lifetime link_file;
  // When the other nation's node is planned not to serve.
  Lifetime maintenance = {absl::InfinitePast(), absl::InfinitePast()};
};

struct DiskHealth {
  uint64_t journal_bytes = 0;
  uint64_t wal_bytes = 0;
  uint64_t free_bytes = 0;     // for this process, where the store is
  uint64_t reserve_bytes = 0;  // what should stay free
  absl::Time snapshot_at = absl::InfinitePast();
};

struct ProcessHealth {
  uint64_t resident_bytes = 0;
  uint64_t open_files = 0;
};

struct Health {
  std::string nation;       // trust domain of the own nation
  std::string version;      // of the program
  std::string book_digest;  // hex
  bool failed = false;      // nothing is accepted any more
  // The newest instant in the log; before any entry long ago.
  absl::Time log_time = absl::InfinitePast();

  LogHealth log;
  std::vector<WitnessHealth> witnesses;
  std::vector<LinkHealth> links;

  // By (direction, outcome), each in lower case, of the first decision.
  std::map<std::pair<std::string, std::string>, uint64_t> decided;
  uint64_t held = 0;
  absl::Time first_hold_ends = absl::InfiniteFuture();
  uint64_t answers_overdue = 0;
  std::map<std::string, uint64_t> turned_away;  // by door, since the start
  std::vector<std::string> role_shortages;      // rules

  std::map<std::string, Lifetime> certificates;  // "tls", "statement"
  Lifetime own_link_file;
  Lifetime charter;
  uint64_t epochs_waiting = 0;  // whose key is to be destroyed
  absl::Time epochs_waiting_since = absl::InfiniteFuture();

  DiskHealth disk;
  ProcessHealth process;
};

// Tells since when entries lack a checkpoint, of a log that grows all the time:
// what it was told to be there once must be signed.
class UnsignedSince {
 public:
  // What was measured at `now`; `size` never falls.
  absl::Time Update(uint64_t size, uint64_t checkpoint_size, absl::Time now) {
    if (checkpoint_size >= marked_size_) {
      marked_size_ = size;
      marked_at_ = now;
    }
    return checkpoint_size < marked_size_ ? marked_at_ : absl::InfiniteFuture();
  }

 private:
  uint64_t marked_size_ = 0;
  absl::Time marked_at_ = absl::InfinitePast();
};

}  // namespace enlace::health

#endif  // ENLACE_SERVER_HEALTH_HEALTH_H_
