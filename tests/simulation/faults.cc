#include "tests/simulation/faults.h"

namespace enlace::simulation {

Faults Faults::Draw(SimRandom& random) {
  const auto maybe = [&](int percent) {
    return random.Percent(60) ? static_cast<int>(random.Between(1, percent))
                              : 0;
  };
  Faults faults;
  faults.loss = maybe(40);
  faults.duplication = maybe(40);
  faults.long_delay = maybe(20);
  faults.partition = maybe(20);
  faults.crash = maybe(8);
  faults.commit_lost = maybe(4);
  faults.commit_persisted_but_failed = maybe(4);
  faults.snapshot_lost = maybe(50);
  faults.stale_snapshot = maybe(60);
  faults.clock_jump = maybe(6);
  faults.resubmit = maybe(60);
  faults.reuse_message_id = maybe(30);
  faults.short_life = maybe(50);
  faults.wait_for_answers = random.Percent(25);
  faults.new_link_file = random.Percent(30) ? 3 : 0;
  faults.revoked = maybe(40);
  faults.switch_book = random.Percent(60);
  return faults;
}

void Faults::Heal() {
  const bool lies = store_lies_about_sync;
  const bool repeats = dedupe_disabled;
  const bool waits = wait_for_answers;
  *this = Faults();
  store_lies_about_sync = lies;
  dedupe_disabled = repeats;
  wait_for_answers = waits;
}

}  // namespace enlace::simulation
