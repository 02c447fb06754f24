// Which faults a run meets.  Each seed draws its own subset: a bug often shows
// only while the fault that would mask it is absent.

#ifndef ENLACE_TESTS_SIMULATION_FAULTS_H_
#define ENLACE_TESTS_SIMULATION_FAULTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/simulation/sim_random.h"

namespace enlace::simulation {

// Percentages are of the occasions named; 0 switches a fault off.
struct Faults {
  int loss = 0;         // of messages
  int duplication = 0;  // of messages
  int long_delay = 0;   // of messages: seconds instead of milliseconds
  int partition = 0;    // of seconds: one direction between two nodes stops
  int crash = 0;        // of batches, at any boundary
  int commit_lost = 0;  // of commits
  int commit_persisted_but_failed = 0;  // of commits
  int snapshot_lost = 0;                // of restarts
  int stale_snapshot = 0;               // of preparations
  int clock_jump = 0;                   // of seconds
  int resubmit = 0;                     // of acknowledged submissions
  int reuse_message_id = 0;             // of submissions
  bool wait_for_answers = false;        // until none is due any more
  int short_life = 0;                   // of records: seconds to live
  int new_link_file = 0;                // of seconds
  int revoked = 0;                      // of acknowledged submissions
  bool switch_book = false;

  // Breaks the system on purpose, so that the checks must notice.
  bool store_lies_about_sync = false;
  bool dedupe_disabled = false;

  static Faults Draw(SimRandom& random);
  // The kinds that a seed draws, by name.
  static const std::vector<std::string>& Kinds();
  // REQUIRES: one of Kinds().
  void SwitchOff(absl::string_view kind);
  // The second phase: nothing goes wrong any more.
  void Heal();
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_FAULTS_H_
